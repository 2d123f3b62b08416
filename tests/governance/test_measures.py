"""Measures of the process: taken once a month, watched against their limits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from catalogue.services import create_service
from core.models import Event
from core.periods import first_of, month, months_from, shift
from core.services import deliver_outbox
from core.system_users import system_user
from core.versions import StaleVersion
from governance import tasks
from governance.measures import get_measure, process_measures
from governance.models import MeasureLimit, MeasureValue
from governance.selectors import measure_lines
from governance.selectors.measuring import rows_for
from governance.selectors.process import breaches
from governance.services import set_limits, take_measures
from incidents.services import set_incident_confidential
from notifications.models import Notification
from reporting.services import issue_report
from slm.services import add_target, plan_review, record_values
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, hold, resolve
from tests.slm.chained import leg_with
from workflow.services import call_meeting, hold_meeting

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
IN_APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)


def value_of(key, first):
    return get_measure(key).select(month(first), None).value


def limit(actor, key="slm.services_with_sla", lower=95, upper=None, **more):
    lower = None if lower is None else Decimal(lower)
    return set_limits(
        measure=key, lower=lower, upper=upper, actor=actor, at=IN_APRIL, **more
    )


@pytest.fixture
def review(agreement, representative, service_level_manager):
    """A review due on 1 April, held on the 14th."""
    by = {"actor": service_level_manager}
    start = datetime(2026, 4, 14, 8, tzinfo=UTC)
    made = plan_review(number=agreement.number, starts_at=start, **by, at=IN_APRIL)
    call_meeting(number=made.number, **by, at=IN_APRIL)
    came = [representative.person.pk]
    return hold_meeting(number=made.number, attended=came, **by, at=start)


def test_every_measure_says_what_it_is(db):
    for one in process_measures():
        assert all((one.definition, one.formula, one.frequency, one.source))
    assert len(process_measures()) == 9


def test_services_under_an_agreement_are_a_share(agreement, service):
    assert value_of("slm.services_with_sla", MARCH) == Decimal(100)
    assert value_of("slm.services_with_ola", MARCH) == Decimal(0)
    assert value_of("slm.services_with_sla", date(2025, 12, 1)) == Decimal(0)


def test_an_agreement_without_services_is_about_those_of_its_party(
    service_level_manager, agent, other_customer, second_team, resolution, incident
):
    by: dict[str, Any] = {"actor": system_user("core"), "at": TEN}
    create_service(name="Printing", state="live", customers=[other_customer], **by)
    assert value_of("slm.services_with_sla", MARCH) == Decimal(50)

    terms = replace(resolution, pauses=())
    by["actor"] = service_level_manager
    leg_with(second_team, terms, provider=agent.person.organisation, **by)
    assert value_of("slm.services_with_ola", MARCH) == Decimal(0)
    hold(incident, agent, second_team, TEN)
    assert value_of("slm.services_with_ola", MARCH) == Decimal(50)


def test_what_is_confidential_is_counted_but_named_to_no_stranger(
    agreement, incident, agent, auditor, service_level_manager
):
    resolve(incident, agent, TEN + 9 * HOUR)
    set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=TEN + 10 * HOUR
    )
    late = breaches(month(MARCH), None)

    assert late.value == 1
    assert rows_for(service_level_manager, late) == ([], 1)
    assert len(rows_for(auditor, late)[0]) == 1


def test_a_late_review_is_not_on_time(review):
    assert value_of("slm.reviews_on_time", APRIL) == Decimal(0)
    assert value_of("slm.reviews_on_time", MARCH) is None
    assert value_of("slm.days_to_review", APRIL) == Decimal(14)
    assert value_of("slm.reviews_with_improvement", APRIL) == Decimal(0)
    assert value_of("slm.issues_raised", APRIL) == Decimal(0)


def test_what_is_not_reported_on_is_not_counted(agreement):
    assert value_of("slm.critical_slas_reported", MARCH) == Decimal(0)


def test_what_cannot_be_told_is_not_monitored(
    draft, quick_pages, customer, service_level_manager
):
    by = {"actor": service_level_manager, "at": IN_APRIL}
    add_target(number=draft.number, terms=quick_pages, **by)
    put_into_force(number=draft.number, **by)
    issue_report(customer=customer, month=MARCH, **by)
    assert value_of("slm.critical_slas_reported", MARCH) == Decimal(0)

    probe = quick_pages.measure.number
    days = [TEN.replace(day=day) for day in range(1, 32)]
    values = [(day, Decimal(250)) for day in days]
    record_values(number=probe, values=values[:-1], **by)
    assert value_of("slm.critical_slas_reported", MARCH) == Decimal(0)
    record_values(number=probe, values=values[-1:], **by)
    assert value_of("slm.critical_slas_reported", MARCH) == Decimal(100)


@pytest.mark.parametrize(("is_said", "value"), [(True, 100), (False, 0)])
def test_what_nobody_answers_for_is_not_monitored(
    draft, resolution, customer, service_level_manager, is_said, value
):
    by = {"actor": service_level_manager, "at": IN_APRIL}
    terms = resolution if is_said else replace(resolution, responsible=None)
    add_target(number=draft.number, terms=terms, **by)
    issue_report(customer=customer, month=MARCH, **by)

    # As what entered into force before that was asked for.
    draft.versions.update(status="in_force", activated_at=IN_APRIL)
    assert value_of("slm.critical_slas_reported", MARCH) == Decimal(value)


def test_a_month_is_taken_once_and_stays(agreement, service_level_manager):
    by = {"actor": service_level_manager, "at": IN_APRIL}
    assert len(take_measures(month=MARCH, **by)) == 9
    assert take_measures(month=MARCH, **by) == []

    assert Event.objects.filter(name="measure.taken").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasureValue.objects.update(value=1)


def test_a_month_that_runs_is_not_taken(service_level_manager):
    with pytest.raises(ValidationError):
        take_measures(month=APRIL, actor=service_level_manager, at=IN_APRIL)
    assert not MeasureValue.objects.exists()


def test_what_leaves_its_limits_raises_one_alarm(service, service_level_manager):
    limit(service_level_manager)
    by = {"actor": service_level_manager}
    take_measures(month=MARCH, **by, at=IN_APRIL)
    take_measures(month=MARCH, **by, at=IN_APRIL + timedelta(days=1))
    deliver_outbox(at=timezone.now())

    alarm = Event.objects.get(name="measure.alarm")
    assert alarm.facts["measure"] == "slm.services_with_sla"
    line = next(one for one in measure_lines(APRIL) if one.limit)
    assert line.state[1] == "breached"


def test_another_manager_is_told_of_the_alarm(service, service_level_manager, agent):
    limit(service_level_manager)
    with pytest.raises(PermissionDenied):
        take_measures(month=MARCH, actor=agent, at=IN_APRIL)
    take_measures(month=MARCH, actor=system_user("governance"), at=IN_APRIL)
    deliver_outbox(at=timezone.now())

    told = Notification.objects.get(recipient=service_level_manager)
    assert told.topic == "measure.alarm"


def test_limits_are_set_by_managers_and_recorded(service_level_manager, team_lead, db):
    with pytest.raises(PermissionDenied):
        limit(team_lead)
    with pytest.raises(LookupError):
        limit(service_level_manager, key="beauty")
    with pytest.raises(ValidationError):
        limit(service_level_manager, upper=Decimal(5))
    limit(service_level_manager)
    with pytest.raises(ValidationError):
        limit(service_level_manager)
    with pytest.raises(StaleVersion):
        limit(service_level_manager, lower=90, version=7)

    assert MeasureLimit.objects.get().lower == Decimal(95)
    assert (
        Event.objects.get(name="process_measure.limits_set").changes["lower"][0] is None
    )


def test_of_limits_that_were_taken_away_nothing_is_said(
    client, service, service_level_manager
):
    limit(service_level_manager, lower=0)
    take_measures(month=MARCH, actor=service_level_manager, at=IN_APRIL)

    def said():
        lines = {one.measure.key: one for one in measure_lines(APRIL)}
        return lines["slm.services_with_sla"].state

    assert said() == ("Within its limits", "track")
    limit(service_level_manager, lower=None)
    assert said() == ("No limits set", "")
    client.force_login(service_level_manager)
    key = "slm.services_with_sla"
    for url in (
        reverse("process_measure_list"),
        reverse("process_measure_detail", args=[key]),
    ):
        page = client.get(url).text
        assert "No limits set" in page
        assert "Within its limits" not in page


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("slm.services_with_sla", {"lower": -50}, "from 0 to 100"),
        ("slm.services_with_sla", {"lower": 90, "upper": 900}, "from 0 to 100"),
        ("slm.services_with_sla", {"lower": 90, "upper": 80}, "below the lower one"),
        ("slm.days_to_review", {"lower": None, "upper": -1}, "never below 0"),
    ],
)
def test_limits_are_what_the_unit_can_be(key, values, said, service_level_manager):
    with pytest.raises(ValidationError, match=said):
        limit(service_level_manager, key=key, **values)
    assert not MeasureLimit.objects.exists()


def test_limits_that_another_set_first_are_not_replaced_unseen(service_level_manager):
    limit(service_level_manager, version=0)
    with pytest.raises(StaleVersion):
        limit(service_level_manager, lower=90, version=0)


def test_page_and_program_say_what_a_limit_cannot_be(client, service_level_manager):
    client.force_login(service_level_manager)
    key, wrong = "slm.services_with_sla", {"lower": "-50", "upper": "900"}
    page = client.post(reverse("process_measure_limits", args=[key]), wrong)
    assert page.text.count("It is a number from 0 to 100.") >= 2
    door = f"/api/v1/process_measures/{key}/limits/"
    told = client.post(door, wrong, content_type="application/json")
    assert told.status_code == 400
    assert "from 0 to 100" in told.text


def test_every_month_since_the_last_is_measured(service_level_manager):
    take_measures(month=MARCH, actor=service_level_manager, at=IN_APRIL)
    tasks.take_measures()

    last = shift(first_of(timezone.now()), -1)
    months = MeasureValue.objects.order_by("month").values_list("month", flat=True)
    assert list(months.distinct()) == months_from(MARCH, last)


def test_limits_set_later_judge_the_value_that_stands(
    agreement, service, service_level_manager
):
    take_measures(month=MARCH, actor=service_level_manager, at=IN_APRIL)
    limit(service_level_manager, key="slm.services_with_ola")

    found = {one.measure.key: one for one in measure_lines(MARCH)}
    line = found["slm.services_with_ola"]
    assert line.last
    assert not line.last.is_outside
    assert (line.is_outside, line.state[0]) == (True, "Outside its limits")
