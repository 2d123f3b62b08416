"""Who is to be given which reports, and who has been."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from accounts.models import Organisation
from catalogue.models import Service
from core.models import Event, Job, JobState
from core.periods import month as month_period
from reporting.choices import SET_OF_REPORTS
from reporting.models import ServiceReport
from reporting.selectors.workload import KINDS, STATEMENTS
from slm.choices import Leg
from slm.models import AgreementVersion
from slm.parts import Numbers
from slm.querysets import AgreementVersionQuerySet


def customers_with_agreement(month: date) -> QuerySet[Organisation]:
    """Return the customers to whom an SLA was in force at some time of the month."""
    held = _agreed(month).filter(agreement__customer=OuterRef("pk"))
    if _agreed(month).filter(agreement__customer=None).exists():
        return Organisation.objects.customers().order_by("name")
    return Organisation.objects.filter(Exists(held)).order_by("name")


def customers_due_reports(month: date) -> list[Organisation]:
    """Return the customers that were not given all of the month's reports yet."""
    customers = Organisation.objects.customers().order_by("name")
    return [one for one in customers if reports_due(one, month)]


def reports_due(customer: Organisation, month: date) -> list[Service | None]:
    """
    Return of which services a report is due to the customer; None is all of them.

    Of a service of its catalogue that an agreement covered in the month, or of which
    there were records in it. That of all services is the last: then the set is whole.
    Where reports were agreed on every so many months, only the last of them has some.
    """
    if not _ends_interval(customer, month):
        return []
    covered, worked_on = _covered(customer, month), _worked_on(customer, month)
    owed: list[Service | None] = list(
        Service.objects.filter(entitlements__customer=customer)
        .filter(Q(pk__in=covered) | Q(pk__in=worked_on - {None}))
        .select_related("item")
        .order_by("name")
    )
    has_agreement = customers_with_agreement(month).filter(pk=customer.pk).exists()
    if owed or has_agreement or worked_on:
        owed.append(None)
    given = set(
        ServiceReport.objects.filter(customer=customer, month=month).values_list(
            "service", flat=True
        )
    )
    return [one for one in owed if (one.pk if one else None) not in given]


@dataclass(frozen=True, slots=True)
class Failure:
    """That the reports of a month could not be issued to a customer."""

    customer: Organisation
    month: date
    job: Job


def siblings_of(report: ServiceReport) -> QuerySet[ServiceReport]:
    """Return the newest reports of the same month to the same customer."""
    newest = ServiceReport.objects.filter(
        customer=report.customer_id, month=report.month
    ).newest_revisions()
    return (
        newest.select_related("item", "service")
        .annotate(share=KT("data__totals__share"))
        .defer("data")
        .order_by(F("service__name").asc(nulls_first=True))
    )


def failures_to_issue() -> list[Failure]:
    """Return the newest failed attempt of each set of reports that is still due."""
    sets = Job.objects.filter(kind=SET_OF_REPORTS)
    made_good = sets.filter(
        arguments=OuterRef("arguments"), state=JobState.DONE, pk__gt=OuterRef("pk")
    )
    failed = sets.filter(~Exists(made_good), state=JobState.FAILED)
    # One for each customer and month, however often it was tried.
    newest = list(failed.order_by("arguments", "-pk").distinct("arguments"))
    customers = Organisation.objects.in_bulk(
        {job.arguments["customer"] for job in newest}
    )
    failures = [
        Failure(
            customers[job.arguments["customer"]],
            date.fromisoformat(job.arguments["month"]),
            job,
        )
        for job in sorted(newest, key=lambda job: job.pk)
    ]
    return [one for one in failures if reports_due(one.customer, one.month)]


def is_being_issued(customer: Organisation, month: date) -> bool:
    """Whether a worker is issuing them, or is about to."""
    arguments = {"customer": customer.pk, "month": month.isoformat()}
    jobs = Job.objects.unfinished().filter(kind=SET_OF_REPORTS)
    return jobs.filter(arguments=arguments).exists()


def _agreed(month: date) -> AgreementVersionQuerySet:
    within = AgreementVersion.objects.within(month_period(month))
    return within.filter(agreement__leg=Leg.SLA)


def _ends_interval(customer: Organisation, month: date) -> bool:
    """Whether a report is due for the month by the interval of one of its agreements."""
    versions = _agreed(month).promised_to(customer.pk).select_related("arrangement")
    # What was agreed with the customer itself goes before what holds for all.
    own = versions.filter(agreement__customer=customer)
    found = list(own) or list(versions)
    return not found or any(_ends_with(version, month) for version in found)


def _ends_with(version: AgreementVersion, month: date) -> bool:
    """Whether so many months end with this one as pass between the reports agreed on."""
    every = Numbers.of(version).report_every_months or 1
    if every == 1:
        return True
    published = AgreementVersion.objects.published().filter(
        agreement=version.agreement_id
    )
    first = published.earliest("valid_from").valid_from or month
    passed = (month.year - first.year) * 12 + month.month - first.month + 1
    return passed % every == 0


def _covered(customer: Organisation, month: date) -> QuerySet[Service]:
    """Return the services that an agreement with the customer covered."""
    versions = _agreed(month).promised_to(customer.pk)
    if versions.filter(services=None).exists():
        return Service.objects.all()
    return Service.objects.filter(agreement_versions__in=versions)


def _worked_on(customer: Organisation, month: date) -> set[int | None]:
    """Return the services of which there were records in the month."""
    period = month_period(month)
    said = Event.objects.named(*STATEMENTS).filter(
        occurred_at__gte=period.start,
        occurred_at__lt=period.end,
        facts__kind__in=KINDS,
        facts__customer=customer.pk,
    )
    return set(said.values_list("facts__service", flat=True))
