import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.checking import ask_for_trail_check
from core.events import record_event
from core.jobs import run_job
from core.models import Event, Job, Outbox
from core.sentences import event_titles
from core.services import seal_events
from incidents.services import (
    assign_incident,
    classify_incident,
    set_incident_confidential,
)
from notifications.models import MailDelivery
from tests.notifications.test_services import tell

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
RECORDED = re.compile(
    r'(?:record_event|note_change|EventDraft|_record)\((?:\s*record,)?\s*"([a-z_.]+)"'
)


@pytest.fixture
def parked_entry(incident, noon):
    entry = Outbox.objects.earliest("pk")
    entry.parked_at, entry.last_error = noon, "KeyError: x"
    entry.save()
    return entry


@pytest.fixture
def parked_mail(incident, requester, noon):
    tell(incident, requester)
    MailDelivery.objects.update(parked_at=noon, last_error="550 no such user")
    return MailDelivery.objects.get()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("requester", 404),
        ("representative", 404),
        ("agent", 404),
        ("team_lead", 404),
        ("service_level_manager", 404),
        ("auditor", 200),
        ("administrator", 200),
    ],
)
@pytest.mark.parametrize("page", ["operations", "trail"])
def test_each_role_finds_or_does_not_find_the_page(client, cast, who, status, page):
    client.force_login(cast[who])

    assert client.get(reverse(page)).status_code == status


@pytest.mark.parametrize("page", ["operations", "trail", "inbox"])
def test_who_is_not_signed_in_is_asked_to(client, db, page):
    assert client.get(reverse(page)).status_code == 302


def test_the_page_shows_what_is_parked_and_why(
    client, administrator, parked_entry, parked_mail
):
    client.force_login(administrator)

    page = client.get(reverse("operations")).content.decode()
    assert "KeyError: x" in page
    assert "550 no such user" in page


def test_a_parked_entry_is_tried_again_once(client, administrator, parked_entry):
    client.force_login(administrator)
    url = reverse("outbox_retry", args=[parked_entry.pk])

    assert client.post(url).status_code == 302
    parked_entry.refresh_from_db()
    assert parked_entry.parked_at is None
    assert Event.objects.filter(name="outbox.retried").exists()
    assert client.post(url).status_code == 404


def test_a_parked_mail_is_sent_again_once(client, administrator, parked_mail):
    client.force_login(administrator)
    url = reverse("mail_retry", args=[parked_mail.pk])

    assert client.post(url).status_code == 302
    parked_mail.refresh_from_db()
    assert (parked_mail.parked_at, parked_mail.attempts) == (None, 0)
    assert Event.objects.filter(name="mail.retried").exists()
    assert client.post(url).status_code == 404


def test_an_auditor_looks_but_does_not_touch(
    client, auditor, parked_entry, parked_mail
):
    client.force_login(auditor)

    assert "/retry/" not in client.get(reverse("operations")).content.decode()
    for name, row in (("outbox_retry", parked_entry), ("mail_retry", parked_mail)):
        assert client.post(reverse(name, args=[row.pk])).status_code == 403


def test_the_page_shows_the_head_of_the_trail(
    client, auditor, incident, transactional_db
):
    seal_events()
    client.force_login(auditor)

    page = client.get(reverse("operations")).content.decode()
    assert Event.objects.latest("id").seal.hash in page


def test_the_trail_is_narrowed_by_number_person_and_name(
    client, auditor, incident, agent, noon
):
    record_event("team.edited", item=None, actor=agent, at=noon)
    client.force_login(auditor)

    def rows(**query):
        listing = client.get(reverse("trail"), query).context["listing"]
        return {event.name for event in listing.rows}

    assert rows(item=incident.number.lower()) == {"records.opened", "incident.opened"}
    assert rows(name="team.edited") == {"team.edited"}
    assert rows(actor="nobody") == set()
    assert "team.edited" in rows(since="2026-03-04", until="2026-03-04", actor="anna")
    assert rows(since="2026-03-05", actor="anna") == set()


def test_the_trail_shows_personal_values_and_when_it_was_recorded(
    client, auditor, incident
):
    client.force_login(auditor)

    page = client.get(reverse("trail"), {"item": incident.number}).content.decode()
    assert "Mail does not arrive" in page
    assert "recorded" in page


