"""The figures of a report that can be asked about, and what was asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Event, Item, User
from core.sentences import personal
from core.wording import month_words, percent, service_duration
from reporting.choices import Line
from reporting.models import FigureQuery, ServiceReport
from reporting.selectors.presentation import Shown, present
from slm.selectors.reviewing import customer_of
from workflow.meetings import AgendaLine
from workflow.models import Meeting

# Which value of the event holds the words.
SAID = {"query.asked": "text", "query.reopened": "text", "query.answered": "answer"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report: its key, what it says, and how it is printed."""

    key: str
    label: str
    value: str


def figures_of(report: ServiceReport) -> list[Figure]:
    """Return every figure of a report that can be asked about, in its order."""
    data, shown = report.data, present(report.data)
    return [
        *_totals(data["totals"]),
        *_targets(shown),
        *_months(shown),
        *_outages(shown),
        *_breaches(shown),
        *_workload(data["workload"]),
    ]


def find_figure(report: ServiceReport, key: str) -> Figure | None:
    """Return the figure of that key, if the report has it."""
    return next((one for one in figures_of(report) if one.key == key), None)


def _totals(totals: Mapping[str, Any]) -> Iterator[Figure]:
    share = percent(totals["share"])
    met = _("%(share)s (%(met)s of %(n)s)") % {**totals, "share": share}
    yield Figure("totals.share", _("Targets met"), met)
    yield Figure("totals.breached", _("Breached"), str(totals["breached"]))
    yield Figure("totals.void", _("Void"), str(totals["void"]))


def _targets(shown: Shown) -> Iterator[Figure]:
    for row in shown.targets:
        metric, limits = str(row["metric"]), row["limits"]
        # What is called after what it measures says that by itself.
        named = ["" if limits.startswith(metric) else metric, limits, row["priority"]]
        label = ", ".join(str(part) for part in named if part)
        share = percent(row["share"])
        values = {"share": share, "met": row["met"], "n": row["n"]}
        yield Figure(row["figure"], label, _("%(share)s (%(met)s of %(n)s)") % values)


def _months(shown: Shown) -> Iterator[Figure]:
    for row in shown.months:
        yield Figure(row["figure"], row["named"], row["result"])


def _outages(shown: Shown) -> Iterator[Figure]:
    for row in shown.outages or ():
        about = {"number": row["number"], "service": row["service"]}
        label = _("Outage %(number)s, %(service)s") % about
        value = _("%s counted") % service_duration(row["counted"])
        yield Figure(row["figure"], label, value)


def _breaches(shown: Shown) -> Iterator[Figure]:
    for row in (*shown.breaches, *shown.further_breaches):
        number = row["number"] or _("A confidential record")
        label = _("Breach: %(record)s, %(metric)s") % {
            "record": number,
            "metric": row["metric"],
        }
        value = _("%s over") % service_duration(row["overrun"])
        yield Figure(row["figure"], label, value)


def _workload(work: Mapping[str, Any]) -> Iterator[Figure]:
    if work.get("at_start") is not None:
        label = _("Open at the start of the month")
        yield Figure("workload.at_start", label, str(work["at_start"]))
    for line in Line:
        if line in work:
            yield Figure(f"workload.{line}", str(line.label), str(work[line]))
    label = _("Open at the end of the month")
    yield Figure("workload.backlog", label, str(work["backlog"]))


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of a query; of what was erased only who and when are left."""

    author: User
    at: datetime
    text: str
    is_answer: bool
    # With an answer: the revision that has the figure right.
    corrected_in: ServiceReport | None = None


def talk_on(query: FigureQuery) -> list[Said]:
    """Return what was asked and answered, in its order: also what was said before."""
    events = list(
        Event.objects.of(query.pk).named(*SAID).select_related("actor", "data")
    )
    right = {
        event.pk: event.changes.get("corrected_in", [None])[-1] for event in events
    }
    named = filter(None, right.values())
    reports = ServiceReport.objects.select_related("item").in_bulk(named)
    return [
        Said(
            event.actor,
            event.occurred_at,
            _words(event),
            SAID[event.name] == "answer",
            reports.get(right[event.pk]),
        )
        for event in events
    ]


def _words(event: Event) -> str:
    said = personal(event).get(SAID[event.name], "")
    # Of a change both are kept: what stood there, and what was written.
    return str(said if isinstance(said, str) else said[-1])


def queries_on(report: ServiceReport, reader: User) -> QuerySet[FigureQuery]:
    """Return what was asked about a month, whichever revision it was asked of."""
    found = FigureQuery.objects.visible_to(reader).filter(report__in=report.revisions())
    return found.select_related("item", "report__item", "asked_by", "answered_by")


def queries_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line for each query of the customer that is still open."""
    customer = customer_of(meeting)
    if customer is None:
        return
    queries = FigureQuery.objects.open().filter(report__customer=customer)
    for query in queries.select_related("item", "report").order_by("asked_at", "pk"):
        title = _("Query %(number)s: %(figure)s, %(month)s") % {
            "number": query.number,
            "figure": query.label,
            "month": month_words(query.report.month),
        }
        page = reverse("query_detail", args=[query.number])
        facts = [(_("Printed"), query.value, page)]
        asked = [said.text for said in talk_on(query) if not said.is_answer]
        words = "\n\n".join(dict.fromkeys([*asked[:1], query.text]))
        yield AgendaLine(title, words, facts, query.item)


def report_to_review(meeting: Meeting) -> Iterable[Item]:
    """Return the newest report of the last month that a review looks back on."""
    customer = customer_of(meeting)
    if customer is None or meeting.covers_until is None:
        return []
    reports = ServiceReport.objects.filter(
        customer=customer,
        service=None,
        month=meeting.covers_until.replace(day=1),
    )
    newest = reports.select_related("item").order_by("-revision").first()
    return [newest.item] if newest else []
