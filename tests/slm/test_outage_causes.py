"""Why a service was lost is said like why a promise was broken."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.periods import month
from core.versions import StaleVersion
from slm.evidence_causes import causes
from slm.models import BreachCause, Outage, OutageCause
from slm.services import OutageTerms, explain_outage, report_outage, withdraw_outage
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
MARCH = month(TEN.date().replace(day=1))


@pytest.fixture
def outage(service, agent):
    terms = OutageTerms(service=service, start=TEN, end=TEN + HOUR, text="x", users=9)
    return report_outage(terms=terms, actor=agent, at=TEN + 2 * HOUR)


@pytest.fixture
def cause():
    return BreachCause.objects.get(name="Capacity")


def test_it_is_said_recorded_and_no_longer_a_gap(outage, cause, who, auditor):
    assert causes(MARCH, auditor).reason == (
        "Of 1 breaches and losses nobody has said why."
    )
    [left] = causes(MARCH, auditor).rows
    assert (left.number, left.is_overdue) == (outage.number, True)
    assert dict(left.facts) == {"Cause": "not given yet"}
    explain_outage(number=outage.number, cause=cause, words="Full.", **who)

    event = Event.objects.get(name="outage.explained")
    assert (event.changes["cause"], event.item) == ([None, cause.pk], outage.item)
    found = causes(MARCH, auditor)
    assert found.verdict == "evidenced"
    assert dict(found.rows[0].facts)["Cause"] == "Capacity"


def test_one_that_is_unknown_says_whether_it_is_explained(outage, who, auditor):
    unknown = BreachCause.objects.get(name="Unknown")
    explain_outage(number=outage.number, cause=unknown, **who)
    found = causes(MARCH, auditor)
    assert dict(found.rows[0].facts)["Cause"] == "Unknown, without an explanation"

    said = {"number": outage.number, "cause": unknown, **who}
    explain_outage(words="No trace was left.", version=1, **said)
    found = causes(MARCH, auditor)
    assert dict(found.rows[0].facts)["Cause"] == "Unknown, with an explanation"
    assert dict(found.figures)["Of these, cause unknown"] == (
        "1, of them 1 with an explanation"
    )


def test_twice_the_same_and_over_another_is_refused(outage, cause, who):
    explain_outage(number=outage.number, cause=cause, **who)
    with pytest.raises(ValidationError):
        explain_outage(number=outage.number, cause=cause, **who)
    with pytest.raises(StaleVersion):
        explain_outage(number=outage.number, cause=cause, words="x", version=7, **who)
    other = BreachCause.objects.get(name="Tool")
    assert explain_outage(number=outage.number, cause=other, **who).version == 2


def test_what_was_withdrawn_has_no_cause(outage, cause, who):
    withdraw_outage(number=outage.number, reason="A drill.", **who)
    with pytest.raises(TransitionNotAllowed):
        explain_outage(number=outage.number, cause=cause, **who)


def test_others_say_nothing(outage, cause, cast, noon):
    by = {"number": outage.number, "cause": cause, "at": noon}
    for role in ("auditor", "representative"):
        with pytest.raises(PermissionDenied):
            explain_outage(actor=cast[role], **by)
    with pytest.raises(Outage.DoesNotExist):
        explain_outage(actor=cast["stranger"], **by)


def test_its_page_asks_and_shows(client, outage, cause, who):
    client.force_login(who["actor"])
    address = reverse("outage_cause", args=[outage.number])
    said = {"cause": cause.pk, "words": "The disk was full."}
    page = client.post(address, said, follow=True).text

    assert "Capacity: The disk was full." in page
    assert OutageCause.objects.get().set_by == who["actor"]
