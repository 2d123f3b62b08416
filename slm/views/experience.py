from datetime import date, datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for
from core.generic import actor_of, render_page
from slm.forms.availability import CustomerMonthForm
from slm.models import Agreement, Target
from slm.selectors.experience import Score, ratings_beside, scores_of
from slm.views.availability import turning
from slm.views.finding import month_asked

# Keys have no more digits.
LONGEST = 19


@page_for("slm.view_agreement")
def agreement_ratings(request: HttpRequest, number: str) -> HttpResponse:
    at = timezone.now()
    seen = Agreement.objects.visible_to(actor_of(request)).select_related(
        "item", "customer"
    )
    agreement = get_object_or_404(seen, item__number=number)
    first = month_asked(request)
    form = CustomerMonthForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("There is no such customer."))
    customer = form.cleaned_data["customer"]
    about = {"customer_id": customer.pk} if customer else {}
    page = reverse("agreement_detail", args=[number])
    context = {
        "agreement": agreement,
        "scores": _scores(request, agreement, first, at, **about),
        "customer": customer,
        "crumbs": [(_("Agreements"), reverse("agreement_list")), (number, page)],
        **turning(first, at.date(), request.GET),
    }
    return render_page(request, "slm/agreement_ratings.html", context)


def _scores(
    request: HttpRequest,
    agreement: Agreement,
    first: date,
    at: datetime,
    **about: Any,
) -> list[Score]:
    """Return the scores, or the ratings beside the target that the address names."""
    reader, asked = actor_of(request), request.GET.get("target", "")
    if not asked:
        return scores_of(agreement, first, reader=reader, at=at, **about)
    if not (asked.isascii() and asked.isdigit() and len(asked) < LONGEST):
        raise Http404
    targets = Target.objects.filter(version__agreement=agreement)
    target = get_object_or_404(targets.select_related("version__agreement"), pk=asked)
    service = request.GET.get("service", "")
    return ratings_beside(target, service, first, reader=reader, at=at)
