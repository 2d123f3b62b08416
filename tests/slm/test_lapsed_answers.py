"""A need is answered no more when what answered it ends or promises less."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from calendars.hours import Budget
from core.evidence import Period
from core.models import Event
from slm.evidence_requirements import requirements
from slm.models import ServiceLevelRequirement, Target
from slm.selectors.answering import coverage_of, covered, lapses_on
from slm.services import (
    Wording,
    add_target,
    change_target,
    document_requirement,
    edit_draft,
    remove_target,
    resolve_requirement,
    start_new_version,
    terminate_agreement,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.conftest import HOUR
from tests.slm.test_interim import formal
from tests.slm.test_requirements import _agree, by, need, needed, resolved
from tests.slm.test_screens import desk

__all__ = ["by", "desk", "formal", "need", "needed", "resolved"]
pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
MAY = date(2026, 5, 1)


@pytest.fixture
def answered(resolved, agreement, by):
    return document_requirement(
        number=resolved.number, coverage="wholly", targets=[Target.objects.get()], **by
    )


@pytest.fixture
def superseded(answered, agreement, by):
    """From April on another version holds: what becomes of the target says `change`."""

    def become(change):
        draft = start_new_version(number=agreement.number, **by)
        wording = Wording(valid_from=APRIL)
        edit_draft(number=agreement.number, title="x", wording=wording, **by)
        change(draft.targets.get())
        put_into_force(number=agreement.number, **by)

    return become


def terminate(agreement, by):
    terminate_agreement(number=agreement.number, ends_on=APRIL, reason="Sold", **by)


def told(day):
    lapses = lapses_on(day)
    need = covered(ServiceLevelRequirement.objects.all(), lapses).get()
    return need.covered, [one.reason for one in lapses.get(need.pk, [])]


def test_it_is_not_answered_once_the_agreement_has_ended(answered, agreement, by):
    terminate(agreement, by)

    assert told(date(2026, 3, 31)) == ("wholly", [])
    coverage, [reason] = told(APRIL)
    assert coverage == "not"
    assert agreement.number in reason
    assert "ended on" in reason
    listed = covered(ServiceLevelRequirement.objects.all(), lapses_on(APRIL))
    assert coverage_of(listed).counts == {"not": 1}


def test_it_is_answered_still_if_the_next_version_promises_as_much(superseded):
    superseded(lambda target: None)

    assert told(MAY) == ("wholly", [])


def test_a_version_without_the_target_answers_no_more(
    superseded, agreement, resolution, by
):
    def swap(target):
        response = replace(resolution, metric="first_response")
        add_target(number=agreement.number, terms=response, **by)
        remove_target(number=agreement.number, target_id=target.pk, **by)

    superseded(swap)

    coverage, [reason] = told(MAY)
    assert coverage == "not"
    assert "no more" in reason
    assert told(date(2026, 3, 31))[0] == "wholly"


@pytest.mark.parametrize(("hours", "coverage"), [(2, "wholly"), (12, "not")])
def test_a_version_that_promises_less_is_told(
    hours, coverage, superseded, agreement, by
):
    def change(target):
        budgets = {1: Budget(4 * HOUR), None: Budget(hours * HOUR)}
        terms = replace(TargetTerms.of(target), budgets=budgets)
        change_target(number=agreement.number, target_id=target.pk, terms=terms, **by)

    superseded(change)

    assert told(MAY)[0] == coverage


def test_one_of_two_answers_that_ended_leaves_it_partly(
    resolved, agreement, another, by
):
    targets = list(Target.objects.all())
    document_requirement(
        number=resolved.number, coverage="wholly", targets=targets, **by
    )
    terminate(agreement, by)

    coverage, reasons = told(MAY)
    assert (coverage, len(reasons)) == ("partly", 1)


@pytest.fixture
def another(customer, provider, resolution, service, by):
    """A second agreement with the customer, about the service alone."""
    return _agree(customer, provider, replace(resolution, service=service), by)


def test_the_formal_agreement_answers_for_the_interim_one(resolved, formal, by):
    interim = formal.replaces
    targets = [Target.objects.get(version__agreement=interim)]
    document_requirement(
        number=resolved.number, coverage="wholly", targets=targets, **by
    )

    put_into_force(number=formal.number, **by)

    assert told(date(2026, 12, 1)) == ("wholly", [])


def test_every_page_says_so(desk, client, answered, agreement, by, representative):
    terminate(agreement, by)

    for query, is_there in (
        ({"coverage": "not"}, True),
        ({"coverage": "wholly"}, False),
    ):
        page = desk.get(reverse("requirement_list"), query).text
        assert ("ended on" in page) is is_there
    assert (
        "ended on"
        in desk.get(reverse("requirement_detail", args=[answered.number])).text
    )
    client.force_login(representative)
    page = client.get(reverse("portal_need", args=[answered.number])).text
    assert "ended on" in page
    assert "Not answered" in page


def test_evidence_says_how_it_stood_at_the_end_of_the_period(
    answered, agreement, by, auditor
):
    terminate(agreement, by)

    def row(month):
        period = Period(
            datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, month, 1, tzinfo=UTC)
        )
        return dict(requirements(period, auditor).rows[0].facts)

    assert row(4)["Coverage"] == "Answered"
    assert row(5)["Coverage"] == "Not answered"
    assert "ended on" in row(5)["Answered no more"]


def test_it_is_answered_again_by_what_is_agreed_since(superseded, agreement, by):
    def change(target):
        terms = replace(TargetTerms.of(target), budgets={None: Budget(12 * HOUR)})
        change_target(number=agreement.number, target_id=target.pk, terms=terms, **by)

    superseded(change)
    assert told(MAY)[0] == "not"
    need = ServiceLevelRequirement.objects.get()
    newest = Target.objects.get(version__number=2)
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    again = {"number": need.number, "actor": by["actor"], "at": at}
    document_requirement(coverage="partly", targets=[newest], **again)

    assert told(MAY) == ("partly", [])


def test_it_is_documented_again_and_what_answered_it_before_is_replaced(
    resolved, agreement, by
):
    about = {"number": resolved.number, **by}
    document_requirement(coverage="wholly", targets=list(Target.objects.all()), **about)
    done = document_requirement(coverage="not", **about)
    assert done.coverage == "not"
    (answer,) = done.answers.all()
    assert answer.replaced_at == by["at"]

    document_requirement(coverage="partly", targets=list(Target.objects.all()), **about)
    assert done.answers.standing().count() == 1
    with pytest.raises(ValidationError, match="Nothing was changed"):
        document_requirement(
            coverage="partly", targets=list(Target.objects.all()), **about
        )
    told = Event.objects.filter(name="requirement.documented").order_by("pk")
    assert [list(one.facts["rows"]) for one in told] == [[f"answer {answer.pk}"]] * 3


def test_it_is_decided_on_again(resolved, agreement, by):
    about = {"number": resolved.number, **by}
    document_requirement(coverage="wholly", targets=list(Target.objects.all()), **about)
    done = resolve_requirement(resolution="no_action", reason="Too dear.", **about)
    assert (done.state, done.resolution) == ("resolved", "no_action")
    assert done.coverage == "open"
    assert not done.answers.standing().exists()
