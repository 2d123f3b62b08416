"""A filter that is not known is told in words of its own, not those of an act."""

import pytest

pytestmark = pytest.mark.django_db
LISTS = {
    "agent": ("/desk/?team=999999", "/desk/?priority=x"),
    "requester": ("/records/?which=all",),
    "service_level_manager": (
        "/manage/clocks/?agreement=999999",
        "/manage/availability/?month=never",
        "/manage/queries/?state=nonsense",
        "/manage/?month=never",
    ),
}
CASES = [(role, path) for role, paths in LISTS.items() for path in paths]


@pytest.mark.parametrize(("role", "path"), CASES)
def test_a_wrong_filter_says_so_and_leads_to_everything(client, cast, role, path):
    client.force_login(cast[role])
    page = client.get(path)

    assert page.status_code == 400
    assert "This filter is not known" in page.text
    assert '<a href="?">show it without filters</a>' in page.text
    assert "Not done yet" not in page.text
    assert "Nothing was changed" not in page.text
    assert client.get(path.partition("?")[0] + "?").status_code == 200


def test_the_moving_part_of_a_list_says_it_too(client, cast):
    client.force_login(cast["agent"])
    page = client.get("/desk/?team=999999", headers={"HX-Request": "true"})

    assert page.status_code == 400
    assert "This filter is not known" in page.text


def test_an_act_that_was_not_done_says_that(client, cast, incident):
    client.force_login(cast["agent"])
    page = client.post(f"/desk/incidents/{incident.number}/pend/", {"reason": ""})

    assert page.status_code == 422
    assert "Not done yet" in page.text
    assert "This filter is not known" not in page.text


def test_what_is_malformed_leads_to_the_page_without_it(client, cast):
    client.force_login(cast["agent"])
    page = client.get("/desk/?sort=password")

    assert page.status_code == 400
    assert 'href="?">The page without filters</a>' in page.text
