from collections.abc import Iterable
from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import render_page, sent_pdf
from core.spreadsheet import write_csv
from slm.models import AgreementVersion
from slm.selectors import Collected, data_collection, version_to_show
from slm.services.paper import about_collecting, data_collection_pdf
from slm.views.agreements import crumbs
from slm.views.finding import agreement_page, visible_agreement


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
    version.agreement = agreement
    if kind == "pdf":
        paper = data_collection_pdf(version, at=timezone.now())
        return sent_pdf(paper, name=f"{name}.pdf")
    if kind:
        raise Http404
    context = about_collecting(version, timezone.now())
    context["crumbs"] = crumbs(agreement)
    return render_page(request, "slm/data_collection.html", context)


def _asked(request: HttpRequest, versions: list[AgreementVersion]) -> AgreementVersion:
    asked = request.GET.get("version", "")
    found = [one for one in versions if asked in ("", str(one.number))]
    if not found:
        raise Http404
    return version_to_show(found, timezone.localdate())


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
