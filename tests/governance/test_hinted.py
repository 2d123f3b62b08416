"""What deserves an improvement opens one, and shows the one that there is."""

from html import unescape
from re import search

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.models import Event
from governance.models import Improvement
from governance.selectors import improvements_following
from governance.services import propose_improvement, reject_improvement
from incidents.services import resolve_incident
from slm.models import Target
from tests.slm.acts import HOUR

pytestmark = pytest.mark.django_db
MONTH = {"on": "2026-03-01"}


@pytest.fixture
def narrow(incident, agent, settings):
    """A promise of March kept with more of its time used than is thought safe."""
    settings.NARROW_PERCENT = 1
    resolve_incident(
        number=incident.number,
        resolution="x",
        close_code="solved",
        actor=agent,
        at=incident.opened_at + HOUR,
    )
    target = Target.objects.get()
    return f"narrow/{target.version.agreement.number}/{target.pk}/2026-03"


def proposal(agreement, **values):
    return Improvement(
        title="Answer sooner",
        description="x",
        source="near_miss",
        about=agreement.item,
        **values,
    )


def test_a_hint_opens_an_improvement_with_all_that_is_known(
    narrow, client, agreement, service_level_manager
):
    client.force_login(service_level_manager)
    page = client.get(reverse("compliance"), MONTH).text
    link = search(r'href="([^"]*hint=narrow[^"]*)"', page)
    assert link
    form = client.get(unescape(link[1])).context["form"]
    filled = {name: form[name].value() for name in form.fields}

    assert filled["source"] == "near_miss"
    assert filled["about"] == agreement.number
    assert filled["measure"] == "clocks.narrow"
    assert str(filled["agreement"]) == str(agreement.pk)
    assert filled["description"].endswith(
        "March 2026: 1 of 1 met with nearly all of their time used up."
    )
    filled["description"] += " A second shift."
    sent = {name: value for name, value in filled.items() if value is not None}
    client.post(reverse("improvement_propose"), sent)
    made = Improvement.objects.get()
    assert (made.about, made.measured_about) == (agreement.item, agreement.item)
    assert Event.objects.get(name="improvement.proposed").facts["hint"] == narrow


def test_the_one_that_there_is_stands_on_the_hint(
    narrow, client, agreement, service_level_manager, noon
):
    made = propose_improvement(
        improvement=proposal(agreement),
        hint=narrow,
        actor=service_level_manager,
        at=noon,
    )
    client.force_login(service_level_manager)
    for url in (reverse("compliance"), reverse("sla_dashboard")):
        page = client.get(url, {**MONTH, "month": "2026-03"}).text
        assert made.number in page
        assert "hint=narrow" not in page


def test_a_hint_is_followed_once_unless_it_was_rejected(
    narrow, agreement, service_level_manager, noon
):
    by = {"actor": service_level_manager, "at": noon}
    made = propose_improvement(improvement=proposal(agreement), hint=narrow, **by)
    with pytest.raises(ValidationError, match="follows this hint already"):
        propose_improvement(improvement=proposal(agreement), hint=narrow, **by)
    assert Improvement.objects.count() == 1

    reject_improvement(number=made.number, reason="x", **by)
    again = propose_improvement(improvement=proposal(agreement), hint=narrow, **by)
    # Next month's is about the same, and another target's is not.
    later = narrow.replace("2026-03", "2026-04")
    assert list(improvements_following(later)) == [again]
    assert not improvements_following(narrow.replace("narrow", "hollow"))
