"""What if: the form begins with what the service rests on, as it did last month."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.services import add_dependency, create_component, create_service
from core.periods import first_of, month, shift
from core.wording import month_words
from slm.services import OutageTerms, add_target, report_outage
from tests.factories.slm import put_into_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(service, office, agent, who):
    """A supporting service, and two nodes of which one is enough."""
    made = create_service(name="Directory", state="live", is_supporting=True, **who)
    add_dependency(number=service.number, on_service=made, **who)
    for name in ("Node A", "Node B"):
        part = create_component(name=name, person=agent.person, **who)
        add_dependency(
            number=service.number, on_component=part, group="Nodes", needed=1, **who
        )
    return made


@pytest.fixture
def lost(service, directory, agent):
    """Six hours of last month without the directory, and without node A."""
    first = shift(first_of(timezone.now()), -1)
    start = datetime(first.year, first.month, 10, 10, tzinfo=UTC)
    span: dict[str, Any] = {
        "start": start,
        "end": start + timedelta(hours=6),
        "text": "x",
    }
    for terms in (
        OutageTerms(**span, service=directory, loss="full"),
        OutageTerms(**span, service=service, component="Node A", loss="none"),
    ):
        report_outage(terms=terms, actor=agent, at=start + timedelta(days=1))
    return month(first)


def test_it_begins_with_what_the_service_rests_on(client, lost, service, who):
    client.force_login(who["actor"])
    page = client.get(f"{reverse('availability_what_if')}?service={service.number}")
    rows = [form.initial for form in page.context["forms"] if form.initial]
    hours = (lost.end - lost.start).total_seconds() / 3600
    named = [(row["name"], row["needed"]) for row in rows]
    assert named == [("Directory", 1), ("Nodes", 1)]

    expected = pytest.approx(100 - 600 / hours, abs=0.001)
    a, b = rows[1]["shares"].split()
    assert float(rows[0]["shares"]) == float(a) == expected
    assert b == "100"


def said(client, service):
    page = client.get(f"{reverse('availability_what_if')}?service={service.number}")
    return page.context["filled_in"], page.text


def test_it_says_of_which_month_and_whose_the_figures_are(
    client, service, draft, availability, who
):
    before = month_words(shift(first_of(timezone.now()), -1))
    client.force_login(who["actor"])
    told, page = said(client, service)
    assert told in page
    assert told.endswith(
        f"measured in {before} for all customers, in its own service hours."
    )

    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    told, _page = said(client, service)
    assert told.endswith(
        f"measured in {before} for {draft.customer}, in the hours of {draft}."
    )
    assert not client.get(reverse("availability_what_if")).context["filled_in"]
