from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import RowNumber

from accounts.models import Organisation
from core.models import User

if TYPE_CHECKING:
    from reporting.models import (  # noqa: F401
        EvidencePack,
        FigureQuery,
        ReportDefinition,
        ServiceReport,
    )


class ReportDefinitionQuerySet(models.QuerySet["ReportDefinition"]):
    def visible_to(self, user: User) -> Self:
        if user.has_perm("reporting.view_servicereport"):
            return self
        return self.none()


class ServiceReportQuerySet(models.QuerySet["ServiceReport"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to one's own customer's, for those who speak for it; staff see all."""
        if user.has_perm("reporting.view_servicereport"):
            return self
        if user.has_perm("reporting.view_own_reports"):
            theirs = Organisation.objects.filter(people__user=user)
            return self.filter(customer__in=theirs)
        return self.none()

    def of_whole_customers_unless(self, service: str | None) -> Self:
        """Narrow to reports of all services together, unless one service is asked for."""
        return self if service else self.filter(service=None)

    def newest_revisions(self) -> Self:
        """Narrow to the last revision of each month."""
        # Null is no service but all of them, and equals nothing in a comparison.
        ranked = self.annotate(
            place=models.Window(
                RowNumber(),
                partition_by=["customer", "service", "month"],
                order_by="-revision",
            )
        )
        return ranked.filter(place=1)


class EvidencePackQuerySet(models.QuerySet["EvidencePack"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to one's own, unless one may see the confidential that others saw."""
        if not user.has_perm("reporting.view_evidencepack"):
            return self.none()
        if user.has_perm("records.view_confidential"):
            return self
        return self.filter(made_by=user)


class FigureQueryQuerySet(models.QuerySet["FigureQuery"]):
    def visible_to(self, user: User) -> Self:
        """Narrow to those on reports that the user sees."""
        if user.has_perm("reporting.view_servicereport"):
            return self
        if user.has_perm("reporting.view_own_reports"):
            theirs = Organisation.objects.filter(people__user=user)
            return self.filter(report__customer__in=theirs)
        return self.none()

    def open(self) -> Self:
        return self.filter(state="open")
