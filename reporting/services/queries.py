"""Asking about a figure of a report, and answering."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import Transition
from core.models import User
from core.numbers import new_item
from core.system_users import system_user
from core.versions import check_version
from reporting.choices import QueryState
from reporting.lifecycle import ASK, QUERY
from reporting.models import FigureQuery, ServiceReport
from reporting.selectors.queries import find_figure
from workflow.services import refresh_meetings

EVENTS = {"answer": "answered", "close": "closed", "reopen": "reopened"}
PERSONAL = {"text", "answer"}


@transaction.atomic
def query_figure(
    *, number: str, figure: str, text: str, actor: User, at: datetime
) -> FigureQuery:
    """
    Ask about a figure of a report; it leads the agenda of the next review.

    :raises ServiceReport.DoesNotExist: if the actor may not see such a report
    :raises PermissionDenied: if the actor does not speak for a customer
    :raises ValidationError: if there is no such figure, or nothing is asked
    """
    reports = ServiceReport.objects.visible_to(actor).select_related("customer")
    report: ServiceReport = reports.get(item__number=number)
    if not actor.has_perm(ASK):
        raise PermissionDenied
    found = find_figure(report, figure)
    if found is None:
        raise ValidationError({"figure": _("The report has no such figure.")})
    query = FigureQuery(report=report, figure=figure, text=text.strip())
    query.label, query.value = found.label[:250], found.value[:100]
    query.asked_by, query.asked_at = actor, at
    query.full_clean(exclude=["item"])
    query.item = new_item("figure_query")
    query.save(force_insert=True)
    record_event(
        "query.asked",
        item=query.item,
        actor=actor,
        at=at,
        facts={"report": report.number, "figure": figure, "value": query.value},
        personal={"label": query.label, "text": query.text},
    )
    _bring_to_reviews(query, at)
    return query


@transaction.atomic
def answer_query(
    *,
    number: str,
    answer: str,
    corrected_in: ServiceReport | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> FigureQuery:
    """
    Answer what was asked; if the figure was wrong, with the revision that has it right.

    :raises FigureQuery.DoesNotExist: if the actor may not see such a query
    :raises PermissionDenied: if the actor may not answer
    :raises TransitionNotAllowed: if it is not open
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: without words, or if it is no later revision of the report
    """
    query, step = _begin("answer", number, actor, version)
    if not answer.strip():
        raise ValidationError({"answer": _("Write an answer.")})
    if corrected_in is not None and not _corrects(corrected_in, query.report):
        message = _("This is no later revision of the report.")
        raise ValidationError({"corrected_in": message})
    values = {
        "answer": answer.strip(),
        "answered_by": actor,
        "answered_at": at,
        "corrected_in": corrected_in,
    }
    return _move(query, step, values, actor, at)


@transaction.atomic
def close_query(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> FigureQuery:
    """Say that the answer is enough; raises as `answer_query`."""
    query, step = _begin("close", number, actor, version)
    return _move(query, step, {"closed_at": at}, actor, at)


@transaction.atomic
def reopen_query(
    *, number: str, text: str, version: int | None = None, actor: User, at: datetime
) -> FigureQuery:
    """
    Reply to the answer, also once it was closed: it is open again, with these words.

    Raises as `answer_query`.
    """
    query, step = _begin("reopen", number, actor, version)
    if not text.strip():
        raise ValidationError({"text": _("Say what is still unclear.")})
    return _move(query, step, {"text": text.strip(), "closed_at": None}, actor, at)


def _begin(
    move: str, number: str, actor: User, version: int | None
) -> tuple[FigureQuery, Transition]:
    pk = FigureQuery.objects.visible_to(actor).get(item__number=number).pk
    locked = FigureQuery.objects.select_for_update(no_key=True, of=("self",))
    query: FigureQuery = locked.select_related("item", "report").get(pk=pk)
    step = next(one for one in QUERY if one.name == move)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    check_version(query, version)
    return query, QUERY.find(move, query.state)


def _move(
    query: FigureQuery,
    step: Transition,
    values: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> FigureQuery:
    before = {name: getattr(query, name) for name in values}
    changes = {"state": [query.state, step.target]}
    for name, value in values.items():
        setattr(query, name, value)
    query.state = QueryState(step.target)
    query.version += 1
    query.full_clean(exclude=["item"])
    query.save(update_fields=["state", "version", *values])
    both = {name: [_key(before[name]), _key(values[name])] for name in values}
    changes |= {name: pair for name, pair in both.items() if name not in PERSONAL}
    record_event(
        f"query.{EVENTS[step.name]}",
        item=query.item,
        actor=actor,
        at=at,
        changes=changes,
        personal={name: pair for name, pair in both.items() if name in PERSONAL},
    )
    _bring_to_reviews(query, at)
    return query


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, User | ServiceReport) else value


def _corrects(later: ServiceReport, report: ServiceReport) -> bool:
    is_later = later.revision > report.revision
    return is_later and report.revisions().filter(pk=later.pk).exists()


def _bring_to_reviews(query: FigureQuery, at: datetime) -> None:
    """Let the agendas of coming reviews follow: by the portal, for the one who asks."""
    refresh_meetings(
        organisation=query.report.customer, actor=system_user("reporting"), at=at
    )
