"""The register of what does not fit, with a way to where each is mended."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.doors import page_for
from core.exporting import FORMATS, send_table
from core.generic import render_page
from slm.forms.catalogues import MismatchForm
from slm.selectors.mismatches import Mismatch, mismatches


@require_safe
@page_for("slm.view_agreement")
def mismatch_list(request: HttpRequest) -> HttpResponseBase:
    form = MismatchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = mismatches(
        timezone.now(),
        check=chosen.get("check", ""),
        customer_id=getattr(chosen.get("customer"), "pk", None),
        service_id=getattr(chosen.get("service"), "pk", None),
    )
    if "export" in request.GET:
        heading = [_("Kind"), _("Number"), _("What"), _("Customer"), _("Why")]
        rows = _cells(found)
        return send_table(request.GET, name="mismatches", heading=heading, rows=rows)
    query = {key: request.GET[key] for key in form.fields if request.GET.get(key)}
    context = {
        "form": form,
        "found": found,
        "is_narrowed": bool(query),
        "exports": [
            (name.upper(), f"?{urlencode({**query, 'export': name})}")
            for name in FORMATS
        ],
    }
    status = 400 if form.errors else 200
    return render_page(request, "slm/mismatch_list.html", context, status=status)


def _cells(found: Sequence[Mismatch]) -> Iterator[list[object]]:
    for one in found:
        sentence = one.check.sentence if one.check else ""
        yield [sentence, one.item.number, one.title, one.customer, one.text]
