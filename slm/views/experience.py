from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for
from core.generic import actor_of, render_page
from slm.forms.availability import CustomerMonthForm
from slm.models import Agreement
from slm.selectors.experience import scores_of
from slm.views.availability import turning
from slm.views.finding import month_asked


@page_for("slm.view_agreement")
def agreement_ratings(request: HttpRequest, number: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    seen = Agreement.objects.visible_to(actor).select_related("item", "customer")
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
        "scores": scores_of(agreement, first, reader=actor, at=at, **about),
        "customer": customer,
        "crumbs": [(_("Agreements"), reverse("agreement_list")), (number, page)],
        **turning(first, at.date(), request.GET),
    }
    return render_page(request, "slm/agreement_ratings.html", context)
