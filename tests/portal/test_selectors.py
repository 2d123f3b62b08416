import pytest

from core.models import User
from incidents.models import Incident
from incidents.services import (
    open_incident,
    resolve_incident,
    set_incident_confidential,
)
from portal.selectors import found_records, health_of, own_records, waiting_for_reader
from portal.timeline import public_timeline
from portal.words import track, whereabouts

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def report(service, who, noon, **values):
    incident = Incident(
        title="It stands still", requester=who.person, service=service, **values
    )
    return open_incident(incident=incident, actor=who, at=noon)


SERIOUS = {"impact": 1, "urgency": 1}


def is_disturbed(service, reader) -> bool:
    return health_of([service], fresh(reader))[0].disturbed_since is not None


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("requester", True),
        ("representative", True),
        ("stranger", False),
        ("agent", False),
        ("auditor", False),
    ],
)
def test_records_are_the_readers_own_business(cast, role, sees, incident):
    assert (incident.pk in {r.pk for r in own_records(cast[role])}) is sees


def test_confidential_records_are_not_the_representatives(
    incident, requester, representative, agent, noon
):
    set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=noon
    )
    assert not own_records(fresh(representative)).exists()
    assert own_records(fresh(requester)).exists()


def test_a_search_matches_public_words_alone(noted, requester):
    assert [record.pk for record in found_records("replyword", requester)] == [noted.pk]
    assert found_records("secretword", requester) == []


def test_a_search_finds_a_number(incident, requester, stranger):
    assert len(found_records(incident.number, requester)) == 1
    assert found_records(incident.number, stranger) == []


@pytest.mark.parametrize("text", ["", "   ", "&|!:*", "'; drop", "\\"])
def test_odd_searches_are_no_error(incident, requester, text):
    assert found_records(text, requester) == []


def test_the_timeline_holds_no_internal_word(noted, waiting, requester):
    told = " ".join(moment.text for moment in public_timeline(noted, requester))
    assert "Replyword" in told
    assert "asked you for something" in told
    assert "Secretword" not in told
    assert "Suspicionword" not in told


def test_the_resolution_is_told(resolved_incident, requester):
    (solution,) = [
        moment
        for moment in public_timeline(resolved_incident, requester)
        if moment.is_solution
    ]
    assert (solution.text, solution.author) == ("Queue emptied.", "Anna Agent")


def test_a_service_without_serious_incidents_works(incident, service, requester):
    assert not is_disturbed(service, requester)


def test_a_serious_incident_of_ones_own_disturbs(
    service, requester, representative, noon
):
    report(service, requester, noon, **SERIOUS)
    assert is_disturbed(service, requester)
    assert is_disturbed(service, representative)


def test_a_serious_incident_found_by_the_provider_disturbs(
    service, agent, requester, noon
):
    report(service, agent, noon, **SERIOUS)
    assert is_disturbed(service, requester)


def test_what_another_customer_reported_tells_nothing(
    other_service, strangers_incident, requester
):
    assert not is_disturbed(other_service, requester)


def test_what_is_confidential_tells_nothing(
    service, requester, representative, agent, noon
):
    report(service, requester, noon, is_confidential=True, **SERIOUS)
    assert not is_disturbed(service, representative)


def test_what_waits_for_the_customer_is_theirs_to_move(waiting, requester):
    assert waiting_for_reader(own_records(requester)).get().pk == waiting.pk
    assert whereabouts(waiting, requester).asks


def test_who_speaks_for_them_reads_for_whom_it_waits(
    waiting, requester, representative
):
    where = whereabouts(waiting, representative)
    assert where.label == "Waiting for Rita Requester"
    assert where.sentence.startswith("We need an answer from Rita Requester or from")
    assert track(waiting, representative)[2].label == where.label


def test_who_may_not_answer_reads_for_whom_it_waits(waiting, agent, stranger, noon):
    where = whereabouts(waiting, stranger)
    assert "you" not in where.sentence.lower().split()
    resolved = resolve_incident(
        number=waiting.number,
        resolution="Restarted.",
        close_code="solved",
        actor=agent,
        at=noon,
    )
    assert "Rita Requester can tell us" in whereabouts(resolved, stranger).sentence


def test_the_way_shows_the_wait_only_while_there_is_one(waiting, requester):
    waiting.refresh_from_db()
    assert [step.label for step in track(waiting, requester)][2] == "Waiting for you"
    assert [step.label for step in track(waiting, requester) if step.is_current] == [
        "Waiting for you"
    ]


def test_the_way_of_what_is_new(incident, requester):
    assert [(step.label, step.is_current) for step in track(incident, requester)] == [
        ("Received", True),
        ("Being worked on", False),
        ("Solved", False),
        ("Closed", False),
    ]
