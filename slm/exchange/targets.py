"""The targets of a file."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calendars.hours import Budget
from records.choices import Priority, WaitingFor
from slm.choices import CHAIN_METRICS, Direction, Metric, PeriodMetric, Statistic
from slm.credits import Credit, parse_credits
from slm.exchange.parts import RestPart, TargetPart
from slm.exchange.reading import Value

OF_ALL = ("name", "service", "source", "formula", "responsible")


OF_RECORDS = (
    *("record_kind", "customer", "category", "pauses", "thresholds", "goal"),
    *("rests_on", "credits"),
)


OF_MONTHS = (
    "measuring_point",
    "direction",
    "statistic",
    "measure",
    "least_answers",
    "partial_weight",
    "planned_minutes",
    "rests_on",
    "credits",
)


def read_target(target: Value) -> TargetPart:
    """Read one target, noting what is wrong with it."""
    is_of_period = target.at("metric").data in PeriodMetric.values
    if is_of_period:
        target.keys(("metric", "calendar", "goal"), (*OF_ALL, *OF_MONTHS))
    else:
        target.keys(("metric", "calendar", "budgets"), (*OF_ALL, *OF_RECORDS))
    thresholds = target.at("thresholds")
    return TargetPart(
        metric=target.at("metric").one_of((*Metric.values, *PeriodMetric.values)),
        calendar=target.at("calendar").text(100),
        budgets=_budgets(target.at("budgets")),
        name=target.at("name").text(100),
        record_kind=target.at("record_kind").text(30),
        customer=target.at("customer").text(),
        service=target.at("service").text(),
        category=target.at("category").text(100),
        pauses=tuple(
            sorted(
                each.one_of(WaitingFor.values) for each in target.at("pauses").items()
            )
        ),
        thresholds=tuple(each.whole() for each in thresholds.items())
        if thresholds.is_given
        else (50, 75, 100),
        goal=Decimal(95) if is_of_period else target.at("goal").percentage(default=95),
        source=target.at("source").text(250),
        measuring_point=target.at("measuring_point").text(250),
        formula=target.at("formula").text(500),
        responsible=target.at("responsible").text(),
        goal_value=target.at("goal").number() if is_of_period else None,
        direction=target.at("direction").one_of(Direction.values),
        statistic=target.at("statistic").one_of(Statistic.values),
        measure=target.at("measure").text(100),
        **{name: target.at(name).count() for name in COUNTS},
        credits=_credits(target.at("credits")),
        rests_on=tuple(
            _rest(each, target.at("metric")) for each in target.at("rests_on").items()
        ),
    )


COUNTS = ("least_answers", "partial_weight", "planned_minutes")


def _rest(rest: Value, metric: Value) -> RestPart:
    rest.keys((), ("team", "supplier", "agreement", "metric", "beside"))
    team, supplier = rest.at("team").text(100), rest.at("supplier").text()
    if bool(team) == bool(supplier):
        rest.wrong(_("names either a team or a supplier"))
    return RestPart(
        path=rest.path,
        team=team,
        supplier=supplier,
        agreement=rest.at("agreement").text(),
        metric=rest.at("metric").one_of(tuple(key for key, _label in CHAIN_METRICS))
        or str(metric.data or ""),
        is_beside=rest.at("beside").is_true(),
    )


def _credits(credits_: Value) -> tuple[Credit, ...]:
    given = {str(key): str(value.data) for key, value in credits_.pairs()}
    try:
        return parse_credits(given)
    except ValidationError as error:
        credits_.wrong(error.messages[0])
        return ()


def _budgets(budgets: Value) -> dict[int | None, Budget]:
    found: dict[int | None, Budget] = {}
    for key, value in budgets.pairs():
        if key == "any":
            found[None] = value.budget()
        elif key in Priority.values:
            found[int(key)] = value.budget()
        else:
            value.wrong(_("is not a priority from 1 to 4, nor “any”"))
    return found
