"""Narrowing the customer's own records by query string."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.selectors import person_of
from core.models import User
from portal.selectors import waiting_for_reader
from records.choices import OPEN_PHASES, Phase
from records.filters import WordsFilter
from records.models import Record

OPEN, ASKS, ENDED = "open", "asks", "ended"


class OwnRecordFilter(WordsFilter):
    which = filters.ChoiceFilter(
        label=_("Which"),
        method="at",
        choices=[
            (OPEN, _("Not solved yet")),
            (ASKS, _("Waiting for you")),
            (ENDED, _("Closed")),
        ],
        empty_label=_("All"),
    )
    whose = filters.ChoiceFilter(
        label=_("Whose"),
        method="reported_by",
        choices=[("mine", _("Only mine"))],
        empty_label=_("Everybody's"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_perm("records.view_organisation_records"):
            del self.filters["whose"]
        else:
            asks = (ASKS, _("Waiting for one of us"))
            which = self.filters["which"].extra
            which["choices"] = [asks if c[0] == ASKS else c for c in which["choices"]]

    def at(self, queryset: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        if value == ASKS:
            return waiting_for_reader(queryset)
        phases = OPEN_PHASES if value == OPEN else (Phase.CLOSED, Phase.VOID)
        return queryset.filter(phase__in=phases)

    def reported_by(
        self, queryset: QuerySet[Record], name: str, value: str
    ) -> QuerySet[Record]:
        return queryset.filter(requester=person_of(self.user))
