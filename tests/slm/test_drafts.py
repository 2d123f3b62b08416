from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from calendars.hours import Budget
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from slm.models import Agreement, Target
from slm.services import (
    StaleAgreement,
    Wording,
    add_target,
    change_target,
    create_agreement,
    discard_draft,
    edit_draft,
    remove_target,
    start_new_version,
)
from tests.factories.slm import put_into_force
from tests.slm.conftest import HOUR, YEAR_START

pytestmark = pytest.mark.django_db


def test_an_agreement_begins_as_a_draft(draft, customer):
    version = draft.versions.get()

    assert draft.number.startswith("SLA-")
    assert (version.number, version.status) == (1, "draft")
    assert Event.objects.get(name="agreement.created").facts["customer"] == customer.pk


def test_an_agreement_with_a_team_is_numbered_apart(
    provider, team, service_level_manager, noon
):
    made = create_agreement(
        agreement=Agreement(leg="ola", title="Desk", provider=provider, team=team),
        actor=service_level_manager,
        at=noon,
    )

    assert made.number.startswith("OLA-")
    assert made.party == team


@pytest.mark.parametrize("leg", ["sla", "ola"])
def test_the_other_party_must_fit_the_kind(leg, provider, service_level_manager, noon):
    with pytest.raises(ValidationError):
        create_agreement(
            agreement=Agreement(leg=leg, title="x", provider=provider),
            actor=service_level_manager,
            at=noon,
        )


@pytest.mark.parametrize("role", ["agent", "team_lead", "auditor", "representative"])
def test_others_make_no_agreements(role, cast, provider, customer, noon):
    with pytest.raises(PermissionDenied):
        create_agreement(
            agreement=Agreement(
                leg="sla", title="x", provider=provider, customer=customer
            ),
            actor=cast[role],
            at=noon,
        )


def test_editing_a_draft_records_before_and_after(
    draft, service, service_level_manager, noon
):
    edit_draft(
        number=draft.number,
        title="Desktop",
        wording=Wording(valid_from=YEAR_START, summary="Why", services=[service]),
        actor=service_level_manager,
        at=noon,
    )

    event = Event.objects.get(name="agreement.draft_edited")
    assert event.changes == {
        "title": ["Workplace", "Desktop"],
        "services": [[], [service.pk]],
    }
    assert event.data.values == {"summary": ["", "Why"]}


def test_a_draft_that_ends_before_it_starts_is_refused(
    draft, service_level_manager, noon
):
    with pytest.raises(ValidationError):
        edit_draft(
            number=draft.number,
            title="x",
            wording=Wording(valid_from=YEAR_START, valid_to=YEAR_START.replace(2025)),
            actor=service_level_manager,
            at=noon,
        )


def test_a_stale_save_is_refused(draft, resolution, service_level_manager, noon):
    add_target(
        number=draft.number, terms=resolution, actor=service_level_manager, at=noon
    )

    with pytest.raises(StaleAgreement):
        edit_draft(
            number=draft.number,
            title="x",
            wording=Wording(),
            version=draft.version,
            actor=service_level_manager,
            at=noon,
        )


def test_changing_a_target_records_what_changed(
    draft, resolution, service_level_manager, noon
):
    who = {"number": draft.number, "actor": service_level_manager, "at": noon}
    target = add_target(terms=resolution, **who)

    terms = replace(resolution, budgets={1: Budget(2 * HOUR)}, pauses=())
    change_target(target_id=target.pk, terms=terms, **who)

    event = Event.objects.get(name="agreement.target_changed")
    assert set(event.changes) == {"budgets", "pauses"}
    assert [row.seconds for row in target.budgets.all()] == [2 * HOUR]


def test_a_target_can_be_taken_out_again(
    draft, resolution, service_level_manager, noon
):
    who = {"number": draft.number, "actor": service_level_manager, "at": noon}
    target = add_target(terms=resolution, **who)

    remove_target(target_id=target.pk, **who)

    assert not Target.objects.exists()
    with pytest.raises(Target.DoesNotExist):
        remove_target(target_id=target.pk, **who)


