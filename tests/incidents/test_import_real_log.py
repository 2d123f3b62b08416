"""The log of a real installation: it comes in as it was, and as people would do it."""

from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Organisation
from core.choices import Channel
from core.models import Event
from core.origin import acting_through
from core.system_users import system_user
from incidents.models import Incident
from incidents.replay import Cast, replay_log
from incidents.servicenow_log import read_log
from records.models import ExternalReference
from slm.exchange import import_agreement
from slm.models import Point
from slm.selectors import services_by_category
from slm.services import check_clocks
from tests.incidents.by_hand import by_hand
from tests.incidents.log_file import AGREEMENT, real_log

pytestmark = pytest.mark.django_db
BY_HAND = 50
IMPORTED = 60


@pytest.fixture
def cast():
    """The provider and the customer of the log's agreement."""
    importer = system_user("incidents")
    import_agreement(AGREEMENT.read_text(), actor=importer, at=timezone.now())
    customer = Organisation.objects.get(is_customer=True)
    return Cast(
        customer=customer,
        provider=Organisation.objects.get(is_provider=True),
        services=services_by_category(customer),
        importer=importer,
    )


def test_hardly_a_row_of_it_is_out_of_order():
    logged = read_log(real_log())
    clamped = sum(len(incident.clamped) for incident in logged)

    assert len(logged) == 890
    assert clamped <= sum(len(incident.rows) for incident in logged) / 100


def test_it_comes_in_whole_and_what_it_closes_ends_closed(capsys):
    path = real_log()
    logged = read_log(path)[:IMPORTED]

    call_command(
        "import_incidents",
        path,
        format="servicenow-log",
        agreement=AGREEMENT,
        limit=IMPORTED,
    )

    *listed, _summary = capsys.readouterr().out.splitlines()
    closed = [one.number for one in logged if one.rows[-1].state == "Closed"]
    ended = ExternalReference.objects.filter(
        reference__in=closed, record__phase="closed"
    )
    assert Incident.objects.count() == IMPORTED
    assert ended.count() == len(closed) > 50
    # Nothing is listed but what the log itself has out of order.
    assert len(listed) == sum(len(incident.clamped) for incident in logged)
    assert list(check_clocks(at=timezone.now())) == []


def test_moving_by_hand_gives_the_same_events_and_ledgers(cast):
    logged = read_log(real_log(), zone=ZoneInfo("UTC"))[:BY_HAND]
    with acting_through(Channel.IMPORT):
        replay_log(logged, cast=cast, progress=lambda done: None)

    moved = {one.number: by_hand(one, cast) for one in logged}

    for reference in ExternalReference.objects.all():
        imported, other = reference.record_id, moved[reference.reference]
        assert story_of(imported) == story_of(other.pk), reference.reference
        assert ledger_of(imported) == ledger_of(other.pk), reference.reference


def story_of(record_id):
    """Everything the trail says of a record, but for ids and who noted it where."""
    events = Event.objects.of(record_id).exclude(name="records.updated_outside")
    told = [
        (event.name, event.occurred_at, event.actor_id, event.changes, event.facts)
        for event in events
    ]
    for *_same, facts in told:
        facts.pop("clock", None)
    return told


def ledger_of(record_id):
    points = Point.objects.filter(clock__record=record_id)
    return list(
        points.order_by("clock__metric", "clock__leg", "seq").values_list(
            "clock__metric",
            "clock__leg",
            "clock__verdict",
            "clock__elapsed_seconds",
            "clock__paused_seconds",
            "clock__due_at",
            "at",
            "mode",
            "budget",
            "budget_seconds",
            "held_by",
        )
    )
