import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.filters import FromDayFilter, UntilDayFilter
from workflow.choices import MeetingState
from workflow.meetings import meeting_kinds
from workflow.models import Meeting, Task


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of meeting, with what they are called."""
    return [(kind.key, str(kind.label)) for kind in meeting_kinds()]


class MeetingFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=kinds, empty_label=_("All kinds")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=MeetingState.choices, empty_label=_("Any state")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("With"),
        queryset=Organisation.objects.customers(),
        empty_label=_("Everybody"),
    )
    since = FromDayFilter(label=_("From"), field_name="starts_at")
    until = UntilDayFilter(label=_("Until"), field_name="starts_at")
    # Pages of items lead here.
    about = django_filters.CharFilter(
        field_name="about__number", lookup_expr="iexact", widget=forms.HiddenInput
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Meeting], name: str, value: str
    ) -> QuerySet[Meeting]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(item__number__iexact=value)
            | Q(about__number__iexact=value)
        )


class TaskFilter(django_filters.FilterSet):
    of = django_filters.ChoiceFilter(
        label=_("Whose"),
        choices=[("mine", _("Mine")), ("all", _("All that I may see"))],
        method="filter_of",
        empty_label=None,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("open", _("Open")),
            ("overdue", _("Overdue")),
            ("done", _("Done")),
        ],
        method="filter_state",
        empty_label=_("Any state"),
    )
    item = django_filters.CharFilter(label=_("About"), method="filter_item")

    class Meta:
        model = Task
        fields: list[str] = []

    def filter_of(
        self, queryset: QuerySet[Task], name: str, value: str
    ) -> QuerySet[Task]:
        return (
            queryset.filter(owner__user=self.request.user)
            if value == "mine"
            else queryset
        )

    def filter_state(
        self, queryset: QuerySet[Task], name: str, value: str
    ) -> QuerySet[Task]:
        if value == "done":
            return queryset.exclude(done_at=None)
        narrowed = queryset.filter(done_at=None)
        if value == "overdue":
            return narrowed.filter(due_on__lt=timezone.localdate())
        return narrowed

    def filter_item(
        self, queryset: QuerySet[Task], name: str, value: str
    ) -> QuerySet[Task]:
        return queryset.filter(item__number__iexact=value)
