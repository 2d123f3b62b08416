from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exporting import table_file
from core.generic import render_page, sent_bytes
from slm.selectors import Collected, data_collection
from slm.services.paper import about_collecting, data_collection_pdf
from slm.views.agreements import asked_version
from slm.views.finding import agreement_page, around, visible_agreement


@agreement_page
def data_collection_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the document of the version asked for, as a page, PDF or CSV."""
    agreement = visible_agreement(request, number)
    version = asked_version(request, agreement)
    rows = data_collection(version)
    kind = request.GET.get("as", "")
    name = f"{number}-{version.number}-data-collection"
    if kind == "csv":
        cells = map(cells_of, rows)
        return table_file("csv", name=name, heading=_heading(), rows=cells)
    version.agreement = agreement
    at = timezone.now()
    if kind == "pdf":
        return sent_bytes(data_collection_pdf(version, at=at), name=f"{name}.pdf")
    if kind:
        raise Http404
    context = {**about_collecting(version, at), **around(request, agreement)}
    return render_page(request, "slm/data_collection.html", context)


def _heading() -> list[str]:
    return [
        _("Target"),
        _("Goal"),
        _("About"),
        _("Data source"),
        _("Measuring point"),
        _("Formula"),
        _("What counts"),
        _("Frequency"),
        _("Responsible"),
        _("Shown at"),
        _("Missing"),
    ]


def cells_of(row: Collected) -> list[str]:
    """Return the cells of one line of the document."""
    return [
        row.measures,
        row.goal,
        row.about,
        row.source,
        row.measuring_point,
        row.formula,
        " ".join(row.counting),
        row.frequency,
        row.responsible,
        row.shown_at,
        ", ".join(row.gaps),
    ]
