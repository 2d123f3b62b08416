"""From a customer's need to the target that answers it, or the reason why none does."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from calendars.hours import Budget
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.versions import StaleVersion
from incidents.services import resolve_incident
from slm.models import Agreement, ServiceLevelRequirement, Target
from slm.selectors.answering import coverage_of, covered
from slm.selectors.requirements import (
    measured_performance,
    promises_beneath,
    similar_promises,
)
from slm.services import (
    Wording,
    add_target,
    assess_requirement,
    create_agreement,
    document_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)
from tests.factories.slm import put_into_force
from tests.slm.conftest import HOUR, YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def needed(customer, service):
    """Makes what a customer says it needs, not yet stored."""

    def make(**values):
        said = {
            "title": "Faster mail",
            "need": "Mail must be back within two hours.",
            "customer": customer,
            "service": service,
            "stated_on": date(2026, 3, 1),
            "metric": "resolution",
            "wished": "2 h",
        }
        return ServiceLevelRequirement(**{**said, **values})

    return make


@pytest.fixture
def need(needed, by):
    return gather_requirement(requirement=needed(), **by)


@pytest.fixture
def resolved(need, by):
    assess_requirement(number=need.number, assessment="We have two people.", **by)
    return resolve_requirement(
        number=need.number, resolution="can_do", reason="It is so already.", **by
    )


def test_a_need_is_gathered_and_recorded_in_its_words(need):
    event = Event.objects.get(name="requirement.gathered")

    assert need.number.startswith("SLR-")
    assert event.data.values["need"][1] == "Mail must be back within two hours."
    assert event.changes["wished"] == [None, "2 h"]


def test_a_representative_gathers_for_their_own_organisation_alone(
    needed, representative, other_customer, noon
):
    who = {"actor": representative, "at": noon}

    assert gather_requirement(requirement=needed(), **who).number
    with pytest.raises(PermissionDenied):
        gather_requirement(requirement=needed(customer=other_customer), **who)


@pytest.mark.parametrize("role", ["requester", "agent", "auditor", "administrator"])
def test_others_gather_nothing(role, cast, needed, noon):
    with pytest.raises(PermissionDenied):
        gather_requirement(requirement=needed(), actor=cast[role], at=noon)
    assert not ServiceLevelRequirement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"need": ""},
        {"wished": "soon"},
        {"metric": ""},
        {"metric": "beauty"},
        {"new_service": "Fax"},
        {"goal_percent": 101},
        {"priority": 9},
    ],
)
def test_what_makes_no_sense_is_refused(wrong, needed, by):
    with pytest.raises(ValidationError):
        gather_requirement(requirement=needed(**wrong), **by)


def test_who_sees_it(need, cast):
    seen = {
        role
        for role, user in cast.items()
        if ServiceLevelRequirement.objects.visible_to(user).exists()
    }

    outside = {"requester", "stranger", "supplier_representative"}
    assert seen == cast.keys() - outside


def test_it_goes_from_words_to_a_target(resolved, agreement, by):
    target = Target.objects.get()

    done = document_requirement(
        number=resolved.number, coverage="wholly", targets=[target], **by
    )

    assert (done.state, done.coverage) == ("documented", "wholly")
    assert list(done.targets.all()) == [target]
    event = Event.objects.get(name="requirement.documented")
    assert event.changes["state"] == ["resolved", "documented"]
    assert event.facts["targets"] == [target.pk]


def test_steps_are_not_left_out(need, by):
    with pytest.raises(TransitionNotAllowed):
        resolve_requirement(number=need.number, resolution="can_do", reason="x", **by)
    with pytest.raises(TransitionNotAllowed):
        document_requirement(number=need.number, coverage="not", **by)


@pytest.mark.parametrize(
    ("act", "values"),
    [
        (assess_requirement, {"assessment": " "}),
        (resolve_requirement, {"resolution": "can_do", "reason": ""}),
    ],
)
def test_each_step_says_why(act, values, need, by):
    if act is resolve_requirement:
        assess_requirement(number=need.number, assessment="x", **by)
    with pytest.raises(ValidationError):
        act(number=need.number, **values, **by)


@pytest.mark.parametrize("role", ["representative", "agent", "auditor"])
def test_only_service_level_managers_decide(role, cast, need, noon):
    with pytest.raises(PermissionDenied):
        assess_requirement(
            number=need.number, assessment="x", actor=cast[role], at=noon
        )


def test_a_stale_step_is_refused(need, by):
    with pytest.raises(StaleVersion):
        assess_requirement(number=need.number, assessment="x", version=7, **by)


@pytest.mark.parametrize(
    ("coverage", "with_target"), [("wholly", False), ("not", True), ("open", False)]
)
def test_an_answer_fits_its_targets(coverage, with_target, resolved, agreement, by):
    targets = list(Target.objects.all()) if with_target else []

    with pytest.raises(ValidationError), transaction.atomic():
        document_requirement(
            number=resolved.number, coverage=coverage, targets=targets, **by
        )
    resolved.refresh_from_db()
    assert resolved.state == "resolved"


def test_what_was_agreed_with_another_is_no_answer(
    resolved, other_customer, provider, resolution, by
):
    theirs = _agree(other_customer, provider, resolution, by)

    with pytest.raises(ValidationError, match="is not agreed with this customer"):
        document_requirement(
            number=resolved.number, coverage="partly", targets=[theirs], **by
        )


def test_words_are_changed_until_it_is_resolved(need, by, representative, noon):
    edit_requirement(number=need.number, values={"title": "Much faster"}, **by)

    need.refresh_from_db()
    assert need.title == "Much faster"
    with pytest.raises(PermissionDenied):
        edit_requirement(
            number=need.number, values={"title": "x"}, actor=representative, at=noon
        )
    assess_requirement(number=need.number, assessment="x", **by)
    resolve_requirement(number=need.number, resolution="no_action", reason="x", **by)
    with pytest.raises(TransitionNotAllowed):
        edit_requirement(number=need.number, values={"title": "x"}, **by)


def test_it_shows_what_compliance_would_have_been(
    need, agreement, incident_of, agent, by
):
    for hours in (1, 3):
        at = datetime(2026, 3, 4, 9, tzinfo=UTC)
        record = incident_of(at)
        resolve_incident(
            number=record.number,
            resolution="x",
            close_code="solved",
            actor=agent,
            at=at.replace(hour=9 + hours),
        )

    found = measured_performance(need, datetime(2026, 3, 5, tzinfo=UTC))

    assert found
    assert (found.n, found.within, found.share) == (2, 1, 0.5)
    assert found.average == 2 * HOUR


def test_what_teams_promise_too_slowly_conflicts(need, provider, team, resolution, by):
    made = create_agreement(
        agreement=Agreement(leg="ola", title="Desk", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        **by,
    )
    terms = replace(resolution, budgets={1: Budget(HOUR), 2: Budget(3 * HOUR)})
    add_target(number=made.number, terms=terms, **by)
    put_into_force(number=made.number, **by)

    found = promises_beneath(need, by["at"])

    slow = {one.priority: one.is_too_slow for one in found}
    assert slow == {1: False, 2: True}


def test_similar_promises_are_those_of_other_customers_too(
    need, other_customer, provider, resolution, by
):
    theirs = _agree(other_customer, provider, resolution, by)

    assert {one.target for one in similar_promises(need, by["at"])} == {theirs}


def test_coverage_is_a_figure(resolved, needed, agreement, by):
    gather_requirement(requirement=needed(title="Another"), **by)
    target = Target.objects.get()
    document_requirement(
        number=resolved.number, coverage="partly", targets=[target], **by
    )

    tally = coverage_of(covered(ServiceLevelRequirement.objects.all(), {}))

    assert {str(one.value): count for one, count in tally.rows} == {
        "wholly": 0,
        "partly": 1,
        "not": 0,
        "open": 1,
    }
    assert tally.share == 0


def _agree(customer, provider, terms, by):
    made = create_agreement(
        agreement=Agreement(
            leg="sla", title="Theirs", provider=provider, customer=customer
        ),
        wording=Wording(valid_from=YEAR_START),
        **by,
    )
    target = add_target(number=made.number, terms=terms, **by)
    put_into_force(number=made.number, **by)
    return target
