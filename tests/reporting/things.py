"""Things that packs show, each with its rows and with what may be done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models

from catalogue.services import create_service, edit_service
from governance.models import Improvement
from governance.services import (
    approve_improvement,
    change_improvement,
    implement_improvement,
    propose_improvement,
    start_improvement,
    verify_improvement,
)
from records.models import Entry, Holding, Record
from slm.credits import parse_credit_lines
from slm.models import (
    AgreedCatalogue,
    CapabilityAssessment,
    CapabilityLine,
    EscalationStep,
    Exclusion,
    Measure,
    MeasuredValue,
    Outage,
    OutageCause,
    Repair,
    RequirementAnswer,
    ServiceLevelRequirement,
    Target,
    WhatIf,
)
from slm.selectors import Substitution
from slm.selectors.capability import updates_of
from slm.services import (
    OutageTerms,
    add_step,
    approve_exclusion,
    approve_repair,
    assess_requirement,
    assess_service,
    carry_out_assessment,
    close_period,
    decide_assessment,
    document_requirement,
    draft_catalogue,
    edit_contents,
    edit_measure,
    edit_requirement,
    gather_requirement,
    note_catalogue_update,
    offer_catalogue,
    plan_assessment,
    recalculate_clocks,
    record_values,
    replay_what_if,
    report_outage,
    request_exclusion,
    resolve_requirement,
    revise_period,
    start_assessment,
    withdraw_exclusion,
)
from slm.services.cataloguing import agree_catalogue
from tests.factories.slm import put_into_force
from tests.governance.test_improvements import an_improvement, late
from tests.reporting.conftest import HOUR, LATER, MARCH, TENTH
from tests.reporting.lives import (
    Rows,
    begin_meeting,
    live_agreement,
    live_meeting,
    live_outage,
    rows_of_agreement,
    rows_of_meeting,
    values_at,
)
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.conftest import incident, measure
from tests.slm.test_capability import EXTEND
from tests.slm.test_contents import FULL
from tests.slm.test_repairs import of_terms, right_terms
from tests.slm.test_requirements import needed
from tests.workflow.conftest import a_meeting
from workflow.services import plan_meeting

__all__ = ["incident", "late", "measure", "needed", "of_terms", "right_terms"]


@dataclass
class Life:
    """Something that packs show: its rows, and what is done to it after a pack."""

    number: str
    rows: Callable[[], Rows]
    live: Callable[[], object]


def of(*models_: type[models.Model], **about: Any) -> Callable[[], Rows]:
    return lambda: [one._default_manager.filter(**about) for one in models_]


@pytest.fixture
def who(service_level_manager) -> dict[str, Any]:
    return {"actor": service_level_manager, "at": LATER}


@pytest.fixture
def agreement(draft, resolution, team, provider, service_level_manager, noon):
    """An agreement that says everything that can be said."""
    who = {"actor": service_level_manager, "at": noon}
    leg = leg_with(team, within(resolution, 1), **who, provider=provider)
    edit_contents(number=draft.number, **FULL, **who)
    rest_on(draft, resolution, leg, **who, credits=parse_credit_lines("0: 5 %"))
    step = EscalationStep(percent=80, ladder="functional", whom="team")
    add_step(number=draft.number, step=step, **who)
    put_into_force(number=draft.number, **who)
    return draft


@pytest.fixture
def a_closed_agreement(agreement, month, service, agent, who):
    close_period(month=MARCH, **who)
    span = {"start": TENTH + 3 * HOUR, "end": TENTH + 6 * HOUR}
    asked = Exclusion(reason="customer", text="x", service=service, **span)

    def live():
        request_exclusion(exclusion=asked, actor=agent, at=LATER)
        approve_exclusion(number=asked.number, **who)
        recalculate_clocks(item=asked.item, **who)
        revise_period(number=agreement.number, month=MARCH, reason="Excluded.", **who)
        live_agreement(agreement, who["actor"])

    return Life(agreement.number, lambda: rows_of_agreement(agreement), live)


@pytest.fixture
def a_meeting_with_all(
    customer, service, representative, requester, team_lead, noon, who
):
    manager = who["actor"]
    meeting = a_meeting(customer, noon, chair=manager.person)
    people = [representative.person]
    plan_meeting(meeting=meeting, people=people, actor=manager, at=noon)
    begin_meeting(meeting, service.number, manager, noon)
    other = SimpleNamespace(
        invited=requester.person, uninvited=team_lead.person, paper=meeting.number
    )
    return Life(
        meeting.number,
        lambda: rows_of_meeting(meeting),
        lambda: live_meeting(meeting, other, manager),
    )


@pytest.fixture
def an_improvement_proposed(late, team_lead, agent, service_level_manager):
    april = datetime(2026, 4, 7, 9, tzinfo=UTC)
    made = propose_improvement(
        improvement=an_improvement(late, team_lead), actor=agent, at=april
    )

    def live():
        by = {"number": made.number, "actor": service_level_manager, "at": april}
        terms = {"target_value": Decimal("0.5"), "due_on": date(2026, 5, 30)}
        change_improvement(title="Sooner", description="So.", terms=terms, **by)
        approve_improvement(**by, reason="It pays.")
        start_improvement(**{**by, "actor": team_lead})
        implement_improvement(**{**by, "actor": team_lead})
        by["at"] = datetime(2026, 6, 2, 9, tzinfo=UTC)
        verify_improvement(is_effective=True, effect="None was late.", **by)

    own, about = of(Record, Improvement, pk=made.pk), of(Entry, Holding, record=made.pk)
    return Life(made.number, lambda: [*own(), *about()], live)


@pytest.fixture
def a_catalogue(service, customer, representative, who):
    drafted = draft_catalogue(customer=customer, **who)
    by = {"authority": "Head of IT", "actor": representative, "at": LATER}

    def live():
        offer_catalogue(number=drafted.number, **who)
        agree_catalogue(number=drafted.number, **by)
        edit_service(number=service.number, summary="Since.", **who)
        following = draft_catalogue(customer=customer, **who)
        offer_catalogue(number=following.number, **who)
        agree_catalogue(number=following.number, **by)

    return Life(drafted.number, of(AgreedCatalogue, pk=drafted.pk), live)


@pytest.fixture
def a_requirement(needed, agreement, who):
    need = gather_requirement(requirement=needed(), **who)

    def live():
        by = {"number": need.number, **who}
        edit_requirement(values={"title": "Mail", "goal_percent": Decimal(90)}, **by)
        assess_requirement(assessment="Two people.", **by)
        resolve_requirement(resolution="can_do", reason="It is so.", **by)
        answers = Target.objects.filter(version__agreement=agreement)
        document_requirement(coverage="wholly", targets=list(answers), **by)

    own = of(ServiceLevelRequirement, pk=need.pk)
    answers = of(RequirementAnswer, requirement=need.pk)
    return Life(need.number, lambda: [*own(), *answers()], live)


@pytest.fixture
def an_assessment(service, who):
    planned = plan_assessment(year=2026, **who)

    def live():
        by = {"number": planned.number, **who}
        start_assessment(**by)
        create_service(name="Post", owner=who["actor"].person, **who)
        first = planned.lines.get()
        assess_service(line_id=first.pk, values=EXTEND, **by)
        decide_assessment(**by)
        edit_service(number=service.number, summary="More storage", **who)
        event = updates_of(first)[0][0]
        note_catalogue_update(line_id=first.pk, event=event, **by)
        carry_out_assessment(**by)

    own, lines = of(CapabilityAssessment, pk=planned.pk), of(CapabilityLine)
    return Life(planned.number, lambda: [*own(), *lines()], live)


@pytest.fixture
def a_measure(measure, who):
    by = {"number": measure.number, "how": "probe", **who}
    record_values(values=values_at(1, 2), **by)

    def live():
        edit_measure(number=measure.number, point="Head office", **who)
        record_values(values=values_at(3, 30), **by)
        first = values_at(1)[0][0]
        record_values(values=[(first, Decimal("1.5")), *values_at(4)], **by)

    own, values = of(Measure, pk=measure.pk), of(MeasuredValue, measure=measure.pk)
    return Life(measure.number, lambda: [*own(), *values()], live)


@pytest.fixture
def a_what_if(month, agreement, who):
    made = replay_what_if(
        terms=Substitution(agreement.versions.get(), percent=125),
        first_on=MARCH,
        last_on=date(2026, 3, 31),
        keep=str,
        tell=max,
        **who,
    )
    return Life(made.number, of(WhatIf, pk=made.pk), list)


@pytest.fixture
def an_outage(service, cast):
    terms = OutageTerms(service=service, start=TENTH, text="x", users=40)
    made = report_outage(terms=terms, actor=cast["agent"], at=LATER)
    own, cause = of(Outage, pk=made.pk), of(OutageCause, outage=made.pk)
    return Life(
        made.number,
        lambda: [*own(), *cause()],
        lambda: live_outage(made.number, cast),
    )


@pytest.fixture
def an_exclusion(month, service, agent, who):
    span = {"start": TENTH + 3 * HOUR, "end": TENTH + 6 * HOUR}
    asked = Exclusion(reason="customer", text="x", service=service, **span)
    request_exclusion(exclusion=asked, actor=agent, at=LATER)

    def live():
        approve_exclusion(number=asked.number, **who)
        withdraw_exclusion(number=asked.number, reason="Wrong.", **who)

    return Life(asked.number, of(Exclusion, pk=asked.pk), live)


@pytest.fixture
def a_repair(of_terms, service_level_manager):
    at = datetime(2026, 4, 3, 10, tzinfo=UTC)
    by = {"number": of_terms.number, "actor": service_level_manager, "at": at}
    return Life(
        of_terms.number, of(Repair, pk=of_terms.pk), lambda: approve_repair(**by)
    )
