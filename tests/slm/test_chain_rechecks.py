"""What no longer holds is found when something changes below it, and told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.hours import Budget
from calendars.services import add_calendar_version
from core.models import Event
from core.services import deliver_outbox
from notifications.models import Notification
from slm.models import ChainFault
from slm.selectors import Supposing, broken_by
from slm.selectors.mismatches import mismatches
from slm.services import (
    Wording,
    change_target,
    edit_draft,
    recheck_chains,
    start_new_version,
    terminate_agreement,
)
from slm.tasks import check_chains
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.chained import WORKDAYS, leg_with, rest_on, weekdays, within

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
JULY = date(2026, 7, 1)
# Still to come whenever this is run: what is heard later is heard by the clock.
FAR = date(2100, 7, 1)


@pytest.fixture
def manager(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def ola(team, resolution, provider, manager):
    return leg_with(team, within(resolution, 4), provider=provider, **manager)


@pytest.fixture
def promise(draft, resolution, ola, manager):
    """An agreement in force that rests on the team's: 8 h, of which it needs 4."""
    rest_on(draft, within(resolution, 8, goal_percent=90), ola, **manager)
    put_into_force(number=draft.number, **manager)
    return draft


def slower(ola, manager, hours):
    """Draft another agreement with the team, from July on, with that much time."""
    start_new_version(number=ola.number, **manager)
    draft = ola.versions.drafts().get()
    wording = Wording(valid_from=JULY)
    edit_draft(number=ola.number, title=ola.title, wording=wording, **manager)
    target = draft.targets.get()
    budgets: dict[int | None, Budget] = {None: Budget(hours * 3600)}
    terms = replace(TargetTerms.of(target), budgets=budgets)
    change_target(number=ola.number, target_id=target.pk, terms=terms, **manager)
    return ola.versions.drafts().get()


def deliver():
    deliver_outbox(at=datetime.now(UTC) + HOUR)


def kinds():
    return [
        code.split()[0] for code in ChainFault.objects.values_list("code", flat=True)
    ]


def told(user):
    return Notification.objects.filter(recipient=user, topic="slm.chain").count()


def second_manager(manager, administrator):
    """Let somebody else act: whoever did it is not told of it."""
    manager["actor"].groups.all()
    administrator.groups.set(manager["actor"].groups.all())
    return {**manager, "actor": administrator}


def test_a_leg_that_becomes_slower_breaks_what_rests_on_it(
    promise, ola, manager, administrator
):
    by = second_manager(manager, administrator)
    slower(ola, by, 9)
    put_into_force(number=ola.number, **by)
    deliver()

    assert kinds() == ["time"] * 4
    event = Event.objects.named("agreement.chain_broken").get()
    assert event.item == promise.item
    assert event.facts["because"] == ola.number
    assert told(manager["actor"]) == 1


def test_whoever_is_about_to_is_shown_what_would_break(promise, ola, manager):
    draft = slower(ola, manager, 9)
    (broken, faults), *others = broken_by(Supposing(draft), at=manager["at"])

    assert (broken.agreement, others) == (promise, [])
    assert "1 Jul" in faults[0].words
    assert not ChainFault.objects.exists()
    assert broken_by(Supposing(slower_not(ola, manager)), at=manager["at"]) == []


def slower_not(ola, manager):
    draft = ola.versions.drafts().get()
    target = draft.targets.get()
    terms = replace(TargetTerms.of(target), budgets={None: Budget(3600)})
    change_target(number=ola.number, target_id=target.pk, terms=terms, **manager)
    return ola.versions.drafts().get()


def test_a_leg_that_is_terminated_breaks_what_rests_on_it(promise, ola, manager):
    current = ola.versions.get()
    would = broken_by(Supposing(current, FAR), at=manager["at"])
    terminate_agreement(number=ola.number, ends_on=FAR, reason="x", **manager)
    deliver()

    assert [fault.kind for _version, faults in would for fault in faults] == ["ends"]
    assert kinds() == ["ends"]


