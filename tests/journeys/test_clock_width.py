"""At 1280 px the list of clocks and a clock's ledger are seen whole: no column is cut."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from tests.journeys.reading import sign_in
from tests.journeys.test_report_width import CUT_OFF
from tests.slm.acts import clock_of, pend, resolve, resume
from tests.slm.conftest import agreement, draft, incident_of, office, resolution

__all__ = ["agreement", "draft", "incident_of", "office", "resolution"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(agreement, incident_of, agent, team, customer, service):
    """One that ran, paused and stopped after weeks, of names as long as people use."""
    Team.objects.filter(pk=team.pk).update(name="Server operations")
    Organisation.objects.filter(pk=customer.pk).update(name="Brandt Maschinenbau GmbH")
    Service.objects.filter(pk=service.pk).update(name="Managed workplace")
    at = datetime(2026, 9, 9, 20, 48, 48, tzinfo=UTC)
    incident = incident_of(at)
    pend(incident, agent, at + timedelta(days=8))
    resume(incident, agent, at + timedelta(days=17))
    resolve(incident, agent, at + timedelta(days=28))
    return clock_of(incident)


@pytest.mark.parametrize("language", ["en", "de"])
def test_at_1280_no_column_of_clocks_is_cut_off(page, clock, auditor, language):
    Person.objects.filter(pk=auditor.person.pk).update(language=language)
    sign_in(page, auditor, "/manage/clocks/")
    for path in ("/manage/clocks/", f"/manage/clocks/{clock.pk}/"):
        page.goto(path)
        tables = page.locator(".table-scroll:has(.is-dense)")
        expect(tables).to_have_count(1)
        assert tables.evaluate_all(CUT_OFF) == 0, path
