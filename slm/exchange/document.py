"""An agreement as a file says it, by names alone; docs/agreement-format.md."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from calendars.definition import DefinitionError, agree_definition, is_timezone
from core.roles import Role
from slm.choices import PARTIES, Ladder, Leg, Level, SignatureRole, Whom
from slm.exchange.contents import check_services, read_contents
from slm.exchange.parts import (
    CalendarPart,
    Document,
    MeasurePart,
    SignaturePart,
    StepPart,
)
from slm.exchange.problems import ExchangeError
from slm.exchange.reading import Value
from slm.exchange.targets import read_target
from slm.services import DURATION

FORMAT = "sms-portal-agreement/1"
CALENDAR_KEYS = (
    "timezone",
    "weekly",
    "holidays",
    "yearly_holidays",
    "special_days",
    "breaks",
)


def parse_document(data: Any) -> Document:
    """
    Read a document from its keys and values.

    :raises ExchangeError: naming every key that is missing, unknown or wrong
    """
    root = Value("", data)
    if not isinstance(data, dict):
        Value("file", data, root.problems).wrong(_("must have keys"))
        raise ExchangeError(root.problems)
    root.keys(
        ("format", "agreement", "calendars", "targets"),
        (
            *("services", "categories", "measures", "signatures"),
            *("contents", "escalation"),
        ),
    )
    root.at("format").one_of((FORMAT,))
    document = _document(root, root.at("agreement"))
    _check_names(root, document)
    if root.problems:
        raise ExchangeError(root.problems)
    return document


def _document(root: Value, agreement: Value) -> Document:
    kind = agreement.at("kind").one_of(Leg.values)
    party = PARTIES[Leg(kind)] if kind in Leg.values else "customer"
    if kind == Leg.OLA and agreement.at("supplier").is_given:
        party = "supplier"
    level = _level(agreement) if kind == Leg.SLA else ""
    _check_keys(agreement, party, level)
    zone = agreement.at("time_zone")
    if zone.text() and not is_timezone(zone.text()):
        zone.wrong(_("“%s” is not a time zone") % zone.data)
    return Document(
        kind=kind,
        level=level,
        title=agreement.at("title").text(),
        provider=agreement.at("provider").text(),
        customer=agreement.at("customer").text(),
        team=agreement.at("team").text(100),
        supplier=agreement.at("supplier").text(),
        time_zone=zone.text(),
        valid_from=agreement.at("valid_from").day() or date.min,
        valid_to=agreement.at("valid_to").day(),
        summary=agreement.at("summary").text(10_000),
        is_interim=agreement.at("interim").is_true(),
        **{name: agreement.at(name).positive() for name in DURATION[:-1]},
        review_on=agreement.at("review_on").day(),
        signatures=tuple(_signature(each) for each in root.at("signatures").items()),
        limited_to=tuple(each.text() for each in agreement.at("services").items()),
        responsible=agreement.at("responsible").text(),
        measures=tuple(_measure(each) for each in root.at("measures").items()),
        calendars=tuple(_calendar(each) for each in root.at("calendars").items()),
        services=_services(root.at("services")),
        categories=_categories(root.at("categories")),
        targets=tuple(read_target(each) for each in root.at("targets").items()),
        contents=read_contents(root.at("contents")),
        escalation=tuple(_step(each) for each in root.at("escalation").items()),
    )


def _check_keys(agreement: Value, party: str, level: str) -> None:
    needed = [party] if level in (Level.CUSTOMER, "") else []
    allowed = ["level", "customer"] if level == Level.SERVICE else ["level"]
    agreement.keys(
        ("kind", "title", "provider", *needed, "time_zone", "valid_from"),
        (
            *("valid_to", "summary", "services", "responsible", "interim"),
            *(DURATION),
            *(allowed if level else []),
        ),
    )


def _step(step: Value) -> StepPart:
    step.keys(
        ("percent", "whom", "ladder"),
        ("minutes", "team", "person", "role", "acknowledge_minutes"),
    )
    minutes, wait = step.at("minutes"), step.at("acknowledge_minutes")
    return StepPart(
        path=step.path,
        percent=step.at("percent").whole() if step.at("percent").is_given else 0,
        minutes=minutes.whole() if minutes.is_given else None,
        ladder=step.at("ladder").one_of(Ladder.values),
        whom=step.at("whom").one_of(Whom.values),
        team=step.at("team").text(100),
        person=step.at("person").text(),
        role=step.at("role").one_of(Role.values),
        acknowledge_minutes=wait.whole() if wait.is_given else None,
    )


def _signature(signature: Value) -> SignaturePart:
    signature.keys(("role", "name", "authority", "signed_on", "reference"))
    return SignaturePart(
        role=signature.at("role").one_of(SignatureRole.values),
        name=signature.at("name").text(),
        authority=signature.at("authority").text(250),
        signed_on=signature.at("signed_on").day() or date.min,
        reference=signature.at("reference").text(),
    )


def _level(agreement: Value) -> str:
    return agreement.at("level").one_of(Level.values) or Level.CUSTOMER


def _categories(categories: Value) -> dict[str, str] | None:
    if not categories.is_given:
        return None
    return {_word(key, each, 100): each.text() for key, each in categories.pairs()}


def _word(key: Any, value: Value, max_length: int) -> str:
    return Value(value.path, key, value.problems).text(max_length)


def _services(services: Value) -> dict[str, str]:
    found = {}
    for each in services.items():
        each.keys(("name",), ("summary",))
        name = each.at("name")
        if name.text() in found:
            name.wrong(_("“%s” is given twice") % name.data)
        found[name.text()] = each.at("summary").text(250)
    return found


def _calendar(calendar: Value) -> CalendarPart:
    calendar.keys(("name", "valid_from", "timezone", "weekly"), CALENDAR_KEYS)
    definition = None
    data = calendar.data if isinstance(calendar.data, dict) else {}
    try:
        definition = agree_definition(
            {name: data[name] for name in CALENDAR_KEYS if data.get(name) is not None}
        )
    except DefinitionError as error:
        for problem in error.problems:
            calendar.at(problem.where).wrong(_(problem.template) % problem.params)
    return CalendarPart(
        name=calendar.at("name").text(100),
        valid_from=calendar.at("valid_from").day(),
        definition=definition,
    )


def _measure(measure: Value) -> MeasurePart:
    names = ("name", "unit", "service", "point", "source")
    measure.keys(names)
    return MeasurePart(
        name=measure.at("name").text(100),
        unit=measure.at("unit").text(20),
        service=measure.at("service").text(),
        point=measure.at("point").text(250),
        source=measure.at("source").text(250),
    )


def _check_names(root: Value, document: Document) -> None:
    """Note names that the file uses without saying what they are."""
    calendars = {calendar.name for calendar in document.calendars}
    measures = {measure.name for measure in document.measures}
    for place, target in enumerate(document.targets):
        here = Value(f"targets[{place}]", None, root.problems)
        if target.calendar and target.calendar not in calendars:
            here.at("calendar").wrong(
                _("“%s” is not among the calendars") % target.calendar
            )
        if target.measure and target.measure not in measures:
            here.at("measure").wrong(
                _("“%s” is not among the measures") % target.measure
            )
        _check_service(here.at("service"), target.service, document)
    for measure in document.measures:
        _check_service(root.at("measures"), measure.service, document)
    check_services(root, document.contents, document.services)
    for name in document.limited_to:
        _check_service(root.at("agreement").at("services"), name, document)
    for category, service in (document.categories or {}).items():
        _check_service(root.at("categories").at(category), service, document)


def _check_service(value: Value, name: str, document: Document) -> None:
    if name and name not in document.services:
        value.wrong(_("“%s” is not among the services") % name)