@pytest.mark.parametrize(
    "wrong",
    [
        {"budgets": {}},
        {"metric": "happiness"},
        {"pauses": ("weather",)},
        {"thresholds": (50, 75)},
        {"budgets": {7: Budget(60)}},
        {"goal_percent": 101},
        {"record_kind": "dream"},
    ],
)
def test_a_target_that_makes_no_sense_is_refused(
    wrong, draft, resolution, service_level_manager, noon
):
    with pytest.raises(ValidationError), transaction.atomic():
        add_target(
            number=draft.number,
            terms=replace(resolution, **wrong),
            actor=service_level_manager,
            at=noon,
        )
    assert not Target.objects.exists()


def test_what_is_in_force_does_not_change(
    agreement, resolution, service_level_manager, noon
):
    who = {"number": agreement.number, "actor": service_level_manager, "at": noon}
    target = Target.objects.get()

    for act in (
        lambda: edit_draft(title="x", wording=Wording(), **who),
        lambda: add_target(terms=resolution, **who),
        lambda: change_target(target_id=target.pk, terms=resolution, **who),
        lambda: remove_target(target_id=target.pk, **who),
        lambda: discard_draft(**who),
    ):
        with pytest.raises(TransitionNotAllowed):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE slm_targetbudget SET seconds = 1",
        "DELETE FROM slm_targetbudget",
        "UPDATE slm_target SET goal_percent = 1",
        "UPDATE slm_agreementversion SET valid_from = '2020-01-01'",
        "UPDATE slm_agreementversion SET status = 'draft'",
        "DELETE FROM slm_agreementversion",
    ],
)
def test_nor_does_it_by_sql(statement, agreement):
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_new_version_is_a_copy_that_can_be_changed_or_discarded(
    agreement, service_level_manager, noon
):
    who = {"number": agreement.number, "actor": service_level_manager, "at": noon}

    draft = start_new_version(**who)

    assert (draft.number, draft.valid_from) == (2, None)
    assert draft.targets.get().budgets.count() == 2
    with pytest.raises(TransitionNotAllowed):
        start_new_version(**who)
    discard_draft(**who)
    assert agreement.versions.count() == 1


def test_the_first_draft_cannot_be_discarded(draft, service_level_manager, noon):
    with pytest.raises(TransitionNotAllowed):
        discard_draft(number=draft.number, actor=service_level_manager, at=noon)


def test_who_sees_it(draft, cast):
    def seeing():
        return {
            role
            for role, user in cast.items()
            if Agreement.objects.visible_to(user).exists()
        }

    staff = cast.keys() - {
        *("requester", "representative", "stranger", "supplier_representative")
    }
    assert seeing() == staff


def test_a_customers_representative_sees_it_once_in_force(agreement, cast):
    seen = {
        role
        for role, user in cast.items()
        if Agreement.objects.visible_to(user).exists()
    }

    assert "representative" in seen
    assert not seen & {"requester", "stranger", "supplier_representative"}


def test_a_draft_renames_nothing_that_is_in_force(agreement, who):
    draft = start_new_version(number=agreement.number, **who)
    wording = Wording(valid_from=date(2027, 1, 1))
    edit_draft(number=agreement.number, title="Desks", wording=wording, **who)
    agreement.refresh_from_db()
    draft.refresh_from_db()
    assert (agreement.title, draft.title) == ("Workplace", "Desks")
    assert Event.objects.latest("pk").changes["draft_title"] == ["Workplace", "Desks"]

    put_into_force(number=agreement.number, **who)

    agreement.refresh_from_db()
    assert agreement.title == "Desks"
    old, new = agreement.versions.order_by("number")
    assert (old.title, new.title) == ("Workplace", "Desks")
    event = Event.objects.filter(name="agreement.activated").latest("pk")
    assert event.changes["title"] == ["Workplace", "Desks"]
