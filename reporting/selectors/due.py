"""Who is to be given a report, and who has been."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from core.periods import shift
from reporting.models import ServiceReport
from slm.choices import Leg
from slm.models import AgreementVersion


def customers_with_agreement(month: date) -> QuerySet[Organisation]:
    """Return the customers to whom an SLA was in force at some time of the month."""
    held = AgreementVersion.objects.published().filter(
        Q(valid_to=None) | Q(valid_to__gt=month),
        agreement__leg=Leg.SLA,
        agreement__customer=OuterRef("pk"),
        valid_from__lt=shift(month, 1),
    )
    return Organisation.objects.filter(Exists(held)).order_by("name")


def customers_due_a_report(month: date) -> QuerySet[Organisation]:
    """Return those of them who were not given the month's report yet."""
    given = ServiceReport.objects.filter(
        customer=OuterRef("pk"), service=None, month=month
    )
    return customers_with_agreement(month).filter(~Exists(given))
