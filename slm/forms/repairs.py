"""Forms about repairs and replays: which version was right, and what other terms mean."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calendars.models import Calendar, CalendarVersion
from core.models import User
from core.monthly import NearDayField
from core.periods import shift
from slm.models import Agreement, AgreementVersion, Repair


class RepairForm(forms.Form):
    """That the right version of a calendar, or of an agreement, held earlier."""

    calendar_version = forms.ModelChoiceField(
        CalendarVersion.objects.none(),
        label=_("Right version of a calendar"),
        required=False,
        empty_label=_("None: it is about an agreement"),
    )
    agreement_version = forms.ModelChoiceField(
        AgreementVersion.objects.none(),
        label=_("Right version of an agreement"),
        required=False,
        empty_label=_("None: it is about a calendar"),
        help_text=_(
            "Its targets are the right ones for what was opened from that day."
        ),
    )
    effective_on = NearDayField(
        label=_("Holds from"),
        help_text=_("The day from which it should have held; until it held anyway."),
    )
    text = forms.CharField(
        label=_("What was wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendars = Calendar.objects.visible_to(user)
        versions = CalendarVersion.objects.filter(calendar__in=calendars, number__gt=1)
        self.fields["calendar_version"].queryset = versions.select_related("calendar")  # type: ignore[attr-defined]
        agreed = AgreementVersion.objects.visible_to(user).published()
        agreed = agreed.filter(agreement__in=Agreement.objects.visible_to(user))
        agreed = agreed.select_related("agreement__item").order_by(
            "agreement", "number"
        )
        self.fields["agreement_version"].queryset = agreed  # type: ignore[attr-defined]

    def repair(self) -> Repair:
        """Return what is asked for, not yet stored."""
        return Repair(**self.cleaned_data)


class VersionChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Versions of calendars, each with the day from which it holds."""

    def label_from_instance(self, obj: CalendarVersion) -> str:
        zone = ZoneInfo(obj.definition["timezone"])
        day = date_format(obj.valid_from.astimezone(zone), gettext("j M Y"))
        return gettext("%(version)s, from %(day)s") % {"version": obj, "day": day}


class WhatIfForm(forms.Form):
    """Which period is replayed, by which version, and by what besides its targets."""

    version = forms.ModelChoiceField(
        AgreementVersion.objects.none(),
        label=_("By the targets of"),
        required=False,
        to_field_name="number",
        empty_label=None,
    )
    first_on = NearDayField(label=_("From"))
    last_on = NearDayField(label=_("To"))
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=_("Service hours"),
        required=False,
        empty_label=_("Those of the version"),
    )
    calendar_version = VersionChoiceField(
        CalendarVersion.objects.none(),
        label=_("A version of a calendar, throughout"),
        required=False,
        empty_label=_("None: as the calendars say"),
        help_text=_(
            "Holds for the whole period in place of the calendar that it belongs to,"
            " also if it has yet to begin."
        ),
    )
    percent = forms.IntegerField(
        label=_("Percent of each time"),
        initial=100,
        min_value=1,
        max_value=1000,
        help_text=_(
            "100 leaves times as they are. A share of working days is rounded to whole"
            " ones, and is one at least."
        ),
    )

    def __init__(
        self,
        *args: Any,
        agreement: Agreement,
        user: User,
        asked: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        this_month = timezone.localdate().replace(day=1)
        last_month = shift(this_month, -1)
        last_day = this_month - timedelta(days=1)
        versions = AgreementVersion.objects.visible_to(user).filter(agreement=agreement)
        # The draft if there is one, else the newest.
        self.usual = versions.order_by("-number")[0]
        given = {
            "version": self.usual.number,
            "first_on": last_month,
            "last_on": last_day,
            "percent": 100,
        }
        kwargs["initial"] = {
            name: asked.get(name, "")[:20] or value for name, value in given.items()
        }
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions.select_related("agreement")  # type: ignore[attr-defined]
        calendars = Calendar.objects.visible_to(user).order_by("name")
        self.fields["calendar"].queryset = calendars  # type: ignore[attr-defined]
        of_them = CalendarVersion.objects.filter(calendar__in=calendars)
        self.fields["calendar_version"].queryset = of_them.select_related(  # type: ignore[attr-defined]
            "calendar"
        ).order_by("calendar__name", "-number")

    def clean_version(self) -> AgreementVersion:
        asked: AgreementVersion | None = self.cleaned_data["version"]
        return asked or self.usual
