"""What a target rests on, as it is entered."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.inputs import VersionForm
from slm.choices import CHAIN_METRICS, TO_CUSTOMERS, Leg
from slm.models import Agreement, AgreementVersion, Target
from slm.terms import Rest

# So many rows there are at least, and two more than legs.
LEGS = 6
METRICS = [(key, label) for key, label in CHAIN_METRICS if key not in TO_CUSTOMERS]


if TYPE_CHECKING:
    AgreementField = forms.ModelChoiceField[Agreement]
else:
    AgreementField = forms.ModelChoiceField


class LegField(AgreementField):
    """An agreement with a team or a supplier, by whom it is with."""

    def label_from_instance(self, agreement: Any) -> str:
        return f"{agreement.number} {agreement.title} ({agreement.party})"


class ChainForm(VersionForm):
    """The legs in their order, all there are; rows that name none are left aside."""

    def __init__(self, *args: Any, target: Target, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        legs = _legs_for(target, today)
        self.places = range(1, max(LEGS, target.links.count() + 2) + 1)
        for place in self.places:
            self.fields[f"leg_{place}"] = LegField(
                legs,
                label=_("Rests on"),
                required=False,
                empty_label=_("Nothing"),
            )
            self.fields[f"metric_{place}"] = forms.ChoiceField(
                label=_("Its target for"), choices=METRICS, required=False
            )
            self.fields[f"beside_{place}"] = forms.BooleanField(
                label=_("Beside the one before, rather than after it"), required=False
            )

    @staticmethod
    def initial_of(target: Target, rests: tuple[Rest, ...]) -> dict[str, Any]:
        """Return what the form shows for these, and for the rows still empty."""
        measured = target.metric if target.metric in dict(METRICS) else METRICS[0][0]
        initial: dict[str, Any] = {
            f"metric_{place}": measured
            for place in range(1, max(LEGS, len(rests) + 2) + 1)
        }
        for place, rest in enumerate(rests, 1):
            initial[f"leg_{place}"] = rest.leg
            initial[f"metric_{place}"] = rest.metric
            initial[f"beside_{place}"] = rest.is_parallel
        return initial

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """Return the fields of each leg."""
        return [
            {
                "place": place,
                "leg": self[f"leg_{place}"],
                "metric": self[f"metric_{place}"],
                "beside": self[f"beside_{place}"] if place > 1 else None,
            }
            for place in self.places
        ]

    def rests(self) -> tuple[Rest, ...]:
        """Return what was entered as a value for the services."""
        data, found = self.cleaned_data, list[Rest]()
        for place in self.places:
            if leg := data.get(f"leg_{place}"):
                metric = data.get(f"metric_{place}") or METRICS[0][0]
                beside = bool(data.get(f"beside_{place}")) and bool(found)
                found.append(Rest(leg, metric, beside))
        return tuple(found)


def _legs_for(target: Target, today: date) -> QuerySet[Agreement]:
    """Return what it can rest on: in force, to come or drafted, and what it names."""
    lower = [Leg.OLA, Leg.UC] if target.version.agreement.leg == Leg.SLA else [Leg.UC]
    lasting = AgreementVersion.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), agreement=OuterRef("pk")
    )
    legs = Agreement.objects.filter(
        Exists(lasting) | Q(pk__in=target.links.values("leg")), leg__in=lower
    )
    related = legs.select_related("item", "team", "supplier", "customer")
    return related.order_by("leg", "title")
