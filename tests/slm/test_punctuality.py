"""How punctual reviews were: those with customers apart from those with others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.periods import month
from governance.measures import get_measure
from slm.selectors.punctual import punctuality_of, service_reviews
from slm.services import plan_review
from tests.api.conftest import Program
from tests.slm.chained import leg_with, within
from workflow.models import Meeting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 8, tzinfo=UTC)
DUE = date(2026, 4, 1)
IN_TIME, LATE = (datetime(2026, 4, day, 8, tzinfo=UTC) for day in (1, 14))


@pytest.fixture
def legs(team, supplier, resolution, provider, who):
    terms = within(resolution, 4, pauses=())
    return [leg_with(one, terms, provider=provider, **who) for one in (team, supplier)]


def held(agreement, held_at, who):
    by = {"actor": who["actor"], "at": LATE - timedelta(days=20)}
    review = plan_review(number=agreement.number, starts_at=LATE, **by)
    Meeting.objects.filter(pk=review.pk).update(
        state="held", held_at=held_at, due_on=DUE
    )
    return review


def counted(reader):
    return {
        str(one.side): {
            str(row.label): (row.in_time, row.of)
            for row in one.counted
            if row.label != "Minutes in time"
        }
        for one in punctuality_of(service_reviews(reader), NOW)
    }


def test_each_kind_is_counted_by_itself_as_the_measures_count_it(
    agreement, legs, who, auditor
):
    of_ola, of_contract = legs
    held(agreement, IN_TIME, who)
    assert counted(auditor) == {
        "customers": {"Held when it was due": (1, 1), "Notice in time": (0, 1)}
    }
    held(of_ola, IN_TIME, who)
    late = held(of_contract, LATE, who)
    found = punctuality_of(service_reviews(auditor), NOW)

    assert [str(one.side) for one in found] == ["customers", "legs"]
    assert counted(auditor) == {
        "customers": {"Held when it was due": (1, 1), "Notice in time": (0, 1)},
        "legs": {"Held when it was due": (1, 2), "Notice in time": (0, 2)},
    }
    missed = {
        (review, check.key) for review, checks in found[1].late for check in checks
    }
    assert [review for review, key in missed if key == "held"] == [late]
    april = month(DUE)
    for key, share in (("slm.reviews_on_time", 100), ("slm.legs_reviewed_on_time", 50)):
        assert get_measure(key).select(april, None).value == share


def test_the_page_and_programs_tell_them_apart(client, agreement, legs, who, auditor):
    now = timezone.now()
    held(agreement, now - timedelta(days=30), who)
    client.force_login(auditor)
    alone = client.get(reverse("review_list")).text
    assert "With customers" in alone
    assert "With teams and suppliers" not in alone

    late = [held(one, now - timedelta(days=30), who) for one in legs]
    page = client.get(reverse("review_list")).text
    first, _, second = page.partition("With teams and suppliers")
    assert "With customers" in first
    named = second.partition('id="late-legs"')[2].partition("</ul>")[0]
    for review in late:
        assert reverse("meeting_detail", args=[review.number]) in named
    for kind in ("Operational level agreement", "Underpinning contract"):
        assert kind in named
    assert "Service level agreement" not in named
    told = Program(auditor).get("reviews_punctuality/").json()
    held_ones = [one for one in told if one["what"] == "Held when it was due"]
    assert [(one["side"], one["in_time"], one["of"]) for one in held_ones] == [
        ("customers", 0, 1),
        ("legs", 0, 2),
    ]
