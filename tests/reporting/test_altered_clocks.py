"""Nobody makes a breach kept behind the portal, neither in the clock nor around it."""

import pytest

from core.models import Event
from reporting.services.verifying import verify_records
from slm.models import Clock
from slm.services import clock_differences
from tests.reporting.test_packs import alter, pack

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


def altered(pack, number: str) -> list[str]:
    lines = verify_records({number: pack.manifest["records"][number]})
    return [line.words for line in lines if line.is_altered]


def last_of(incident):
    return Event.objects.filter(item=incident.pk).latest("occurred_at").occurred_at


@pytest.mark.parametrize(
    ("name", "verdict", "since"),
    [("late", "met", "stopped_at"), ("open", "open", "NULL")],
)
def test_a_breach_that_was_taken_back(pack, month, name, verdict, since):
    incident = month[name]
    alter(
        f"UPDATE slm_clock SET verdict = %s, verdict_at = {since},"
        " next_threshold_at = %s WHERE record_id = %s",
        verdict,
        last_of(incident),
        incident.pk,
    )

    assert altered(pack, incident.number)


def test_a_breach_that_the_sweep_has_not_come_to_is_none_of_these(month):
    clock = Clock.objects.get(record=month["open"].pk)
    assert clock_differences(record_id=clock.record_id) == []
    breach = clock.crossings.get(percent=100)
    alter("DELETE FROM slm_crossing WHERE id = %s", breach.pk)
    before = {
        "verdict": "open",
        "verdict_at": None,
        "next_threshold_at": clock.late_from,
    }
    Clock.objects.filter(pk=clock.pk).update(**before)
    assert clock_differences(record_id=clock.record_id) == []

    Clock.objects.filter(pk=clock.pk).update(elapsed_seconds=7)
    said = clock_differences(record_id=clock.record_id)
    assert "elapsed_seconds" in {one.where for one in said}
