import pytest
from django.urls import reverse

from accounts.models import Person
from core.models import User
from incidents.models import Incident
from records.choices import ContactChannel, Impact, Phase, Priority, Urgency
from records.models import Rating
from tests.portal.test_selectors import report

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "requester", "representative", "stranger", "agent", "team_lead",
    "service_level_manager", "auditor", "administrator",
]  # fmt: skip
REPORT = {
    "title": "Mail is slow",
    "description": "Since nine.",
    "affected": "some",
    "hindrance": "stopped",
}


@pytest.fixture
def customer_client(client, requester):
    client.force_login(requester)
    return client


def url(name: str, thing) -> str:
    return reverse(name, args=[thing.number])


@pytest.mark.parametrize(
    "name", ["portal_home", "portal_search", "portal_catalogue", "portal_records"]
)
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_has_a_portal(client, cast, role, name, service, incident):
    client.force_login(cast[role])
    assert client.get(reverse(name)).status_code == 200


def test_a_sign_in_without_a_person_has_an_empty_portal(client, service):
    client.force_login(User.objects.create_user("nobody@example.com", "long-enough-1"))
    for name in ("portal_home", "portal_catalogue", "portal_records"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert "Report a problem" not in page.text


@pytest.mark.parametrize(
    "name", ["portal_home", "portal_catalogue", "portal_records", "portal_report"]
)
def test_every_page_asks_for_a_sign_in(client, db, name):
    assert "/accounts/login/" in client.get(reverse(name)).url


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("requester", 200),
        ("representative", 200),
        ("stranger", 404),
        ("agent", 200),
        ("auditor", 200),
    ],
)
def test_a_service_is_there_for_whom_it_is_offered(
    client, cast, role, expected, service
):
    client.force_login(cast[role])
    assert client.get(url("portal_service", service)).status_code == expected


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_record_is_there_for_whom_it_concerns(client, cast, role, incident):
    client.force_login(cast[role])
    expected = 200 if role in ("requester", "representative") else 404
    assert client.get(url("portal_record", incident)).status_code == expected


@pytest.mark.parametrize("act", ["reply", "confirm", "reopen", "rate"])
def test_another_customers_record_cannot_be_touched(
    customer_client, strangers_incident, act
):
    path = url(f"portal_record_{act}", strangers_incident)
    assert customer_client.post(path, {"text": "x"}).status_code == 404
    assert customer_client.get(path).status_code == 405


def test_another_customers_service_cannot_be_reported_on(
    customer_client, other_service
):
    path = f"{reverse('portal_report')}?service={other_service.number}"
    assert customer_client.get(path).status_code == 404
    assert customer_client.post(path, REPORT).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "service_level_manager", "administrator"])
def test_who_may_not_report_is_not_let_in(client, cast, role):
    client.force_login(cast[role])
    assert client.get(reverse("portal_report")).status_code == 403


def test_home_shows_only_what_is_ones_own(
    customer_client, incident, strangers_incident
):
    page = customer_client.get(reverse("portal_home")).text
    assert incident.title in page
    assert strangers_incident.title not in page
    assert "Warehouse" not in page


def test_home_says_how_the_state_of_services_is_worked_out(customer_client, service):
    page = customer_client.get(reverse("portal_home")).text
    assert "nobody sets it by hand" in page


def test_plain_words_become_impact_and_urgency(customer_client, service, requester):
    path = f"{reverse('portal_report')}?service={service.number}"
    response = customer_client.post(path, REPORT)

    incident = Incident.objects.get()
    assert response.url == url("portal_record", incident)
    assert (incident.impact, incident.urgency) == (Impact.MEDIUM, Urgency.HIGH)
    assert incident.priority == Priority.HIGH
    assert incident.requester == requester.person
    assert incident.contact_channel == ContactChannel.PORTAL


def test_one_need_not_know_the_service(customer_client):
    customer_client.post(f"{reverse('portal_report')}?service=other", REPORT)
    assert Incident.objects.get().service is None


def test_a_report_without_words_keeps_the_rest(customer_client, service):
    path = f"{reverse('portal_report')}?service={service.number}"
    response = customer_client.post(path, {**REPORT, "title": " "})
    assert response.status_code == 422
    assert "Since nine." in response.text
    assert not Incident.objects.exists()


def test_the_representative_reads_whose_records_they_are(
    client, representative, incident
):
    client.force_login(representative)
    page = client.get(reverse("portal_records"))
    assert "Rita Requester" in page.text
    assert (
        incident.title not in client.get(page.request["PATH_INFO"] + "?whose=mine").text
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [("which=open", True), ("which=ended", False), ("q=secretword", False)],
)
def test_records_are_narrowed(customer_client, noted, query, expected):
    page = customer_client.get(f"{reverse('portal_records')}?{query}").text
    assert (noted.title in page) is expected


