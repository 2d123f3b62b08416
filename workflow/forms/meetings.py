from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.inputs import DayInput, InstantInput, VersionForm
from core.models import Item
from workflow.meetings import MeetingKind
from workflow.models import AgendaItem, Meeting
from workflow.selectors import people_for_tasks, people_to_meet
from workflow.services.meetings import PLAN


def long_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody, shown with where they belong to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.organisation})"


class DaysField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        limit = [MaxValueValidator(90)]
        super().__init__(min_value=0, validators=limit, **kwargs)


def usual_time(zone: tzinfo) -> dict[str, datetime]:
    """Return ten o'clock in two weeks, for an hour."""
    day = timezone.localdate() + timedelta(days=14)
    starts_at = datetime.combine(day, time(10), zone)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}


class MeetingForm(forms.Form):
    """When and where people meet, and who chairs it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = forms.DateTimeField(label=_("From"), widget=InstantInput())
    ends_at = forms.DateTimeField(label=_("To"), widget=InstantInput())
    place = forms.CharField(
        label=_("Place"),
        max_length=250,
        required=False,
        help_text=_("A room, or the address of a call."),
    )
    chair = PersonField(label=_("Chair"), required=False, empty_label=_("Nobody yet"))


class NewMeetingForm(MeetingForm):
    """A meeting of one of the kinds given, with the provider's people."""

    kind = forms.ChoiceField(label=_("Kind"))
    field_order = ("kind",)

    def __init__(self, *args: Any, kinds: Iterable[MeetingKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["chair"].queryset = people_to_meet(Meeting())  # type: ignore[attr-defined]


class PlanForm(MeetingForm, VersionForm):
    """The same of a meeting that is planned, and how long before people hear of it."""

    notice_days = DaysField(label=_("Notice, days before"))
    papers_days = DaysField(label=_("Papers, days before"))
    minutes_days = DaysField(label=_("Minutes, days after"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        initial = {name: getattr(meeting, name, None) for name in PLAN}
        initial |= {"version": meeting.version, "chair": meeting.chair_id}
        initial |= kwargs.pop("initial", None) or {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["chair"].queryset = people_to_meet(meeting)  # type: ignore[attr-defined]

    def plan(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        return {name: self.cleaned_data[name] for name in PLAN}


class HoldForm(VersionForm):
    """When it was held, and who came."""

    held_at = forms.DateTimeField(label=_("Held"), widget=InstantInput())
    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        invited = meeting.attendance.select_related("person", "party")
        choices = [(one.person_id, f"{one.person} ({one.party})") for one in invited]
        initial = {
            "version": meeting.version,
            "held_at": meeting.starts_at,
            "attended": [key for key, _label in choices],
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["attended"].choices = choices  # type: ignore[attr-defined]


class MinutesForm(VersionForm):
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=20_000,
        widget=long_text(12),
        help_text=_("Everybody invited reads them once they are approved."),
    )
    internal_notes = forms.CharField(
        label=_("Internal notes"),
        max_length=20_000,
        required=False,
        widget=long_text(4),
        help_text=_("For staff only."),
    )


class CancelForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=long_text(),
        help_text=_("Whoever was invited reads it."),
    )


class PointForm(forms.Form):
    """A point of one's own on the agenda."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"), max_length=5000, required=False, widget=long_text()
    )
    presenter = PersonField(label=_("Presented by"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presenter"].queryset = people_to_meet(meeting)  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What came of a point."""

    outcome = forms.CharField(
        label=_("Outcome"), max_length=5000, required=False, widget=long_text()
    )
    is_settled = forms.BooleanField(label=_("Settled"), required=False)

    def __init__(self, *args: Any, point: AgendaItem, **kwargs: Any) -> None:
        initial = {"outcome": point.outcome, "is_settled": True}
        super().__init__(*args, **{**kwargs, "initial": initial})


class DecisionForm(forms.Form):
    """What was decided, by whom, on which point."""

    text = forms.CharField(
        label=_("What was decided"), max_length=5000, widget=long_text()
    )
    point = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=_("On"),
        required=False,
        empty_label=_("No point in particular"),
    )
    decided_by = PersonField(
        label=_("Decided by"), required=False, empty_label=_("All together")
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        came = people_to_meet(meeting).filter(
            attendance__meeting=meeting, attendance__has_attended=True
        )
        self.fields["decided_by"].queryset = came  # type: ignore[attr-defined]
        self.fields["point"].queryset = meeting.agenda.all()  # type: ignore[attr-defined]

    def decision(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        point = self.cleaned_data["point"]
        return {
            "text": self.cleaned_data["text"],
            "point_id": point.pk if point else None,
            "decided_by": self.cleaned_data["decided_by"],
        }


class InviteForm(forms.Form):
    """Who is to come, and on whose authority they may decide."""

    person = PersonField(label=_("Person"))
    authority = forms.CharField(
        label=_("Authority"),
        max_length=150,
        required=False,
        help_text=_("In which office, or on whose behalf, they may decide."),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = meeting.attendance.values("person")
        people = people_to_meet(meeting).exclude(pk__in=invited)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    paper = forms.CharField(
        label=_("Number"),
        max_length=30,
        help_text=_("Of a report, an agreement or anything else that has one."),
    )


class TaskForm(forms.Form):
    """What somebody is to do, by when."""

    text = forms.CharField(
        label=_("What is to be done"), max_length=2000, widget=long_text(2)
    )
    owner = PersonField(label=_("To be done by"))
    due_on = forms.DateField(label=_("Until"), widget=DayInput())
    is_internal = forms.BooleanField(
        label=_("Staff only"),
        required=False,
        help_text=_("Customers do not see it."),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for_tasks(item)  # type: ignore[attr-defined]


class TaskMoveForm(VersionForm):
    owner = PersonField(label=_("To be done by"))
    due_on = forms.DateField(label=_("Until"), widget=DayInput())

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for_tasks(item)  # type: ignore[attr-defined]


class ResultForm(VersionForm):
    result = forms.CharField(
        label=_("What came of it"), max_length=2000, widget=long_text()
    )