def test_a_calendar_that_closes_breaks_what_counts_by_it(
    draft, team, resolution, provider, manager
):
    hours = weekdays(**manager, days=(*WORKDAYS, "sat", "sun"), name="Team")
    terms = within(resolution, 2, calendar=hours)
    ola = leg_with(team, terms, provider=provider, **manager)
    promised = within(resolution, 20, goal_percent=90)
    rest_on(draft, promised, ola, **manager)
    put_into_force(number=draft.number, **manager)
    deliver()
    weekly = {day: [["08:00", "16:00"]] for day in WORKDAYS}
    add_calendar_version(
        number=hours.number,
        definition={"timezone": "UTC", "weekly": weekly},
        valid_from=datetime(2100, 7, 1, tzinfo=UTC),
        **manager,
    )
    deliver()

    assert kinds() == ["time"] * 4
    event = Event.objects.named("agreement.chain_broken").get()
    assert event.facts["because"] == hours.number


def test_the_dashboard_and_the_list_show_what_is_broken(
    client, promise, ola, manager, auditor
):
    slower(ola, manager, 9)
    put_into_force(number=ola.number, **manager)
    deliver()
    client.force_login(auditor)

    for url in ("/manage/", "/manage/chains/?state=broken"):
        assert promise.number in client.get(url, follow=True).content.decode()


def test_what_is_broken_is_a_mismatch_until_it_is_mended(promise, ola, manager):
    def found():
        return list(mismatches(manager["at"], check="chain_broken"))

    assert found() == []
    slower(ola, manager, 9)
    put_into_force(number=ola.number, **manager)
    deliver()
    (broken,) = found()
    assert f"its legs are too slow, above all {ola.number}." in broken.text
    assert (broken.item, broken.customer) == (promise.item, promise.customer)

    start_new_version(number=ola.number, **manager)
    wording = Wording(valid_from=JULY)
    edit_draft(number=ola.number, title=ola.title, wording=wording, **manager)
    slower_not(ola, manager)
    put_into_force(number=ola.number, **manager)
    deliver()
    assert found() == []


def test_the_same_is_recorded_and_told_once(promise, ola, manager, administrator):
    by = second_manager(manager, administrator)
    slower(ola, by, 9)
    put_into_force(number=ola.number, **by)
    deliver()
    deliver()

    assert recheck_chains(because="", **by) == 0
    assert check_chains() == 0
    assert Event.objects.named("agreement.chain_broken").count() == 1
    assert told(manager["actor"]) == 1


def test_what_holds_again_is_recorded(promise, ola, manager):
    slower(ola, manager, 9)
    put_into_force(number=ola.number, **manager)
    deliver()
    start_new_version(number=ola.number, **manager)
    slower_again = ola.versions.drafts().get()
    wording = Wording(valid_from=JULY)
    edit_draft(number=ola.number, title=ola.title, wording=wording, **manager)
    slower_not(ola, manager)
    put_into_force(number=ola.number, **manager)
    deliver()

    assert slower_again.number == 3
    assert not ChainFault.objects.filter(mended_at=None).exists()
    mended = Event.objects.named("agreement.chain_mended").get()
    assert len(mended.facts["faults"]) == 4


def test_a_leg_that_expires_is_found_without_anybody_doing_anything(
    draft, supplier, resolution, provider, manager
):
    terms = within(resolution, 4)
    contract = leg_with(supplier, terms, provider=provider, valid_to=JULY, **manager)
    rest_on(draft, within(resolution, 8, goal_percent=90), contract, **manager)
    put_into_force(number=draft.number, **manager)
    actor = manager["actor"]

    assert recheck_chains(because="", actor=actor, at=manager["at"]) == 0
    after = datetime(2026, 7, 2, tzinfo=UTC)
    assert recheck_chains(because="", actor=actor, at=after) == 1
    assert kinds() == ["absent"]
