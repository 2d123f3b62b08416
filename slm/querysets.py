from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.evidence import Period
from core.models import User
from records.models import Record
from slm.choices import ExclusionState, Leg, Mode, OfferState, VersionStatus

if TYPE_CHECKING:
    from slm.models import (  # noqa: F401
        Agreement,
        AgreementVersion,
        Clock,
        Exclusion,
    )


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> Self:
        """
        Narrow to what the user may know of.

        Staff see all; who speaks for a customer or a supplier the agreements made
        with it, once they have been offered or put into force.
        """
        if user.has_perm("slm.view_agreement"):
            return self
        if not user.has_perm("slm.view_own_agreement"):
            return self.none()
        theirs = Organisation.objects.filter(people__user=user)
        # Not by what is no draft: that would hide whatever has one beside.
        published = [one for one in VersionStatus if one != VersionStatus.DRAFT]
        told = Q(versions__status__in=published) | Q(versions__offers__isnull=False)
        made_with = Q(customer__in=theirs) | Q(supplier__in=theirs)
        return self.filter(made_with, told).distinct()


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what the user may read: drafts are for staff, unless offered."""
        if user.has_perm("slm.view_agreement"):
            return self
        offered = Q(offers__state=OfferState.OPEN)
        return self.filter(~Q(status=VersionStatus.DRAFT) | offered).distinct()

    def published(self) -> Self:
        """Narrow to those that were put into force, whatever became of them."""
        return self.exclude(status=VersionStatus.DRAFT)

    def drafts(self) -> Self:
        return self.filter(status=VersionStatus.DRAFT)

    def valid_on(self, day: date) -> Self:
        """Narrow to those whose promise holds on that day."""
        return self.published().filter(
            Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day
        )


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see; of hidden records nothing is told."""
        if not user.has_perm("slm.view_agreement"):
            return self.none()
        seen = Record.objects.visible_to(user)
        return self.filter(Q(record=None) | Q(record__in=seen))

    def approved(self) -> Self:
        return self.filter(state=ExclusionState.APPROVED)


class ClockQuerySet(models.QuerySet["Clock"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to clocks of records that the user may see; promises within, to staff."""
        clocks = self.filter(record__in=Record.objects.visible_to(user))
        if user.has_perm("slm.view_agreement"):
            return clocks
        return clocks.filter(leg=Leg.SLA)

    def open(self) -> Self:
        return self.filter(stopped_at=None)

    def promised_to_customers(self) -> Self:
        return self.filter(leg=Leg.SLA)

    def about(
        self,
        *,
        customer_id: int | None = None,
        service_id: int | None = None,
        team_id: int | None = None,
    ) -> Self:
        """Narrow to clocks of a customer's, a service's or a team's records."""
        given = {
            "record__customer": customer_id,
            "record__service": service_id,
            "record__team": team_id,
        }
        return self.filter(**{name: pk for name, pk in given.items() if pk is not None})

    def decided_within(self, period: Period) -> Self:
        """Narrow to clocks that count in the period: where their verdict falls."""
        return self.filter(verdict_at__gte=period.start, verdict_at__lt=period.end)

    def running_or_paused(self) -> Self:
        return self.filter(mode__in=[Mode.RUNNING, Mode.PAUSED])

    def due(self, at: datetime) -> Self:
        """Narrow to those with a threshold to record by then, the oldest first."""
        return self.filter(next_threshold_at__lte=at).order_by("next_threshold_at")

    def touched_by(self, exclusion: "Exclusion") -> Self:
        """
        Narrow to those on which the exclusion would change something, if approved.

        What has halted may still be due later than it was.
        """
        about = {
            "budget__target__version__agreement": exclusion.agreement_id,
            "record__service": exclusion.service_id,
            "record__customer": exclusion.customer_id,
            "record": exclusion.record_id,
        }
        named = {name: pk for name, pk in about.items() if pk is not None}
        if exclusion.agreement_id is None:
            named["leg"] = Leg.SLA
        return self.filter(
            Q(stopped_at=None)
            | Q(stopped_at__gt=exclusion.start)
            | Q(due_at__gt=exclusion.start),
            started_at__lt=exclusion.end,
            **named,
        )
