"""What is signed is what is read: all that the hash is of, some clause tells."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from calendars.services import add_calendar_version, create_calendar
from catalogue.services import create_service
from records.models import Category
from slm.credits import Credit
from slm.models import (
    AgreementSection,
    AgreementVersion,
    Arrangement,
    CriticalPeriod,
    EscalationStep,
    Measure,
    Target,
    WorkloadLimit,
)
from slm.parts import CriticalSpan, Limit
from slm.redlines import redline
from slm.selectors import clauses_of
from slm.selectors.wording_hash import wording_of
from slm.services import (
    Wording,
    add_step,
    add_target,
    create_measure,
    edit_contents,
    edit_draft,
)
from slm.services.storing import store_target
from slm.terms import TargetTerms

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
NUMBERS = {
    "notice_hours": 72,
    "interruptions_at_most": 2,
    "interruptions_per": "month",
    "longest_minutes": 60,
    "report_every_months": 1,
    "review_every_months": 3,
}
# Said at the head of every page that shows them, and never the same in two versions.
AT_THE_HEAD = {"heading.number", "heading.version"}

OF_MONTHS = {
    "goal_value": Decimal(99),
    "partial_weight": 25,
    "planned_minutes": 60,
    "measuring_point": "Gateway",
}


@pytest.fixture
def other(service, team, office, who):
    """Another one of all that a target or a step can name."""
    at = datetime(2016, 1, 1, tzinfo=UTC)
    hours = {"timezone": "UTC", "weekly": {"mon": [["08:00", "17:00"]]}}
    by = who["actor"].person
    own = {"unit": "s", "service": service, "point": "Here", "source": "Probe"}
    return {
        "service": create_service(name="Chat", state="live", **who),
        "calendar": create_calendar(
            name="Mondays", definition=hours, valid_from=at, **who
        ),
        "category": Category.objects.create(name="Hardware"),
        "measure": create_measure(
            measure=Measure(name="Log-in", responsible=by, **own), **who
        ),
    }


@pytest.fixture
def measured(availability, measure):
    kind = {"metric": "measured", "measure": measure, "statistic": "p95"}
    return replace(availability, **kind, direction="at_most", goal_value=Decimal(300))


@pytest.fixture
def full(draft, resolution, measured, service, team, agent, who):
    """A draft that says something of everything."""
    by = {"number": draft.number, **who}
    wording = Wording(
        valid_from=DAY,
        valid_to=date(2027, 5, 1),
        summary="All of it.",
        services=[service],
        notice_months=1,
        notice_days=2,
        renews_months=12,
    )
    edit_draft(title="Workplace", wording=wording, **by)
    for terms in (resolution, measured):
        add_target(terms=terms, **by)
    whom = {"whom": "person", "person": agent.person, "role": "agent", "team": team}
    when = {"percent": 100, "minutes": 10, "acknowledge_minutes": 30}
    add_step(step=EscalationStep(ladder="hierarchical", **whom, **when), **by)
    limits = [Limit(service, "incident", 1, 20, "month")]
    days = [CriticalSpan("Closing", DAY, date(2026, 5, 3), "monthly")]
    said = {"liability": "None."}
    edit_contents(sections=said, limits=limits, periods=days, numbers=NUMBERS, **by)
    return draft.versions.get()


def terms_changed(given, resolution, availability, measured, customer, agent):
    """Return by field: terms, and another value for that field of them."""
    found = {
        name: (resolution, given[name]) for name in ("service", "category", "calendar")
    }
    of_records: dict[str, Any] = {
        "metric": "first_response",
        "budgets": {1: resolution.budgets[1]},
        "name": "Solution",
        "record_kind": "incident",
        "customer": customer,
        "pauses": ("supplier",),
        "thresholds": (60, 100),
        "goal_percent": Decimal(90),
        "credits": (Credit(Decimal("2.50"), percent=Decimal(5)),),
        "source": "Desk",
        "formula": "As usual",
        "responsible": agent.person,
    }
    of_values = {"direction": "at_least", "statistic": "mean", "least_answers": 3}
    found |= {name: (resolution, value) for name, value in of_records.items()}
    found |= {name: (availability, value) for name, value in OF_MONTHS.items()}
    found |= {name: (measured, value) for name, value in of_values.items()}
    return found | {"measure": (measured, given["measure"])}


def test_every_field_of_a_target_shows_in_the_redline(
    draft, other, resolution, availability, measured, customer, agent
):
    given = (other, resolution, availability, measured, customer, agent)
    changes = terms_changed(*given)
    assert {one.name for one in fields(TargetTerms)} - set(changes) == {"rests_on"}
    version = draft.versions.get()
    silent = []
    for name, (terms, value) in changes.items():
        target = store_target(terms, Target(version=version))
        before, was = clauses_of(version), wording_of(version)
        store_target(replace(terms, **{name: value}), target)
        lines = redline(before, clauses_of(version))
        assert wording_of(version) != was, name
        if not any(one.is_changed for one in lines):
            silent.append(name)
        target.delete()
    assert silent == []


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict) and path != "hours.definition":
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from leaves(each, path)
    else:
        yield path


def stored(model: Any, **values: Any) -> Callable[[AgreementVersion], object]:
    return lambda version: model.objects.update(**values)


def held(name: str, value: Any) -> Callable[[AgreementVersion], object]:
    """Change what is read off the version, or off its agreement."""

    def change(version: AgreementVersion) -> None:
        thing: Any = version
        *way, last = name.split(".")
        for step in way:
            thing = getattr(thing, step)
        setattr(thing, last, value)

    return change


def changes_of_contents(service) -> dict[str, Callable[..., object]]:
    limit = {"service": service, "record_kind": "", "lower": 2, "upper": 30}
    span = {"name": "Audit", "starts_on": date(2026, 4, 1), "recurrence": "yearly"}
    numbers = dict.fromkeys(NUMBERS, 12) | {"interruptions_per": "quarter"}
    rows = (
        (WorkloadLimit, "limits.", {**limit, "per": "week"}),
        (CriticalPeriod, "periods.", {**span, "ends_on": date(2026, 5, 4)}),
        (Arrangement, "", numbers),
    )
    return {
        "contents.sections.liability": stored(AgreementSection, text="Much."),
        **{
            f"contents.{part}{name}": stored(model, **{name: value})
            for model, part, values in rows
            for name, value in values.items()
        },
    }


def changes_of_steps(team_lead, second_team) -> dict[str, Callable[..., object]]:
    values = {
        "minutes": 20,
        "ladder": "functional",
        "whom": "leads",
        "team": second_team,
        "person": team_lead.person,
        "role": "team_lead",
        "acknowledge_minutes": 45,
    }
    return {
        "steps.percent": stored(EscalationStep, percent=90, minutes=None),
        **{
            f"steps.{name}": stored(EscalationStep, **{name: value})
            for name, value in values.items()
        },
    }


def changes_of_head(other_customer) -> dict[str, Callable[..., object]]:
    agreement = {
        "kind": ("leg", "uc"),
        "level": ("level", "service"),
        "is_interim": ("is_interim", True),
        "time_zone": ("time_zone", "UTC"),
        "provider": ("provider", other_customer),
        "customer": ("customer", other_customer),
    }
    term = {"valid_from": date(2026, 6, 1), "valid_to": date(2027, 6, 1)}
    months = {"notice_months": 2, "notice_days": 3, "renews_months": 6}
    own = {
        "heading.title": held("title", "Desks"),
        "summary": held("summary", "Other."),
    }
    heads = {
        f"heading.{name}": held(f"agreement.{field}", value)
        for name, (field, value) in agreement.items()
    }
    terms = {f"term.{name}": held(name, one) for name, one in (term | months).items()}
    return {**heads, **terms, **own}


def changes_of_measuring(service, office, who) -> dict[str, Callable[..., object]]:
    names = {"unit": "s", "point": "Head office", "source": "Other", "service": service}
    definition = {"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}}
    begins = datetime(2026, 4, 1, tzinfo=UTC)
    by = {"number": office.number, **who}

    def other_hours(version: AgreementVersion) -> None:
        add_calendar_version(definition=definition, valid_from=begins, **by)

    hours = ("version", "valid_from", "definition")
    return {
        **{
            f"measures.{name}": stored(Measure, **{name: one})
            for name, one in names.items()
        },
        **{f"hours.{name}": other_hours for name in hours},
        "services": lambda version: version.service_rows.all().delete(),
    }


@pytest.fixture
def changes(other, office, second_team, team_lead, other_customer, who):
    """By place in the wording: how to make it say something else."""
    return {
        **changes_of_head(other_customer),
        **changes_of_measuring(other["service"], office, who),
        **changes_of_steps(team_lead, second_team),
        **changes_of_contents(other["service"]),
    }


def test_everything_that_the_hash_is_of_is_told_by_some_clause(full, changes):
    # Which target, hours and measure it is: the fields of a target, above.
    named = {"hours.calendar", "measures.item"}
    paths = {one for one in leaves(wording_of(full)) if not one.startswith("targets")}
    assert paths - AT_THE_HEAD - named == set(changes)

    before, was = clauses_of(full), wording_of(full)
    silent = []
    for path, change in changes.items():
        with transaction.atomic():
            version = AgreementVersion.objects.get(pk=full.pk)
            change(version)
            assert wording_of(version) != was, path
            if clauses_of(version) == before:
                silent.append(path)
            transaction.set_rollback(True)
    assert silent == []
