from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from core.evidence import Period
from core.models import User
from core.periods import days_of
from records.models import Record
from slm.choices import (
    CatalogueState,
    ExclusionState,
    Leg,
    Loss,
    Mode,
    OfferState,
    OutageState,
    VersionStatus,
)

if TYPE_CHECKING:
    from slm.models import (  # noqa: F401
        AgreedCatalogue,
        Agreement,
        AgreementVersion,
        CapabilityAssessment,
        Clock,
        Exclusion,
        Measure,
        Outage,
        PeriodResult,
        Repair,
        ServiceLevelRequirement,
        WhatIf,
    )


PUBLISHED = [status for status in VersionStatus if status != VersionStatus.DRAFT]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> Self:
        """
        Narrow to what the user may know of.

        Staff see all; who speaks for a customer or a supplier the agreements made
        with it, once they have been offered or put into force; customers also those
        for all customers that have been in force.
        """
        if user.has_perm("slm.view_agreement"):
            return self
        if not user.has_perm("slm.view_own_agreement"):
            return self.none()
        theirs = Organisation.objects.filter(people__user=user)
        # A draft of a next version hides nothing of what was agreed.
        has_held = Q(versions__status__in=PUBLISHED)
        told = has_held | Q(versions__offers__isnull=False)
        made_with = Q(customer__in=theirs) | Q(supplier__in=theirs)
        found = made_with & told
        if theirs.filter(is_customer=True).exists():
            found |= Q(leg=Leg.SLA, customer=None) & has_held
        return self.filter(found).distinct()

    def promised_to(self, customer_id: int) -> Self:
        """Narrow to service level agreements with the customer or with everybody."""
        return self.filter(Q(customer=customer_id) | Q(customer=None), leg=Leg.SLA)


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def promised_to(self, *customers: int) -> Self:
        """Narrow to service level agreements with these customers or with everybody."""
        theirs = Q(agreement__customer__in=customers) | Q(agreement__customer=None)
        return self.filter(theirs, agreement__leg=Leg.SLA)

    def about(
        self,
        customer_id: int | None = None,
        service_id: int | None = None,
        team_id: int | None = None,
        supplier_id: int | None = None,
    ) -> Self:
        """
        Narrow to what was promised to a customer, or of a service.

        Of a team or a supplier to what is made with it, or rests on what it promised.
        """
        found = self if customer_id is None else self.promised_to(customer_id)
        if service_id is not None:
            whose = Q(agreement__customer=None)
            whose |= Q(agreement__customer__entitlements__service=service_id)
            all_of_theirs = Q(services=None, agreement__leg=Leg.SLA) & whose
            found = found.filter(Q(services=service_id) | all_of_theirs)
        for side, pk in (("team", team_id), ("supplier", supplier_id)):
            if pk is not None:
                own = Q(**{f"agreement__{side}": pk})
                found = found.filter(own | Q(**{f"targets__links__leg__{side}": pk}))
        return found.distinct()

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

    def lasting(self, day: date) -> Self:
        """Narrow to those whose promise holds on that day, or will later."""
        never = Q(valid_to=F("valid_from"))
        lasts = Q(valid_to=None) | Q(valid_to__gt=day)
        return self.published().filter(lasts).exclude(never)

    def within(self, period: Period) -> Self:
        """Narrow to those whose promise held at some time of the period."""
        first, last = days_of(period)
        lasted = Q(valid_to=None) | Q(valid_to__gt=first)
        return self.published().filter(lasted, valid_from__lt=last)

    def valid_on(self, day: date) -> Self:
        """Narrow to those whose promise holds on that day."""
        return self.published().filter(
            Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day
        )


class AgreedCatalogueQuerySet(models.QuerySet["AgreedCatalogue"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff see; to representatives, what they were offered."""
        if user.has_perm("slm.view_agreement"):
            return self
        if not user.has_perm("slm.sign_catalogue"):
            return self.none()
        theirs = Organisation.objects.filter(people__user=user)
        return self.filter(customer__in=theirs).exclude(offered_at=None)

    def agreed(self) -> Self:
        """Narrow to the version of each customer that holds."""
        return self.filter(state=CatalogueState.AGREED)

    def open(self) -> Self:
        """Narrow to what is drafted or offered, one of each customer."""
        return self.filter(state__in=[CatalogueState.DRAFT, CatalogueState.OFFERED])


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see; of hidden records nothing is told."""
        if not user.has_perm("slm.view_agreement"):
            return self.none()
        seen = Record.objects.visible_to(user)
        return self.filter(Q(record=None) | Q(record__in=seen))

    def approved(self) -> Self:
        return self.filter(state=ExclusionState.APPROVED)


class PeriodResultQuerySet(models.QuerySet["PeriodResult"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see: every figure of every agreement."""
        return self if user.has_perm("slm.view_agreement") else self.none()

    def newest_revisions(self) -> Self:
        """Narrow to the last revision of each month of each agreement."""
        later = self.model.objects.filter(
            agreement=models.OuterRef("agreement"),
            month=models.OuterRef("month"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(later))


class RequirementQuerySet(models.QuerySet["ServiceLevelRequirement"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see, or the representatives of the customer."""
        if user.has_perm("slm.view_agreement"):
            return self
        if not user.has_perm("slm.view_own_agreement"):
            return self.none()
        return self.filter(customer__people__user=user).distinct()


class CapabilityQuerySet(models.QuerySet["CapabilityAssessment"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see."""
        return self if user.has_perm("slm.view_agreement") else self.none()


class RepairQuerySet(models.QuerySet["Repair"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see."""
        return self if user.has_perm("slm.view_agreement") else self.none()

    def approved(self) -> Self:
        return self.filter(state=ExclusionState.APPROVED)


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to what staff may see."""
        return self if user.has_perm("slm.view_agreement") else self.none()


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> Self:
        """
        Narrow to what the user may know of.

        Staff see all; customers what they lost of services they are entitled to.
        """
        if user.has_perm("slm.view_agreement"):
            return self
        if not user.has_perm("slm.view_own_outages"):
            return self.none()
        theirs = Organisation.objects.filter(people__user=user)
        return (
            self.filter(
                Q(customer=None) | Q(customer__in=theirs),
                service__entitlements__customer__in=theirs,
            )
            .exclude(Q(loss=Loss.NONE) | Q(state=OutageState.WITHDRAWN))
            .distinct()
        )

    def counting(self) -> Self:
        """Leave out what was withdrawn."""
        return self.exclude(state=OutageState.WITHDRAWN)

    def losses(self) -> Self:
        """Narrow to what was lost of a service, and was not planned."""
        return self.counting().filter(is_planned=False).exclude(loss=Loss.NONE)

    def for_customer(self, customer_id: int) -> Self:
        """Narrow to those that befell the customer, or all who use the service."""
        return self.filter(Q(customer=None) | Q(customer=customer_id))

    def within(self, start: datetime, end: datetime) -> Self:
        """Narrow to those that touch the span."""
        return self.filter(Q(end=None) | Q(end__gt=start), start__lt=end)


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to all for staff, and to none for others."""
        return self if user.has_perm("slm.view_agreement") else self.none()


class ClockQuerySet(models.QuerySet["Clock"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to clocks of records that the user may see; promises within, to staff."""
        if user.has_perm("records.view_all_records"):
            clocks = self.exclude(record__in=Record.objects.hidden_from(user))
        else:
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
        supplier_id: int | None = None,
    ) -> Self:
        """Narrow to clocks of whose records, or of which supplier's promises."""
        given = {
            "record__customer": customer_id,
            "record__service": service_id,
            "record__team": team_id,
            "supplier": supplier_id,
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
