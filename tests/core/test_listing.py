from base64 import urlsafe_b64encode
from datetime import timedelta

import django_filters
import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse

from core.listing import COUNT_CAP, Column, build_listing
from core.models import User

pytestmark = pytest.mark.django_db

COLUMNS = [
    Column("name", "Name", "name"),
    Column("seen", "Last seen", "last_login"),
    Column("letters", "Letters"),
    Column("staff", "Staff", "is_staff", then=("name",)),
]


SORTS = ["name", "-name", "last_login", "-last_login", "is_staff", "-is_staff"]


class UserFilter(django_filters.FilterSet):
    class Meta:
        model = User
        fields = ["is_staff"]


def listing_of(query: str = "", size: int = 3):
    data = QueryDict(query)
    people = User.objects.filter(email__endswith="@list.example")
    filterset = UserFilter(data, queryset=people)
    return build_listing(
        data, filterset, columns=COLUMNS, sort="-last_login", page_size=size
    )


def walk(query: str, *, back: bool = False) -> list[str]:
    """Turn all pages, and return the names in the order in which they were shown."""
    seen: list[str] = []
    page = listing_of(query)
    if back:
        while page.next_url:
            page = listing_of(page.next_url[1:])
    while True:
        names = [row.name for row in page.rows]
        seen = names + seen if back else seen + names
        url = page.previous_url if back else page.next_url
        if not url:
            return seen
        page = listing_of(url[1:])


@pytest.fixture(autouse=True)
def people(db, noon) -> list[User]:
    """Eight people seen within microseconds: two at once, three never."""
    moments = [1, 2, 2, 3, 4, None, None, None]
    return User.objects.bulk_create(
        User(
            email=f"{index}@list.example",
            name=f"N{index % 4}-{index}",
            is_staff=index == 4,
            last_login=None if n is None else noon - timedelta(microseconds=n),
        )
        for index, n in enumerate(moments)
    )


@pytest.mark.parametrize("sort", SORTS)
def test_turning_the_pages_shows_every_row_once(sort, people):
    seen = walk(f"sort={sort}")

    assert sorted(seen) == sorted(person.name for person in people)


@pytest.mark.parametrize("sort", SORTS)
def test_turning_back_shows_the_same_rows_in_the_same_order(sort):
    assert walk(f"sort={sort}", back=True) == walk(f"sort={sort}")


@pytest.mark.parametrize("sort", ["last_login", "-last_login"])
def test_rows_without_the_value_come_last(sort):
    assert {name[-1] for name in walk(f"sort={sort}")[-3:]} == {"5", "6", "7"}


def test_rows_alike_are_sorted_by_the_next_field():
    assert walk("sort=is_staff") == [
        *("N0-0", "N1-1", "N1-5", "N2-2", "N2-6", "N3-3", "N3-7"),
        "N0-4",
    ]


def test_a_heading_sorts_and_then_turns_the_order():
    first = listing_of("is_staff=false").headings[0]
    again = listing_of("is_staff=false&sort=name").headings[0]

    assert (first.url, first.direction) == ("?is_staff=false&sort=name", "")
    assert (again.url, again.direction) == ("?is_staff=false&sort=-name", "ascending")


def test_a_column_without_sort_has_no_link():
    assert listing_of().headings[2].url == ""


def test_filters_narrow_the_list_and_its_count():
    listing = listing_of("is_staff=true")

    assert ([row.name for row in listing.rows], listing.count) == (["N0-4"], 1)
    assert listing.is_filtered


def test_sorting_alone_is_not_filtering():
    assert not listing_of("sort=name").is_filtered


def test_a_page_costs_three_queries(django_assert_num_queries):
    with django_assert_num_queries(3):
        listing = listing_of("sort=name")

    assert len(listing.rows) == 3


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "sort=nothing",
        "sort=--name",
        "after=rubbish",
        "after=%00",
        "after=WzFd",
        "sort=name&after=WyJcdTAwMDAiLCAxXQ",
        "sort=last_login&after=WyJ4IiwxXQ",
        "sort=name&after=WyJ4IiwiIl0",
        "sort=name&after=WyJ4Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
    ],
)
def test_a_broken_query_string_is_refused(query):
    with pytest.raises(BadRequest):
        listing_of(query)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("name", '["a", Infinity]'),
        ("name", '["\\ud800", 1]'),
        ("name", "[" * 5000),
        ("last_login", '["2026-03-04T12:00:00", 1]'),
        ("last_login", '["0001-01-01T00:00:00+23:59", 1]'),
    ],
)
def test_a_place_that_no_list_has_is_refused(sort, key):
    with pytest.raises(BadRequest):
        listing_of(f"sort={sort}&after={cursor(key)}")


def test_a_place_in_a_far_zone_is_found():
    place = cursor('["2026-03-04T12:00:00+23:59", 1]')

    assert listing_of(f"after={place}").rows


def cursor(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def test_the_count_stops_at_its_cap():
    User.objects.bulk_create(
        User(email=f"m{index}@list.example") for index in range(COUNT_CAP)
    )

    assert listing_of().count_label == "1,000+"


def test_every_list_links_to_its_files_as_it_is_filtered_and_sorted():
    links = dict(listing_of("is_staff=false&sort=-name&after=").exports)

    assert links == {
        "CSV": "?is_staff=false&sort=-name&export=csv",
        "XLSX": "?is_staff=false&sort=-name&export=xlsx",
    }


def test_the_style_page_is_for_debugging_only(client):
    assert client.get("/design/").status_code == 404
    assert reverse("account_login") == "/accounts/login/"