@pytest.mark.parametrize("query", ["which=x", "after=x", "sort=impact"])
def test_a_wrong_query_is_no_server_error(customer_client, incident, query):
    assert customer_client.get(f"/records/?{query}").status_code == 400


@pytest.mark.parametrize("name", ["portal_record", "portal_search"])
def test_internal_words_never_show(customer_client, noted, waiting, name):
    path = f"/find/?q={noted.number}" if name == "portal_search" else url(name, noted)
    page = customer_client.get(path).text
    assert noted.title in page
    assert "Secretword" not in page
    assert "Suspicionword" not in page


def test_an_answer_is_said_to_resume_and_does(customer_client, waiting):
    page = customer_client.get(url("portal_record", waiting)).text
    assert "As soon as you answer, we go on by ourselves" in page

    customer_client.post(url("portal_record_reply", waiting), {"text": "Here."})
    waiting.refresh_from_db()
    assert waiting.phase == Phase.ACTIVE


def test_an_empty_answer_is_refused(customer_client, waiting):
    response = customer_client.post(url("portal_record_reply", waiting), {"text": ""})
    assert response.status_code == 422


def test_a_solution_is_confirmed_once_and_rated(customer_client, resolved_incident):
    confirm = url("portal_record_confirm", resolved_incident)
    customer_client.post(confirm)
    resolved_incident.refresh_from_db()
    assert resolved_incident.phase == Phase.CLOSED

    again = customer_client.post(confirm, follow=True)
    assert "is not possible" in again.text
    rate = url("portal_record_rate", resolved_incident)
    customer_client.post(rate, {"score": "5", "comment": "Quick."})
    assert Rating.objects.get().score == 5
    assert customer_client.post(rate, {"score": "9"}).status_code == 422


def test_a_solution_is_refused_with_a_reason(customer_client, resolved_incident, noon):
    Incident.objects.update(resolved_at=noon)
    path = url("portal_record_reopen", resolved_incident)
    assert customer_client.post(path, {"reason": " "}).status_code == 422


def test_the_representative_confirms_on_behalf_but_does_not_rate(
    client, representative, resolved_incident
):
    client.force_login(representative)
    page = client.get(url("portal_record", resolved_incident)).text
    assert "You answer on behalf of Rita Requester." in page
    client.post(url("portal_record_confirm", resolved_incident))
    resolved_incident.refresh_from_db()
    assert resolved_incident.phase == Phase.CLOSED

    path = url("portal_record_rate", resolved_incident)
    assert client.post(path, {"score": 5}).status_code == 403


def test_the_representative_reads_for_whom_it_waits_and_answers(
    client, representative, waiting
):
    client.force_login(representative)
    page = client.get(url("portal_record", waiting)).text
    assert "Waiting for Rita Requester" in page
    assert "asked Rita Requester for something" in page
    client.post(url("portal_record_reply", waiting), {"text": "Here it is."})
    waiting.refresh_from_db()
    assert waiting.phase == Phase.ACTIVE


def test_signing_in_leads_to_where_one_works(client, requester, agent):
    for user, page in ((requester, "portal_home"), (agent, "incident_list")):
        client.force_login(user)
        assert client.get(reverse("start")).url == reverse(page)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 14), ("/records/", 12), ("/services/", 12), ("/find/?q=mail", 12)],
)
def test_pages_ask_no_more_for_more_records(
    customer_client, requester, service, noon, path, most, django_assert_max_num_queries
):
    person = Person.objects.get(user=requester)
    for _number in range(8):
        report(service, person.user, noon)
    customer_client.get(path)
    with django_assert_max_num_queries(most):
        response = customer_client.get(path)
    assert response.status_code == 200


def test_a_record_asks_little(customer_client, noted, django_assert_max_num_queries):
    customer_client.get(url("portal_record", noted))
    with django_assert_max_num_queries(13):
        response = customer_client.get(url("portal_record", noted))
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("agent", "incident_list"),
        ("service_level_manager", "sla_dashboard"),
        ("auditor", "sla_dashboard"),
        ("administrator", "sla_dashboard"),
        ("requester", "portal_home"),
        ("representative", "portal_home"),
    ],
)
def test_everybody_is_led_to_where_they_work(client, cast, who, where):
    client.force_login(cast[who])

    assert client.get("/start/", follow=True).resolver_match.url_name == where
