from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from records.models import Category
from slm.selectors import services_by_category


class CustomerForm(forms.Form):
    """Whose categories."""

    customer = forms.ModelChoiceField(
        Organisation.objects.customers(), label=_("Customer"), empty_label=None
    )


class CategoryServicesForm(forms.Form):
    """For each category the service that a customer's records of it are about."""

    def __init__(
        self, *args: Any, customer: Organisation | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.categories: list[Category] = []
        if customer:
            self._ask(customer)

    def _ask(self, customer: Organisation) -> None:
        offered = Service.objects.filter(entitlements__customer=customer)
        known = services_by_category(customer)
        self.categories = list(Category.objects.filter(is_active=True))
        kept = Category.objects.filter(is_active=False, services__customer=customer)
        self.categories += list(kept)
        for category in self.categories:
            self.fields[f"category_{category.pk}"] = forms.ModelChoiceField(
                offered.order_by("name"),
                label=category.name,
                required=False,
                initial=known.get(category.name),
                empty_label=_("None"),
            )

    def mapping(self) -> dict[Category, Service]:
        """Return which service was chosen for which category."""
        chosen = {
            one: self.cleaned_data[f"category_{one.pk}"] for one in self.categories
        }
        return {category: service for category, service in chosen.items() if service}
