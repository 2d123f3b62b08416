"""What people see of escalations, and do about them: pages, API, files, evidence."""

import json
import re
from datetime import UTC, datetime

import pytest
import yaml
from django.urls import reverse

from core.evidence import Period, Verdict
from core.services import deliver_outbox
from slm.evidence_escalation import chains, escalations
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.models import Escalation, EscalationStep
from slm.services import add_step, add_target, sweep_clocks
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, clock_of
from tests.slm.test_escalation import opened
from tests.slm.test_screens import address, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db
STEP = {
    "percent": 100,
    "whom": "leads",
    "ladder": "hierarchical",
    "acknowledge_minutes": 30,
}
EVER = Period(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def stepped(draft, resolution, by):
    """An agreement in force whose leads acknowledge a breach within 30 minutes."""
    add_target(number=draft.number, terms=resolution, **by)
    add_step(number=draft.number, step=EscalationStep(**STEP), **by)
    put_into_force(number=draft.number, **by)
    return draft


@pytest.fixture
def waiting(stepped, requester, service, agent, team, team_lead):
    """A breach of which the lead was told, and which waits to be acknowledged."""
    opened(requester, service, agent, team)
    sweep_clocks(at=TEN + 9 * HOUR)
    deliver_outbox(at=datetime.now(UTC) + HOUR)
    return Escalation.objects.get()


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_steps_are_added_and_removed_on_pages(desk, draft):
    url = address("escalation_add", draft)
    assert desk.post(url, STEP).status_code == 302
    for wrong in ({"percent": 0}, {"whom": "x"}, {"whom": "role"}, {"minutes": "y"}):
        assert desk.post(url, {**STEP, **wrong}).status_code == 422
    step = EscalationStep.objects.get()
    page = words(desk.get(address("agreement_detail", draft)))

    assert "The leads of the team" in page
    assert "within 30 min" in page
    assert desk.post(address("escalation_remove", draft, step.pk)).status_code == 302
    assert not EscalationStep.objects.exists()
    assert "The usual steps" in words(desk.get(address("agreement_detail", draft)))


def test_a_stale_form_shows_both(desk, draft):
    answer = desk.post(address("escalation_add", draft), {**STEP, "version": 99})

    assert answer.status_code == 409
    assert not EscalationStep.objects.exists()


def test_whoever_was_told_acknowledges_from_the_inbox(client, waiting, team_lead):
    url = reverse("escalation_acknowledge", args=[waiting.pk])
    client.force_login(team_lead)

    assert url in client.get(reverse("inbox")).content.decode()
    assert client.post(url).status_code == 302
    waiting.refresh_from_db()
    assert waiting.acknowledged_by == team_lead
    assert url not in client.get(reverse("inbox")).content.decode()
    again = client.post(url, follow=True)
    assert "waits for nobody" in words(again)


def test_clock_and_record_show_who_was_told(client, waiting, team_lead, auditor):
    record = waiting.clock.record
    client.force_login(auditor)
    clock = words(client.get(f"/manage/clocks/{waiting.clock_id}/"))
    client.force_login(team_lead)
    page = words(client.get(f"/desk/incidents/{record.number}/"))

    for text in (clock, page):
        assert "Tom Lead" in text
        assert "The leads of the team" in text
    assert "Acknowledge" in page


def test_programs_acknowledge_once(client, waiting, team_lead, agent):
    client.force_login(team_lead)
    path = f"/api/v1/escalations/{waiting.pk}/"
    assert client.get(path).json()["available_actions"] == ["acknowledge"]
    assert client.post(f"{path}acknowledge/").status_code == 200
    assert client.post(f"{path}acknowledge/").status_code == 409
    client.force_login(agent)

    assert client.post(f"{path}acknowledge/").status_code == 403
    assert client.get("/api/v1/escalations/?clock=x").status_code == 400


def test_programs_add_and_remove_steps(desk, draft):
    path = f"/api/v1/agreements/{draft.number}/steps/"
    sent = desk.post(path, json.dumps(STEP), "application/json")
    step = sent.json()["versions"][0]["steps"][0]

    assert sent.status_code == 201
    assert step["acknowledge_minutes"] == 30
    wrong = json.dumps({**STEP, "whom": "person"})
    assert desk.post(path, wrong, "application/json").status_code == 400
    assert desk.delete(f"{path}{step['id']}/").status_code == 200
    assert desk.delete(f"{path}{step['id']}/").status_code == 404


def test_a_file_holds_the_steps(stepped, administrator, by):
    by["actor"].groups.add(*administrator.groups.all())
    text = export_agreement(stepped.versions.get())
    document = yaml.safe_load(text)

    assert document["escalation"] == [STEP]
    assert not import_agreement(text, **by).has_changed
    for wrong, path in (
        ({**STEP, "colour": "red"}, "escalation[0].colour"),
        ({**STEP, "person": "nobody@example.com"}, "escalation[0].person"),
        ({**STEP, "percent": 0}, "escalation[0].percent"),
        ({**STEP, "percent": 75, "minutes": 5}, "escalation[0].minutes"),
    ):
        document["escalation"] = [wrong]
        with pytest.raises(ExchangeError) as refused:
            import_agreement(yaml.safe_dump(document), **by)
        assert path in [problem.path for problem in refused.value.problems]


def test_auditors_find_what_was_escalated_and_what_was_checked(waiting, auditor):
    told = escalations(EVER, auditor)
    checked = chains(EVER, auditor)

    assert told.verdict == Verdict.EVIDENCED
    assert dict(told.rows[0].facts)["Who was told"] == "Tom Lead"
    assert checked.verdict == Verdict.EVIDENCED
    assert clock_of(waiting.clock.record) == waiting.clock
