"""Lists of reports stay readable: whole customers first, a service on demand."""

import pytest

from catalogue.services import create_service
from core.system_users import system_user
from reporting.services import issue_set_of_reports
from tests.reporting.conftest import FIRST_OF_APRIL, MARCH

pytestmark = pytest.mark.django_db
DOORS = {"service_level_manager": "/manage/reports/", "representative": "/reports/"}


@pytest.fixture
def secret(other_customer, noon):
    """A service that only another customer has."""
    return create_service(
        name="Warehouse",
        state="live",
        customers=[other_customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture(params=DOORS)
def listed(request, month, customer, client, cast):
    issue_set_of_reports(
        customer=customer,
        month=MARCH,
        actor=system_user("reporting"),
        at=FIRST_OF_APRIL,
    )
    client.force_login(cast[request.param])

    def rows(query=""):
        return client.get(DOORS[request.param] + query)

    return rows


def services(page):
    return [str(one.service or "all") for one in page.context["listing"].rows]


def test_at_first_the_reports_of_all_services_are_listed(listed):
    assert services(listed()) == ["all"]


def test_a_service_shows_its_own(listed, service):
    assert services(listed(f"?service={service.pk}")) == ["E-mail"]


def test_services_of_others_are_neither_offered_nor_told_from_none(listed, secret):
    assert secret.name not in listed().content.decode()
    there, nowhere = listed(f"?service={secret.pk}"), listed("?service=999999")

    assert there.status_code == nowhere.status_code
    assert services(there) == services(nowhere)


def test_a_report_leads_to_those_of_its_services_and_back(
    listed, client, representative
):
    whole = listed().context["listing"].rows[0]
    client.force_login(representative)
    page = client.get(f"/reports/{whole.number}/")

    assert page.context["siblings"][0].service is None
    for sibling in page.context["siblings"]:
        if sibling.pk != whole.pk:
            assert f"/reports/{sibling.number}/" in page.content.decode()