def test_the_trail_tells_in_words_what_was_before_and_after(
    client, auditor, incident, agent, team, noon
):
    by = {"number": incident.number, "actor": agent, "at": noon}
    assign_incident(**by, team=team, person=agent.person)
    set_incident_confidential(**by, is_confidential=True)
    client.force_login(auditor)

    page = client.get(reverse("trail"), {"item": incident.number}).content.decode()
    for words in ("Handed over", "Opened", "4 Mar 2026, 12:00:00"):
        assert words in page
    assert "<dt>confidential</dt><dd>no → yes</dd>" in page
    assert "<dt>team</dt><dd>– → Service desk</dd>" in page
    assert "<dt>state</dt><dd>New → Assigned</dd>" in page
    assert "True" not in page


def test_the_trail_as_a_file_tells_the_same(client, auditor, incident, agent, noon):
    classify_incident(
        number=incident.number, impact=1, reason="x", actor=agent, at=noon
    )
    client.force_login(auditor)

    sent = client.get(reverse("trail"), {"item": incident.number, "export": "csv"})
    rows = sent.getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("When,Recorded,Done by,On behalf of")
    assert "Classified anew" in rows[1]
    assert "impact: Low → High" in rows[1]


def test_every_event_that_is_recorded_has_a_title():
    titled = {name for name, _title in event_titles()}
    recorded = {
        name
        for path in ROOT.glob("*/**/*.py")
        if path.relative_to(ROOT).parts[0] not in ("tests", ".venv", "benchmarks")
        for name in RECORDED.findall(path.read_text())
    }
    assert len(recorded) > 30
    assert recorded <= titled


def test_the_trail_is_silent_on_what_one_may_not_see(
    client, administrator, incident, second_team
):
    type(incident).objects.update(is_confidential=True, team=second_team)
    client.force_login(administrator)

    page = client.get(reverse("trail")).content.decode()
    assert incident.number not in page


@pytest.mark.parametrize(
    "query",
    [
        "since=tomorrow",
        "until=9999-12-31",
        "item=%00",
        "name=%00",
        "actor=%00",
        "after=xx",
        "sort=x",
    ],
)
def test_a_wrong_filter_is_never_a_crash(client, auditor, query):
    client.force_login(auditor)

    assert client.get(f"{reverse('trail')}?{query}").status_code in (200, 400)


def test_the_trail_asks_few_questions(
    client, auditor, incident, agent, noon, django_assert_max_num_queries
):
    for _n in range(30):
        record_event(
            "thing.happened",
            item=incident.item,
            actor=agent,
            at=noon,
            personal={"x": 1},
        )
    client.force_login(auditor)
    # The first request notes the session.
    client.get(reverse("inbox"))

    with django_assert_max_num_queries(14):
        assert client.get(reverse("trail")).status_code == 200
    with django_assert_max_num_queries(20):
        assert client.get(reverse("operations")).status_code == 200


@pytest.mark.parametrize(
    ("who", "target"),
    [("agent", "incident_detail"), ("auditor", "incident_detail"), ("stranger", None)],
)
def test_a_number_leads_to_its_page(client, cast, incident, who, target):
    client.force_login(cast[who])

    response = client.get(reverse("item_page", args=[incident.number]))
    if target is None:
        assert response.status_code == 404
    else:
        assert response.url == reverse(target, args=[incident.number])


def test_the_trail_is_checked_by_a_worker_who_is_asked_on_the_page(
    client, administrator, incident
):
    client.force_login(administrator)
    for head, state in (("", "done"), ("0" * 64, "failed")):
        answer = client.post(reverse("trail_check"), {"head": head})
        job = Job.objects.latest("pk")
        assert answer.url == reverse("job_show", args=[job.pk])
        run_job(job_id=job.pk, clock=timezone.now)
        job.refresh_from_db()
        assert job.state == state
        assert "links hold" in job.message or "before the head" in job.message


def test_an_agent_has_no_trail_checked(agent, noon):
    with pytest.raises(PermissionDenied):
        ask_for_trail_check(actor=agent, at=noon)
