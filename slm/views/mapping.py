from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.doors import page_for, refuse_unless
from core.generic import actor_of, errors_into, redirect_with, render_form, sent
from slm.forms.mapping import CategoryServicesForm, CustomerForm
from slm.selectors import services_by_category
from slm.services import map_categories
from slm.views.finding import MANAGE


@page_for("slm.view_agreement")
def category_services(request: HttpRequest) -> HttpResponse:
    actor, customer = actor_of(request), _asked(request)
    if request.method == "POST":
        refuse_unless(actor, MANAGE)
    form = CategoryServicesForm(sent(request), customer=customer)
    back = f"{reverse('category_services')}?customer={customer.pk if customer else ''}"
    if customer and form.is_valid():
        with errors_into(form):
            mapping, at = form.mapping(), timezone.now()
            changed = map_categories(
                customer=customer, mapping=mapping, actor=actor, at=at
            )
            said = _("Saved.") if changed else _("Nothing was changed.")
            return redirect_with(request, said, back)
    context = {
        "customer": customer,
        "customers": Organisation.objects.customers().order_by("name"),
        "mapped": services_by_category(customer) if customer else {},
        "action": _("Save"),
        "cancel_url": back,
    }
    return render_form(request, "slm/category_services.html", form, context)


def _asked(request: HttpRequest) -> Organisation | None:
    form = CustomerForm(request.GET)
    if form.is_valid():
        asked: Organisation = form.cleaned_data["customer"]
        return asked
    if request.GET.get("customer"):
        raise BadRequest(form.errors["customer"][0])
    return Organisation.objects.customers().order_by("name").first()
