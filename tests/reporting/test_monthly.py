"""On the first of the month each customer is given all its reports, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection
from django.urls import reverse

from catalogue.services import create_service
from core.jobs import run_job
from core.models import Event, Job
from core.services import deliver_outbox
from core.system_users import system_user
from notifications.letters import words_of
from notifications.models import Notification
from reporting.jobs import ask_for_sets
from reporting.models import ServiceReport
from reporting.selectors import failures_to_issue, reports_due
from reporting.services import issue_report, issue_set_of_reports
from reporting.tasks import issue_monthly_reports
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH, TENTH, an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def idle_service(other_customer, noon):
    """In a customer's catalogue, covered by no agreement, and never asked about."""
    return create_service(
        name="Telephony",
        state="live",
        customers=[other_customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def others(month, other_customer, agent, stranger, noon):
    """Another customer, without an agreement but with an incident in the month."""
    service = create_service(
        name="Warehouse",
        state="live",
        customers=[other_customer],
        actor=system_user("core"),
        at=noon,
    )
    about = {"service": service, "customer": other_customer}
    an_incident(agent, stranger, TENTH, **about)
    return service


def ask(at=FIRST_OF_APRIL):
    return ask_for_sets(month=MARCH, actor=system_user("reporting"), at=at)


def do(jobs, at=FIRST_OF_APRIL):
    for job in jobs:
        run_job(job_id=job.pk, clock=lambda: at)


def given():
    reports = ServiceReport.objects.select_related("customer", "service")
    return [
        (str(one.customer), str(one.service or "all")) for one in reports.order_by("pk")
    ]


WHOLE_SET = [("Customer", "E-mail"), ("Customer", "all")]
OTHERS_SET = [("Other customer", "Warehouse"), ("Other customer", "all")]


def test_each_service_is_reported_on_and_then_all_of_them(month, idle_service, others):
    do(ask())

    assert given() == [*WHOLE_SET, *OTHERS_SET]


def test_who_was_given_them_is_not_given_them_again(month, customer):
    do(ask())

    assert ask(FIRST_OF_APRIL + HOUR) == []
    about = {"customer": customer, "month": MARCH, "at": FIRST_OF_APRIL}
    assert issue_set_of_reports(**about, actor=system_user("reporting")) == []
    assert given() == WHOLE_SET


def test_what_is_under_way_is_not_begun_again(month):
    assert len(ask()) == 1
    assert ask() == []


def test_work_that_was_cut_off_goes_on_where_it_was(month, customer, service):
    issue_report(
        customer=customer,
        service=service,
        month=MARCH,
        actor=system_user("reporting"),
        at=FIRST_OF_APRIL,
    )
    do(ask())

    assert given() == WHOLE_SET


def test_only_who_issues_reports_has_them_issued(month, agent):
    with pytest.raises(PermissionDenied):
        ask_for_sets(month=MARCH, actor=agent, at=FIRST_OF_APRIL)


def refuse_reports_to(customer):
    """Have the database fail on this customer's reports, as a fault would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fault() RETURNS trigger AS $$ BEGIN"
            f" IF NEW.customer_id = {customer.pk} THEN RAISE EXCEPTION 'fault'; END IF;"
            " RETURN NEW; END $$ LANGUAGE plpgsql;"
            "CREATE TRIGGER fault BEFORE INSERT ON reporting_servicereport"
            " FOR EACH ROW EXECUTE FUNCTION fault()"
        )


def repair():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER fault ON reporting_servicereport")


@pytest.fixture
def failed(others, customer):
    """The month's work, with a fault that hits one customer."""
    refuse_reports_to(customer)
    for job in ask():
        if job.arguments["customer"] == customer.pk:
            with pytest.raises(InternalError):
                do([job])
        else:
            do([job])


def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(failed, customer):
    assert given() == OTHERS_SET
    repair()
    do(ask(FIRST_OF_APRIL + HOUR))

    assert given() == [*OTHERS_SET, *WHOLE_SET]


def test_operations_sees_what_failed_until_it_is_made_good(
    failed, customer, client, administrator
):
    client.force_login(administrator)
    shown = client.get(reverse("operations")).content.decode()
    repair()
    do(ask(FIRST_OF_APRIL + HOUR))
    mended = client.get(reverse("operations")).content.decode()

    assert f">{customer}<" in shown
    assert f">{customer}<" not in mended


def test_what_was_made_good_long_ago_is_not_looked_into_again(
    customer, noon, django_assert_num_queries
):
    for month in range(1, 13):
        arguments = {"customer": customer.pk, "month": f"2025-{month:02}-01"}
        for state in ("failed", "failed", "done"):
            Job.objects.create(
                kind="service_reports",
                arguments=arguments,
                state=state,
                owner=system_user("reporting"),
                created_at=noon,
                heard_at=noon,
            )
    with django_assert_num_queries(1):
        assert failures_to_issue() == []


def test_the_representative_is_told_once_of_the_whole_set(
    month, representative, stranger
):
    do(ask())
    while deliver_outbox(at=datetime(2100, 1, 1, tzinfo=UTC)):
        pass

    told = Notification.objects.filter(topic="report.issued")
    assert [one.recipient for one in told] == [representative]
    assert told[0].item == ServiceReport.objects.get(service=None).item
    assert words_of(told[0])[1] == "The service report for March 2026 is there."


def test_of_a_report_outside_a_set_the_representative_is_told_too(
    month, customer, service, representative, service_level_manager
):
    by = {"month": MARCH, "actor": service_level_manager, "at": FIRST_OF_APRIL}
    alone = issue_report(customer=customer, service=service, **by)
    issue_report(customer=customer, **by)
    assert told_of("report.issued") == [alone, ServiceReport.objects.get(service=None)]


def test_of_what_became_due_after_the_set_the_representative_is_told_too(
    month, customer, representative, service_level_manager
):
    by = {"month": MARCH, "actor": service_level_manager, "at": FIRST_OF_APRIL}
    whole = issue_report(customer=customer, **by)
    late = issue_set_of_reports(customer=customer, **by)

    assert late
    assert told_of("report.issued") == [whole, *late]


def told_of(topic):
    """Return what is told of, in the order of the events."""
    while deliver_outbox(at=datetime(2100, 1, 1, tzinfo=UTC)):
        pass
    told = Notification.objects.filter(topic=topic).order_by("event")
    return [ServiceReport.objects.get(item=one.item) for one in told]


def test_the_task_begins_the_work_of_the_month_before(month, customer):
    this_month = datetime.now(UTC).date().replace(day=1)
    begun = issue_monthly_reports()
    arguments = Job.objects.get(kind="service_reports").arguments

    assert begun == 1
    last = (this_month - timedelta(days=1)).replace(day=1)
    assert arguments == {"customer": customer.pk, "month": last.isoformat()}
    assert not Event.objects.filter(name="report.issued").exists()
    assert None in reports_due(customer, last)
