from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import render_page
from core.pdf import render_pdf
from core.spreadsheet import write_csv
from slm.models import AgreementVersion
from slm.selectors import Collected, data_collection, version_to_show
from slm.views.finding import agreement_page, around, visible_agreement


@agreement_page
def data_collection_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the document of the version asked for, as a page, PDF or CSV."""
    agreement = visible_agreement(request, number)
    version = _asked(request, list(agreement.versions.all()))
    rows = data_collection(version)
    kind = request.GET.get("as", "")
    name = f"{number}-{version.number}-data-collection"
    if kind == "csv":
        return _csv(rows, f"{name}.csv")
    context = {
        "agreement": agreement,
        "version": version,
        "rows": rows,
        "gaps": [row for row in rows if row.gaps],
        "at": timezone.now(),
        **around(request, agreement),
    }
    if kind == "pdf":
        return _pdf(context, f"{name}.pdf")
    if kind:
        raise Http404
    return render_page(request, "slm/data_collection.html", context)


def _asked(request: HttpRequest, versions: list[AgreementVersion]) -> AgreementVersion:
    asked = request.GET.get("version", "")
    found = [one for one in versions if asked in ("", str(one.number))]
    if not found:
        raise Http404
    return version_to_show(found, timezone.localdate())


def _pdf(context: Mapping[str, Any], name: str) -> HttpResponse:
    return HttpResponse(
        render_pdf("pdf/data_collection.html", context),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(rows: Iterable[Collected], name: str) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    heading = [
        _("Target"),
        _("Goal"),
        _("About"),
        _("Data source"),
        _("Formula"),
        _("Frequency"),
        _("Responsible"),
        _("Shown at"),
        _("Missing"),
    ]
    write_csv(file, heading, map(cells_of, rows))
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="text/csv"
    )


def cells_of(row: Collected) -> list[str]:
    """Return the cells of one line of the document."""
    return [
        row.measures,
        row.goal,
        row.about,
        row.source,
        row.formula,
        row.frequency,
        row.responsible,
        row.shown_at,
        ", ".join(row.gaps),
    ]
