"""Writing an agreement as a file that can be read back."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.utils.translation import gettext as _

from calendars.models import Calendar
from calendars.selectors import version_at
from catalogue.models import Service
from slm.choices import DIRECTIONS, Level
from slm.credits import spell_credits
from slm.durations import plain_number, plain_percent, spell_budget
from slm.exchange.chains import rest_written
from slm.exchange.contents import written_contents
from slm.exchange.document import FORMAT
from slm.exchange.escalation import step_written
from slm.exchange.problems import ExchangeError, Problem
from slm.models import Agreement, AgreementVersion, Measure, Signature, Target
from slm.parts import Contents
from slm.selectors import services_by_category
from slm.selectors.book import span_of
from slm.selectors.telling import own_steps
from slm.terms import OF_PERIOD, TargetTerms

LINE = 88


class PlainDumper(yaml.SafeDumper):
    """Write what occurs twice twice: references are not read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_yaml(document: dict[str, Any]) -> str:
    """Return the document of an agreement as YAML that can be read in again."""
    return yaml.dump(
        document,
        Dumper=PlainDumper,
        sort_keys=False,
        allow_unicode=True,
        width=LINE,
    )


def export_agreement(version: AgreementVersion) -> str:
    """
    Write a version of an agreement, with everything that it needs, as YAML.

    :raises ExchangeError: if it does not say yet from when it is valid
    """
    if version.valid_from is None:
        raise ExchangeError(
            [Problem(str(version), _("it does not say yet from when it is valid"))]
        )
    return write_yaml(_document(version))


def _document(version: AgreementVersion) -> dict[str, Any]:
    agreement = version.agreement
    targets = list(version.targets.order_by("id"))
    calendars = sorted({target.calendar for target in targets}, key=str)
    categories = services_by_category(agreement.customer) if agreement.customer else {}
    limited_to = [row.service for row in version.service_rows.select_related("service")]
    contents = Contents.of(version)
    measures = {target.measure for target in targets if target.measure}
    services = {
        *limited_to,
        *(limit.service for limit in contents.limits if limit.service),
        *(measure.service for measure in measures),
        *categories.values(),
        *(target.service for target in targets if target.service),
    }
    document: dict[str, Any] = {
        "format": FORMAT,
        "agreement": _agreement(agreement, version, limited_to),
        "calendars": [_calendar(calendar, version) for calendar in calendars],
    }
    if services:
        document["services"] = [_service(one) for one in sorted(services, key=str)]
    if categories:
        document["categories"] = {
            name: service.name for name, service in sorted(categories.items())
        }
    if measures:
        document["measures"] = [_measure(one) for one in sorted(measures, key=str)]
    if signatures := version.valid_signatures:
        document["signatures"] = [_signature(one) for one in signatures]
    document["targets"] = [_target(target) for target in targets]
    if said := written_contents(contents):
        document["contents"] = said
    if steps := [_given(step_written(step)) for step in own_steps(version)]:
        document["escalation"] = steps
    return document


def _agreement(
    agreement: Agreement, version: AgreementVersion, limited_to: list[Service]
) -> dict[str, Any]:
    return _given(
        {
            "kind": str(agreement.leg),
            "title": agreement.title,
            "provider": agreement.provider.name,
            "level": _level(agreement),
            agreement.party_field: _party(agreement),
            "time_zone": agreement.time_zone,
            "valid_from": _day(version.valid_from),
            "valid_to": _day(version.agreed_to or version.valid_to),
            "summary": version.summary,
            "services": sorted(service.name for service in limited_to),
            "interim": agreement.is_interim or None,
            "notice_months": version.notice_months,
            "notice_days": version.notice_days,
            "renews_months": version.renews_months,
            "review_on": _day(version.review_on),
        }
    )


def _signature(signature: Signature) -> dict[str, Any]:
    kept = _("signed in the portal, SHA-256 %s") % signature.digest
    return {
        "role": str(signature.role),
        "name": signature.signer,
        "authority": signature.authority,
        "signed_on": _day(signature.signed_on),
        "reference": signature.reference or kept,
    }


def _level(agreement: Agreement) -> str:
    """Name the level if it is not the usual one."""
    return "" if agreement.level == Level.CUSTOMER else str(agreement.level)


def _party(agreement: Agreement) -> str:
    return str(agreement.customer or agreement.team or agreement.supplier or "")


def _calendar(calendar: Calendar, version: AgreementVersion) -> dict[str, Any]:
    starts_at, _ends_at = span_of(version)
    hours = version_at(calendar, starts_at) or calendar.versions.earliest("valid_from")
    agreed = hours.agreed.to_json()
    zone = ZoneInfo(hours.agreed.timezone)
    since = hours.valid_from.astimezone(zone).date()
    return _given({"name": calendar.name, "valid_from": _day(since), **agreed})


def _service(service: Service) -> dict[str, Any]:
    return _given({"name": service.name, "summary": service.summary})


def _measure(measure: Measure) -> dict[str, Any]:
    names = ("name", "unit", "point", "source")
    return {
        **{name: getattr(measure, name) for name in names},
        "service": measure.service.name,
    }


def _of_month(terms: TargetTerms) -> dict[str, Any]:
    goal = plain_number(terms.goal_value or Decimal(0))
    values = {name: getattr(terms, name) for name in OF_PERIOD if name != "goal_value"}
    return _given(
        {
            "metric": terms.metric,
            "name": terms.name,
            "service": str(terms.service or ""),
            "calendar": terms.calendar.name,
            "goal": int(goal) if goal == int(goal) else str(goal),
            "statistic": terms.statistic,
            "direction": "" if terms.metric in DIRECTIONS else str(terms.better),
            "measure": str(terms.measure or ""),
            "rests_on": [rest_written(one, terms.metric) for one in terms.rests_on],
            "credits": spell_credits(terms.credits),
            **values,
            **_measuring(terms),
        }
    )


def _measuring(terms: TargetTerms) -> dict[str, Any]:
    said = ("source", "measuring_point", "formula")
    return {
        **{name: getattr(terms, name) for name in said},
        "responsible": terms.responsible.name if terms.responsible else "",
    }


def _target(target: Target) -> dict[str, Any]:
    terms = TargetTerms.of(target)
    if target.is_of_period:
        return _of_month(terms)
    goal = plain_percent(terms.goal_percent)
    return _given(
        {
            "metric": terms.metric,
            "name": terms.name,
            "record_kind": terms.record_kind,
            "customer": str(terms.customer or ""),
            "service": str(terms.service or ""),
            "category": str(terms.category or ""),
            "calendar": terms.calendar.name,
            "budgets": {
                priority or "any": spell_budget(budget)
                for priority, budget in terms.budgets.items()
            },
            "pauses": list(terms.pauses),
            "thresholds": list(terms.thresholds),
            "goal": int(goal) if goal == int(goal) else str(goal),
            "rests_on": [rest_written(one, terms.metric) for one in terms.rests_on],
            "credits": spell_credits(terms.credits),
            **_measuring(terms),
        }
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {
        name: value for name, value in values.items() if value not in ("", None, [], {})
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
