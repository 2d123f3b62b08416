"""The form of what a target rests on: as many rows as legs, and nothing that ended."""

from datetime import date

import pytest

from accounts.models import Team
from slm.models import ChainLink
from slm.services import terminate_agreement
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.test_chain_pages import manager, ola
from tests.slm.test_screens import address, desk

__all__ = ["desk", "manager", "ola"]
pytestmark = pytest.mark.django_db


def test_no_leg_is_lost_however_many_there_are(
    desk, draft, resolution, provider, manager
):
    legs = [
        leg_with(
            Team.objects.create(name=f"Team {number}"),
            within(resolution, 1),
            provider=provider,
            in_force=False,
            **manager,
        )
        for number in range(7)
    ]
    target = rest_on(draft, within(resolution, 8), *legs, **manager)
    url = address("target_chain", draft, target.pk)
    form = desk.get(url).context["form"]
    assert len(form.rows) == 9
    sent = {bound.name: bound.value() or "" for bound in form}
    assert desk.post(url, sent).status_code == 302
    links = ChainLink.objects.filter(target=target).order_by("pk")
    assert [link.leg_id for link in links] == [leg.pk for leg in legs]


def test_what_has_ended_is_not_offered(desk, draft, resolution, ola, manager):
    target = rest_on(draft, within(resolution, 8), **manager)
    url = address("target_chain", draft, target.pk)
    assert ola.number in desk.get(url).text
    ending = {"ends_on": date(2026, 3, 5), "reason": "x", **manager}
    terminate_agreement(number=ola.number, **ending)
    assert ola.number not in desk.get(url).text
