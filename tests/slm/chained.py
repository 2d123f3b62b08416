"""Agreements that rest on others, made through services alone."""

from dataclasses import replace
from datetime import date

from accounts.models import Organisation, Team
from calendars.hours import Budget
from calendars.services import create_calendar
from slm.models import Agreement, Target
from slm.services import Wording, add_target, create_agreement
from slm.terms import Rest
from tests.factories.slm import put_into_force
from tests.slm.conftest import HOUR, YEAR_START

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def weekdays(actor, at, *windows, name="Weekdays", days=WORKDAYS):
    """Make a calendar that is open in these windows, in UTC."""
    spelt = [list(window) for window in windows or (("08:00", "16:00"),)]
    return create_calendar(
        name=name,
        definition={"timezone": "UTC", "weekly": dict.fromkeys(days, spelt)},
        valid_from=at.replace(year=2016),
        actor=actor,
        at=at,
    )


def leg_with(party, terms, *, actor, at, provider, in_force=True, **wording):
    """Make an agreement with a team or a supplier, usually put into force."""
    kind = {"leg": "ola", "team": party}
    if isinstance(party, Organisation):
        kind = {"leg": "uc", "supplier": party}
    assert isinstance(party, Organisation | Team)
    made = create_agreement(
        agreement=Agreement(title=f"With {party}", provider=provider, **kind),
        wording=Wording(**{"valid_from": YEAR_START, **wording}),
        actor=actor,
        at=at,
    )
    add_target(number=made.number, terms=terms, actor=actor, at=at)
    if in_force:
        put_into_force(number=made.number, actor=actor, at=at)
    return made


def resting(terms, *legs, metric="resolution", **changes):
    """Return these terms, resting on agreements one after the other."""
    rests = tuple(leg if isinstance(leg, Rest) else Rest(leg, metric) for leg in legs)
    return replace(terms, rests_on=rests, **changes)


def rest_on(draft, terms, *legs, actor, at, **changes) -> Target:
    """Give the draft a target that rests on these."""
    found = resting(terms, *legs, **changes)
    return add_target(number=draft.number, terms=found, actor=actor, at=at)


def within(terms, hours: float, **changes):
    """Return these terms with one time for every priority."""
    budgets = {None: Budget(int(hours * HOUR))}
    return replace(terms, **{"budgets": budgets, "goal_percent": 99, **changes})


NEXT_YEAR = date(2027, 1, 1)
