from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from pypdf.errors import PyPdfError

from core.doors import page_for, refuse_unless
from core.generic import (
    actor_of,
    errors_into,
    render_form,
    render_list,
    render_page,
    sent_bytes,
)
from core.listing import Column, build_listing
from reporting.filters import PackFilter
from reporting.forms import PackForm
from reporting.jobs import ask_for_check, ask_for_pack
from reporting.models import EvidencePack
from reporting.services.packs import MANIFEST
from reporting.services.paper import attached
from reporting.views.finding import sent_pdf, visible_pack

COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("for", gettext_lazy("Prepared for"), "prepared_for"),
    Column("clauses", gettext_lazy("Clauses")),
    Column("start", gettext_lazy("From"), "start"),
    Column("end", gettext_lazy("Until"), "end"),
    Column("made", gettext_lazy("Made"), "made_at"),
]


@page_for("reporting.view_evidencepack")
def pack_list(request: HttpRequest) -> HttpResponse:
    packs = EvidencePack.objects.visible_to(actor_of(request))
    packs = packs.select_related("item", "made_by").defer("manifest")
    filterset = PackFilter(request.GET, queryset=packs)
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="-made_at")
    return render_list(request, "reporting/pack_list.html", listing)


@page_for("reporting.view_evidencepack")
def pack_detail(request: HttpRequest, number: str) -> HttpResponse:
    pack = visible_pack(request, number)
    context = {
        "pack": pack,
        "records": len(pack.manifest["records"]),
        "files": [MANIFEST, *sorted(pack.manifest.get("annexes", {}))],
        "crumbs": [(_("Evidence packs"), reverse("pack_list"))],
    }
    return render_page(request, "reporting/pack_detail.html", context)


@page_for("reporting.view_evidencepack")
def pack_pdf(request: HttpRequest, number: str) -> FileResponse:
    return sent_pdf(visible_pack(request, number))


@page_for("reporting.view_evidencepack")
def pack_file(request: HttpRequest, number: str, name: str) -> FileResponse:
    try:
        content = attached(visible_pack(request, number))[name]
    except (KeyError, FileNotFoundError, PyPdfError) as error:
        raise Http404 from error
    kind = "application/json" if name.endswith(".json") else "text/csv"
    return sent_bytes(content, name=name, content_type=kind)


@require_POST
@page_for("reporting.view_evidencepack")
def pack_check(request: HttpRequest, number: str) -> HttpResponse:
    pack = visible_pack(request, number)
    job = ask_for_check(pack=pack, actor=actor_of(request), at=timezone.now())
    return redirect("job_show", job.pk)


@page_for("reporting.view_evidencepack")
def pack_create(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), "reporting.make_evidence_pack")
    form = PackForm(request.POST or None)
    if form.is_valid():
        with errors_into(form):
            job = ask_for_pack(
                **form.cleaned_data, actor=actor_of(request), at=timezone.now()
            )
            return redirect("job_show", job.pk)
    context = {
        "layout": "layouts/manage.html",
        "title": _("New evidence pack"),
        "lead": _("The live records behind the chosen clauses, as one PDF."),
        "action": _("Collect the evidence"),
        "cancel_url": reverse("pack_list"),
        "crumbs": [(_("Evidence packs"), reverse("pack_list"))],
    }
    return render_form(request, "generic/form.html", form, context)
