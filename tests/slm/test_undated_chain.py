"""The chain of a draft without a first day is checked as if it began soon."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from slm.selectors.chains import chain_shown
from slm.services import Wording, edit_draft, start_new_version
from tests.api.conftest import Program
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(team, resolution, provider, who):
    return leg_with(team, within(resolution, 4), provider=provider, **who)


@pytest.fixture
def undated(draft, resolution, ola, who):
    """A draft without a first day, that promises 2 h on what takes 4 h."""
    rest_on(draft, within(resolution, 2, goal_percent=90), ola, **who)
    edit_draft(number=draft.number, title=draft.title, wording=Wording(), **who)
    return draft


def test_a_draft_without_a_first_day_is_checked_as_if_it_began_tomorrow(undated):
    version = undated.versions.get()
    chain = chain_shown(version, date(2026, 3, 4))

    assert chain.supposed_from == date(2026, 3, 5)
    assert {fault.kind for fault in chain.obstacles} == {"time"}
    assert chain.targets[0].lines
    assert version.valid_from is None


def test_it_is_not_supposed_to_begin_before_the_version_that_is_to_come(agreement, who):
    start_new_version(number=agreement.number, **who)
    draft = agreement.versions.drafts().get()
    before = date(2025, 6, 1)

    assert chain_shown(draft, before).supposed_from == YEAR_START


def test_its_page_shows_check_and_picture_and_says_from_when(
    client, undated, service_level_manager
):
    client.force_login(service_level_manager)
    url = reverse("agreement_chain", args=[undated.number])
    for address in (url, reverse("agreement_detail", args=[undated.number])):
        html = client.get(address).content.decode()
        assert "it is checked as if it began on" in html
        assert "What it rests on does not bear it" in html
        assert "<svg" in html


def test_programs_read_from_when_it_was_checked(undated, service_level_manager):
    found = Program(service_level_manager).get(f"agreements/{undated.number}/chain/")
    body = found.json()
    tomorrow = undated.day_of(timezone.now()) + timedelta(days=1)
    assert (body["supposed_from"], body["holds"]) == (tomorrow.isoformat(), False)
