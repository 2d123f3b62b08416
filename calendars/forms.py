from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from holidays.registry import COUNTRIES

from calendars.definition import (
    WEEKDAYS,
    Definition,
    DefinitionError,
    agree_definition,
    is_timezone,
)
from calendars.models import CalendarVersion
from calendars.selectors import holiday_regions, public_holidays
from calendars.table import FIRST_YEAR, LAST_YEAR
from calendars.wording import (
    Unreadable,
    day_of,
    field_of,
    read_days,
    read_holidays,
    read_windows,
    to_definition,
    type_days,
    type_holidays,
    type_named,
    type_windows,
)
from core.inputs import DayInput, VersionForm


class LinesField(forms.CharField):
    """A text that is read into values, and written from them."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self._read = read

    def to_python(self, value: Any) -> Any:
        try:
            return self._read(super().to_python(value) or "")
        except Unreadable as error:
            raise ValidationError(error.problems) from error

    def validate(self, value: Any) -> None:
        """Nothing typed is allowed in every one of them."""


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


def countries() -> list[tuple[str, str]]:
    """Return the countries whose holidays are known, by English name."""
    names = {entry[1]: entry[0] for entry in COUNTRIES.values()}
    known = [
        # The library's class names: “UnitedKingdom”.
        (code, "".join(f" {c}" if c.isupper() else c for c in names[code]).strip())
        for code in holiday_regions()
        if code in names
    ]
    return sorted(known, key=lambda pair: pair[1])


class HoursForm(VersionForm):
    """The hours of a calendar, from a day on; `version` is the newest that was seen."""

    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=DayInput(),
        help_text=_("From the beginning of that day. Time before it counts as it did."),
    )
    timezone = forms.CharField(
        label=_("Time zone"), initial="Europe/Berlin", max_length=50
    )
    mon = LinesField(read_windows, label=_("Monday"))
    tue = LinesField(read_windows, label=_("Tuesday"))
    wed = LinesField(read_windows, label=_("Wednesday"))
    thu = LinesField(read_windows, label=_("Thursday"))
    fri = LinesField(read_windows, label=_("Friday"))
    sat = LinesField(read_windows, label=_("Saturday"))
    sun = LinesField(read_windows, label=_("Sunday"))
    holidays = LinesField(
        read_holidays,
        label=_("Holidays"),
        widget=_area(8),
        help_text=_("A line each: “2026-12-25 Christmas Day”; every year: “12-25 …”."),
    )
    special_days = LinesField(
        read_days,
        label=_("Special days"),
        widget=_area(4),
        help_text=_(
            "Their hours replace the usual ones, also on a holiday:"
            " “2026-12-24 08:00-12:00” or “2026-12-31 closed”."
        ),
    )
    breaks = LinesField(
        read_days,
        label=_("Breaks"),
        widget=_area(4),
        help_text=_("Taken off last: “2026-05-04 12:00-14:00”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEKDAYS:
            self.fields[day].widget.attrs["placeholder"] = _("closed")

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"]
        if not is_timezone(zone):
            raise ValidationError(_("“%s” is not a time zone.") % zone)
        return zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            agree_definition(to_definition(data))
        except DefinitionError as error:
            for problem in error.problems:
                text = f"{_(problem.template) % problem.params}"
                day = day_of(problem.where)
                self.add_error(
                    field_of(problem.where), f"{day}: {text}" if day else text
                )
        return data

    def definition(self) -> dict[str, Any]:
        """Return the hours that were entered, in the form that services take."""
        return to_definition(self.cleaned_data)

    def begins_at(self) -> datetime:
        """Return the instant at which the day begins where the calendar counts."""
        zone = ZoneInfo(self.cleaned_data["timezone"])
        return datetime.combine(self.cleaned_data["valid_from"], time.min, zone)

    @staticmethod
    def initial_of(newest: CalendarVersion) -> dict[str, Any]:
        """Return what the form shows of stored hours; others may begin tomorrow."""
        return {
            "version": newest.number,
            "valid_from": timezone.localdate() + timedelta(1),
            **HoursForm.typed(newest.agreed),
        }

    @staticmethod
    def typed(definition: Definition) -> dict[str, str]:
        """Return the hours as they would be typed into the fields."""
        return {
            "timezone": definition.timezone,
            "holidays": type_holidays(definition),
            "special_days": type_days(definition.special_days),
            "breaks": type_days(definition.breaks),
            **{
                day: type_windows(windows)
                for day, windows in zip(WEEKDAYS, definition.weekly, strict=True)
            },
        }


def uncovered_year(typed: str) -> int:
    """Return the first year, from this one on, of which no holiday is typed yet."""
    covered = {line.strip()[:4] for line in typed.splitlines()}
    years = range(timezone.localdate().year, LAST_YEAR)
    return next((year for year in years if str(year) not in covered), LAST_YEAR)


class HolidayForm(forms.Form):
    """Of which country and year public holidays are proposed; nothing is stored."""

    # It stands folded within another form, which a browser would not send for it.
    use_required_attribute = False

    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(
        label=_("Part of the country"),
        required=False,
        max_length=10,
        help_text=_("Its short sign, for example BY for Bavaria."),
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("None")), *countries()]  # type: ignore[attr-defined]

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).strip().upper()

    def clean_year(self) -> int:
        return self.cleaned_data["year"] or uncovered_year(self._typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parts = holiday_regions().get(data.get("country", ""), [])
        if data.get("country") and data.get("region") not in ("", None, *parts):
            self.add_error("region", _("Known parts are: %s.") % ", ".join(parts))
        return data

    def found(self) -> list[tuple[date, str]]:
        """Return the public holidays, named in the reader's language if they can be."""
        data = self.cleaned_data
        language = get_language() or "en"
        return public_holidays(
            data["country"], data["region"], [data["year"]], language
        )

    def added(self) -> str:
        """Return the holidays that were typed, with those proposed beside them."""
        typed = self._typed.splitlines()
        given = {line.split(" ")[0] for line in typed}
        proposed = [
            (day.isoformat(), name)
            for day, name in self.found()
            if day.isoformat() not in given
        ]
        return "\n".join([*typed, type_named(proposed)]).strip()

    @property
    def _typed(self) -> str:
        return str(self.data.get("holidays", ""))


class CalendarForm(HoursForm):
    """A new calendar."""

    name = forms.CharField(label=_("Name"), max_length=150)
    description = forms.CharField(
        label=_("What it is for"), required=False, widget=_area(2)
    )

    field_order = ["name", "description"]
