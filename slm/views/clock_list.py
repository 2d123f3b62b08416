from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from core.doors import page_for
from core.exporting import Table, answer_list
from core.generic import actor_of
from core.listing import Column
from slm.choices import ClockStatus
from slm.filters.clocks import ClockFilter
from slm.models import Clock
from slm.selectors import with_status

SORT = "due_at"
COLUMNS = [
    Column("record", _("Record"), "record__item__number"),
    Column("metric", _("Measures"), "metric"),
    Column("status", _("Now")),
    Column("priority", _("Priority"), "record__priority"),
    Column("customer", _("Customer and service")),
    Column("team", _("Team")),
    Column("due", _("Due"), "due_at"),
    Column("decided", _("Decided"), "verdict_at"),
]


@page_for("slm.view_agreement")
def clock_list(request: HttpRequest) -> HttpResponseBase:
    clocks = with_status(Clock.objects.visible_to(actor_of(request))).select_related(
        "record__item",
        "record__customer",
        "record__service",
        "record__team",
        "team",
        "supplier",
    )
    filterset = ClockFilter(request.GET, queryset=clocks)
    table = Table("clocks", COLUMNS, SORT, _cells)
    return answer_list(request, "slm/clock_list.html", filterset, table)


def _cells(clocks: Sequence[Clock]) -> Iterator[list[object]]:
    for one in clocks:
        about = (one.record.customer, one.record.service)
        yield [
            one.record.number,
            one.label,
            str(ClockStatus(getattr(one, "status")).label),  # noqa: B009 (annotated)
            one.record.get_priority_display(),
            ", ".join(str(part) for part in about if part),
            str(one.record.team or ""),
            one.due_at,
            one.verdict_at,
        ]
