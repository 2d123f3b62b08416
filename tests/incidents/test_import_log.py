"""A log replayed: states, holders, times and clocks as they would have come live."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, Person
from core.models import Event, Outbox, User
from core.selectors import audit_trail
from core.services import seal_events
from core.system_users import system_user
from incidents import replay
from incidents.models import Incident
from records.models import ExternalReference
from slm.models import Clock
from slm.services import check_clocks
from tests.incidents.log_file import AGREEMENT, row, write_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring_in(tmp_path, capsys):
    """Import a log of these rows, and return its incident and what was said."""

    def bring_in(*rows):
        path = write_log(tmp_path / "log.csv", *rows)
        run(path)
        reference = ExternalReference.objects.get(reference="INC1")
        return Incident.objects.get(pk=reference.record_id), capsys.readouterr().out

    return bring_in


def run(path):
    call_command("import_incidents", path, format="servicenow-log", agreement=AGREEMENT)


def at(clock):
    hour, minute = clock.split(":")
    return datetime(2016, 3, 1, int(hour), int(minute), tzinfo=UTC)


def names_of(incident):
    events = Event.objects.of(incident.pk).exclude(name__startswith="slm.")
    return list(events.values_list("name", flat=True))


def test_an_incident_comes_in_at_the_logs_own_times(bring_in):
    incident, said = bring_in(
        row("New"),
        row("Active", "09:00", assigned_to="Resolver 1"),
        row("Resolved", "10:00", assigned_to="Resolver 1"),
        row("Closed", "17:00", assigned_to="Resolver 1"),
    )

    assert (incident.opened_at, incident.resolved_at) == (at("08:00"), at("10:00"))
    assert (incident.state, incident.closed_at) == ("closed", at("17:00"))
    assert str(incident.service) == "Workplace"
    assert incident.holdings.last().person.name == "Resolver 1"
    assert "4 rows, 0 listed" in said


def test_a_missing_opening_is_made_from_when_it_was_opened(bring_in):
    incident, _said = bring_in(row("Active", "09:00"), row("Resolved", "10:00"))

    assert incident.opened_at == at("08:00")
    assert names_of(incident)[:2] == ["records.opened", "incident.opened"]


def test_equal_instants_keep_the_order_of_the_log(bring_in):
    incident, said = bring_in(
        row("New"), row("Active", "09:00"), row("Resolved", "09:00")
    )

    assert incident.state == "resolved"
    assert "0 listed" in said


def test_the_order_of_the_file_does_not_matter(bring_in):
    incident, _said = bring_in(
        row("Resolved", "10:00", sys_mod_count="2"),
        row("New", sys_mod_count="0"),
        row("Active", "09:00", sys_mod_count="1"),
    )

    assert incident.state == "resolved"


def test_an_instant_that_goes_backward_is_moved_up_and_listed(bring_in):
    incident, said = bring_in(
        row("New"), row("Active", "10:00"), row("Resolved", "09:00")
    )

    assert incident.resolved_at == at("10:00")
    assert "line 4, INC1: goes backward" in said


def test_an_instant_before_the_opening_is_moved_up_and_listed(bring_in):
    incident, said = bring_in(row("New", "07:00"), row("Resolved", "10:00"))

    assert incident.opened_at == at("08:00")
    assert "line 2, INC1: before the opening" in said


@pytest.mark.parametrize(
    ("state", "waits_for"),
    [
        ("Awaiting User Info", "customer"),
        ("Awaiting Evidence", "customer"),
        ("Awaiting Vendor", "supplier"),
        ("Awaiting Problem", "problem"),
    ],
)
def test_waiting_states_wait_for_whom_they_name(bring_in, state, waits_for):
    incident, _said = bring_in(row("New"), row(state, "09:00"), row(state, "09:30"))
    clock = Clock.objects.get(record=incident.pk, leg="sla", metric="resolution")

    assert (incident.phase, incident.waiting_for) == ("waiting", waits_for)
    # Only waiting for the customer stops what the customer was promised.
    assert clock.mode == ("paused" if waits_for == "customer" else "running")


def test_a_resolved_one_that_becomes_active_again_is_reopened(bring_in):
    incident, _said = bring_in(
        row("New"), row("Resolved", "09:00"), row("Active", "11:00")
    )

    assert (incident.state, incident.reopen_count) == ("in_progress", 1)


def test_from_new_straight_to_resolved_implies_taking_it(bring_in):
    incident, _said = bring_in(row("New"), row("Resolved", "09:00"))

    assert incident.state == "resolved"
    assert incident.assignee.name == "Updated by 1"


def test_a_group_that_is_lost_leaves_it_with_its_holder(bring_in):
    incident, _said = bring_in(
        row("New"),
        row("Active", "09:00", assignment_group="Group 2"),
        row("Active", "10:00", assignment_group="?"),
    )

    assert incident.team.name == "Group 2"
    assert names_of(incident)[-1] == "records.updated_outside"


def test_the_way_back_to_new_is_listed(bring_in):
    incident, said = bring_in(row("New"), row("Active", "09:00"), row("New", "10:00"))

    assert incident.state == "in_progress"
    assert "line 4, INC1: in_progress → New" in said


def test_nobody_is_notified(bring_in):
    bring_in(row("New"), row("Resolved", "20:00"), row("Closed", "21:00"))

    assert Outbox.objects.count() == 0


def test_a_second_run_changes_nothing(bring_in):
    rows = (row("New"), row("Awaiting User Info", "09:00"), row("Closed", "12:00"))
    bring_in(*rows)
    seal_events()
    before = rows_of_all_tables(), audit_trail().head

    _incident, said = bring_in(*rows)
    seal_events()

    assert (rows_of_all_tables(), audit_trail().head) == before
    assert "0 incidents imported, 1 known already" in said


def rows_of_all_tables():
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in apps.get_models()]
        counts = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def test_a_log_that_has_grown_is_read_on_from_where_it_was(bring_in):
    bring_in(row("New"), row("Active", "09:00"))

    incident, said = bring_in(
        row("New"), row("Active", "09:00"), row("Resolved", "10:00")
    )

    assert incident.state == "resolved"
    assert names_of(incident).count("incident.started") == 1
    assert "1 incidents imported, 0 known" in said


def test_a_run_that_was_cut_off_goes_on(tmp_path, monkeypatch):
    numbers = [f"INC{place}" for place in range(4)]
    rows = [row("Resolved", "09:00", number=number) for number in numbers]
    path = write_log(tmp_path / "log.csv", *rows)

    def die(self, index, *, is_opening):
        if self.logged.number == "INC2":
            raise KeyboardInterrupt
        return lives(self, index, is_opening=is_opening)

    lives = replay.replaying.Replay._apply
    with monkeypatch.context() as patch:
        patch.setattr(replay.replaying.Replay, "_apply", die)
        with pytest.raises(KeyboardInterrupt):
            run(path)
    assert Incident.objects.count() == 2

    run(path)

    assert Incident.objects.filter(state="resolved").count() == 4
    assert list(check_clocks(at=timezone.now())) == []


def test_people_of_the_log_act_but_cannot_sign_in(bring_in):
    incident, _said = bring_in(row("New"))

    assert incident.opened_by.email.endswith("@servicenow-log.invalid")
    assert not incident.opened_by.has_usable_password()


def test_a_log_gives_nobody_a_right_who_was_known_before(bring_in):
    home = Organisation.objects.create(name="Log provider", is_provider=True)
    known = Person.objects.create(
        name="Updated by 1", organisation=home, email="updated@example.com"
    )
    incident, _said = bring_in(row("New"), row("Active", "09:00"))

    known.refresh_from_db()
    assert known.user is None
    assert not User.objects.filter(email=known.email).exists()
    assert incident.opened_by == system_user("incidents")


def test_an_agreement_with_a_team_is_no_agreement_for_a_log(tmp_path):
    text = AGREEMENT.read_text().replace("kind: sla", "kind: ola")
    text = text.replace("customer: Log customer", "team: Log team")
    text = text[: text.index("# Every category")] + text[text.index("targets:") :]
    text = re.sub(r"(?ms)^signatures:\n(  .*\n|\n)*", "", text)
    path = tmp_path / "ola.yaml"
    path.write_text(text)
    before = Event.objects.count()

    with pytest.raises(CommandError, match="with a customer"):
        call_command(
            "import_incidents",
            write_log(tmp_path / "log.csv", row("New")),
            format="servicenow-log",
            agreement=path,
        )
    assert Event.objects.count() == before
