"""Agreements with a customer, and what is said of them."""

from datetime import date, datetime
from typing import Any

from accounts.models import Organisation
from calendars.hours import Budget
from calendars.models import Calendar
from core.models import User
from core.periods import first_of, shift
from slm.models import (
    Agreement,
    EscalationStep,
    PeriodResult,
    Repair,
    ServiceLevelRequirement,
)
from slm.selectors import Substitution
from slm.services import (
    Wording,
    add_step,
    add_target,
    close_period,
    comment_on_draft,
    create_agreement,
    draft_catalogue,
    gather_requirement,
    offer_catalogue,
    offer_draft,
    replay_what_if,
    request_repair,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force


def agreement_things(
    customer: Organisation, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make an agreement in force, a draft and an offered one, with what is said of them."""
    by: dict[str, Any] = {"actor": cast["service_level_manager"], "at": at}
    agreement, draft, offered = [_agreement(customer, cast, at) for _one in range(3)]
    put_into_force(number=agreement.number, **by)
    offer_draft(number=offered.number, **by)
    return {
        "agreement": agreement.number,
        "draft": draft.number,
        "offered": offered.number,
        "comment": _comment(draft, by),
        "offered_comment": _comment(offered, by),
        "requirement": _requirement(customer, cast, at),
        "offered_catalogue": _offered_catalogue(customer, by),
        "target": draft.versions.get().targets.get().pk,
        "step_id": _step(draft, by),
        **_what_if_and_repair(agreement, cast, at),
        **_closed_month(agreement, cast["service_level_manager"], at),
    }


def _agreement(customer: Organisation, cast: dict[str, User], at: datetime) -> Any:
    manager = cast["service_level_manager"]
    terms = TargetTerms(
        metric="resolution",
        calendar=Calendar.objects.get(),
        budgets={None: Budget(8 * 3600)},
        pauses=("customer",),
        responsible=manager.person,
    )
    agreement = create_agreement(
        agreement=Agreement(
            leg="sla",
            title=f"Workplace of {customer}",
            provider=cast["agent"].person.organisation,
            customer=customer,
        ),
        wording=Wording(valid_from=date(2026, 1, 1)),
        actor=manager,
        at=at,
    )
    add_target(number=agreement.number, terms=terms, actor=manager, at=at)
    return agreement


def _requirement(customer: Organisation, cast: dict[str, User], at: datetime) -> str:
    need = ServiceLevelRequirement(
        title=f"Needed by {customer}",
        need="Mail must work.",
        customer=customer,
        stated_on=at.date(),
    )
    actor = cast["service_level_manager"]
    return gather_requirement(requirement=need, actor=actor, at=at).number


def _comment(agreement: Agreement, by: dict[str, Any]) -> int:
    return comment_on_draft(number=agreement.number, text="Really?", **by).pk


def _step(draft: Agreement, by: dict[str, Any]) -> int:
    step = EscalationStep(percent=90, whom="team", ladder="functional")
    return add_step(number=draft.number, step=step, **by).pk


def _offered_catalogue(customer: Organisation, manager: dict[str, Any]) -> str:
    drafted = draft_catalogue(customer=customer, **manager)
    return offer_catalogue(number=drafted.number, **manager).number


def _what_if_and_repair(
    agreement: Agreement, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make a replay of nothing, and a request to let the agreement begin a year earlier."""
    manager, version = cast["service_level_manager"], agreement.versions.get()
    day = date(2026, 1, 5)
    repair = Repair(text="x", agreement_version=version, effective_on=date(2025, 1, 1))
    what_if = replay_what_if(
        terms=Substitution(version),
        first_on=day,
        last_on=day,
        keep=bool,
        tell=lambda done, total: None,
        actor=manager,
        at=at,
    )
    asked = request_repair(repair=repair, actor=cast["team_lead"], at=at)
    return {"what_if": what_if.number, "repair": asked.number}


def _closed_month(agreement: Agreement, manager: User, at: datetime) -> dict[str, Any]:
    month = shift(first_of(at), -1)
    close_period(month=month, actor=manager, at=at)
    result = PeriodResult.objects.get(agreement=agreement)
    return {"closed_month": f"{month:%Y-%m}", "period_result": result.pk}
