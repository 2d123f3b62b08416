"""The making of the demonstration: once, whole, and resumable."""

import stat
from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.models import Event, Job, Outbox, User
from incidents.models import Incident
from records.models import Entry, ExternalReference
from reporting.models import EvidencePack, ServiceReport
from slm.models import Agreement, Clock, CreditRule, Escalation
from slm.selectors import periods_to_revise
from slm.services import check_clocks
from sms.demo import seeding, world
from sms.demo.plan import make_plan
from sms.demo.playing import play
from sms.demo.sign_ins import sign_ins_path

pytestmark = pytest.mark.django_db
COUNT = 20


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path):
    """A data folder of the test's own, for the sign-ins."""
    settings.STATE_DIR = tmp_path


def seed(count=COUNT, *, papers=False):
    call_command("seed_demo", incidents=count, no_papers=not papers)


def rows():
    models = (Person, Service, Agreement, Incident, Clock, Entry, Event, Job)
    return {model.__name__: model.objects.count() for model in models}


def test_everything_is_made_and_a_second_run_makes_nothing(capsys):
    seed()
    before = rows()
    kinds = Counter(Agreement.objects.values_list("leg", flat=True))

    seed()

    assert rows() == before
    assert "complete" in capsys.readouterr().out
    assert (before["Person"], before["Service"], before["Incident"]) == (32, 14, COUNT)
    assert Organisation.objects.filter(is_customer=True).count() == 3
    assert Team.objects.count() == 4
    assert kinds == {"sla": 5, "ola": 4, "uc": 2}
    legs = CreditRule.objects.values_list("target__version__agreement__leg", flat=True)
    assert {*legs} == {"sla", "uc"}
    # What is registered as components since has made no closed month read otherwise.
    manager = User.objects.get(email=world.MANAGER.email)
    assert not any(one.of_months for one in periods_to_revise(manager))
    assert Outbox.objects.count() == 0
    # Whoever was to be told was told when it was due.
    told = Escalation.objects.exclude(sent_at=None)
    assert told.exists()
    assert not told.exclude(sent_at=F("due_at")).exists()
    assert list(check_clocks(at=timezone.now())) == []


def test_it_is_made_late_in_the_evening_too(monkeypatch):
    # Where the provider is, the next day has begun.
    late = timezone.now().replace(hour=23, minute=30) - timedelta(days=1)
    command = "sms.management.commands.seed_demo.timezone"
    monkeypatch.setattr(command, SimpleNamespace(now=lambda: late))
    seed()

    assert Agreement.objects.filter(leg="ola").count() == 4


def test_clocks_come_out_as_the_plan_meant_them():
    seed(60)
    job = Job.objects.get()
    anchor = datetime.fromisoformat(job.arguments["anchor"])
    plan = {p.index: p for p in make_plan(anchor, 60)}
    verdicts = {"breached": "breached", "met": "met", "near_miss": "met"}
    clocks = Clock.objects.filter(leg="sla", metric="resolution")

    for reference in ExternalReference.objects.all():
        planned = plan[int(reference.reference)]
        clock = clocks.get(record=reference.record_id)
        wanted = "open" if planned.is_open else verdicts.get(planned.outcome, "void")
        if planned.is_open and planned.outcome == "breached":
            wanted = "breached"
        if not (planned.is_open and planned.outcome in verdicts):
            assert clock.verdict == wanted, planned


def test_cut_off_in_the_middle_it_goes_on(monkeypatch):
    made = []

    def die(planned, stage, *, until):
        made.append(planned.index)
        if len(made) == 5:
            raise KeyboardInterrupt
        return plays(planned, stage, until=until)

    plays = play
    with monkeypatch.context() as patch:
        patch.setattr(seeding, "play", die)
        with pytest.raises(KeyboardInterrupt):
            seed()
    assert Incident.objects.count() == 4

    seed()

    references = ExternalReference.objects.values_list("reference", flat=True)
    assert sorted(map(int, references)) == list(range(COUNT))
    assert Job.objects.get().state == "done"


def test_the_sign_ins_work_and_are_for_the_owner_alone():
    seed(1)
    path = sign_ins_path()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for line in path.read_text().splitlines():
        address, password, *_who = line.split()
        user = authenticate(username=address, password=password, request=None)
        assert isinstance(user, User)
        assert user.groups.count() == 1


def test_a_database_in_earnest_use_is_left_alone(requester, capsys):
    seed()

    assert "There are data already" in capsys.readouterr().out
    assert Job.objects.count() == Incident.objects.count() == 0
    assert not sign_ins_path().exists()


@pytest.mark.parametrize("count", [0, 20_001])
def test_an_unreasonable_number_is_refused(count):
    with pytest.raises(CommandError, match="from 1 to 20000"):
        seed(count)


def test_lost_sign_ins_are_written_again():
    seed(1)
    sign_ins_path().unlink()

    seed(1)

    assert world.PASSWORD in sign_ins_path().read_text()


def test_past_months_are_reported_and_one_pack_is_made():
    seed(5, papers=True)

    reports = ServiceReport.objects.order_by("month")
    assert reports.filter(service=None).count() == 5 * 3
    by_service = reports.exclude(service=None)
    assert {report.month for report in by_service} == {reports.latest("month").month}
    assert {report.revision for report in reports} == {1}
    assert EvidencePack.objects.get().clauses == ["6.1", "6.2", "8.1"]
