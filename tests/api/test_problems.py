from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from accounts.services import create_token, deactivate_person, revoke_token
from tests.api.conftest import assert_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_token():
    def make(user, scope="write", **life):
        now = timezone.now()
        ending = now + timedelta(**(life or {"days": 1}))
        return create_token(
            name="Import", scope=scope, expires_at=ending, actor=user, at=now
        )

    return make


def test_a_token_acts_as_its_owner_and_notes_its_use(program, agent, make_token):
    token, secret = make_token(agent)
    answer = program(token=secret).get("me/")

    assert answer.json()["email"] == agent.email
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert secret not in token.digest


def test_a_token_for_reading_writes_nothing(program, agent, incident, make_token):
    _token, secret = make_token(agent, "read")
    assert program(token=secret).get("incidents/").status_code == 200
    answer = program(token=secret).post(f"incidents/{incident.number}/take/")
    assert_problem(answer, 403)


def test_unknown_ended_and_revoked_tokens_are_refused(program, agent, make_token):
    revoked, revoked_secret = make_token(agent)
    revoke_token(token_id=revoked.pk, actor=agent, at=timezone.now())
    ended, ended_secret = make_token(agent)
    ended.expires_at = timezone.now() - timedelta(seconds=1)
    ended.save()
    for secret in ("sms_nothing", revoked_secret, ended_secret):
        answer = program(token=secret).get("me/")
        assert_problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_who_left_leaves_with_their_tokens(program, agent, administrator, make_token):
    _token, secret = make_token(agent)
    deactivate_person(person_id=agent.person.pk, actor=administrator, at=timezone.now())
    assert_problem(program(token=secret).get("me/"), 401)


def test_nobody_is_told_to_sign_in(program):
    assert_problem(program().get("incidents/"), 401, "not-authenticated")


def test_what_is_not_there(program, agent):
    assert_problem(program(agent).get("incidents/INC-999999/"), 404)
    assert_problem(program(agent).get("incidents/%00/"), 404)
    assert_problem(program(agent).get("nothing/"), 404)
    assert_problem(program(agent).get("incidents/?cursor=rubbish"), 404)


def test_wrong_method_media_type_and_wish(program, agent, incident):
    path = f"incidents/{incident.number}/"
    assert_problem(program(agent).send("DELETE", path), 405)
    form = program(agent).client.post("/api/v1/incidents/", {"title": "x"})
    assert_problem(form, 415)
    assert_problem(program(agent).get(path, Accept="text/csv"), 406)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[" * 100_000,
        '{"title": NaN}',
        '{"impact": 1e999}',
        '{"title": "a\\u0000b"}',
        '{"title": "\\ud800"}',
        '{"\\u0000": 1}',
        b'{"title": "\xff"}',
        "[" * 30 + "]" * 30,
        '{"impact": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_json_is_named(program, agent, body):
    assert_problem(program(agent).post("incidents/", body), 400)


@pytest.mark.parametrize("body", ["[]", "1", "null", '"x"', "{}", '{"title": []}'])
def test_json_of_another_shape_is_named(program, agent, body):
    assert assert_problem(program(agent).post("incidents/", body), 400)["errors"]


def test_each_wrong_field_is_named(program, agent):
    body = {"title": "", "impact": 9, "service": "SVC-999999", "requester": 10**30}
    found = assert_problem(program(agent).post("incidents/", body), 400, "validation")
    named = {error["field"] for error in found["errors"]}
    assert named == {"title", "impact", "service", "requester"}


def test_what_a_service_misses_is_named_like_any_field(program, agent, incident):
    body = {
        "waiting_for": "customer",
        "reason": "x",
        "expected_at": "2001-01-01T00:00Z",
    }
    answer = program(agent).post(f"incidents/{incident.number}/pend/", body)
    assert assert_problem(answer, 400)["errors"][0]["field"] == "expected_at"


def test_a_filter_that_makes_no_sense_is_named(program, agent):
    answer = program(agent).get("incidents/?priority=9&opened_after=soon&q=%00")
    named = {error["field"] for error in assert_problem(answer, 400)["errors"]}
    assert named == {"priority", "opened_after", "q"}


@pytest.mark.parametrize("number", ["1.9", "0", "-1e3000000", "1e50", "9" * 19])
@pytest.mark.parametrize("asked", ["incidents/?customer=", "clocks/?team="])
def test_a_key_is_a_whole_number(program, agent, asked, number):
    answer = program(agent).get(f"{asked}{number}")
    assert len(assert_problem(answer, 400)["errors"]) == 1


def test_too_large_is_said_before_it_is_read(program, agent, settings):
    settings.API_LARGEST_BODY = 100
    answer = program(agent).post("incidents/", {"title": "x" * 200})
    assert_problem(answer, 413, "too-large")


def test_a_strange_if_match_is_named(program, agent, incident):
    path = f"incidents/{incident.number}/take/"
    assert_problem(program(agent).post(path, **{"If-Match": "three"}), 400)


def test_too_many_requests_are_told_when_to_return(program, agent, settings):
    settings.API_RATES = {"token": "9/min", "user": "2/min", "address": "9/min"}
    busy = program(agent)
    for _time in range(2):
        assert busy.get("me/").status_code == 200
    answer = busy.get("me/")
    assert_problem(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0


def test_pages_are_turned_by_key(program, agent, requester):
    for number in range(3):
        program(requester).post("incidents/", {"title": f"No {number}"})
    first = program(agent).get("incidents/?page_size=2").json()
    second = program(agent).client.get(first["next"]).json()
    titles = [row["title"] for row in first["results"] + second["results"]]
    assert titles == ["No 2", "No 1", "No 0"]
    assert second["next"] is None


@pytest.mark.parametrize(
    "moment", ["0503-12-21T15:49:49+22:04", "9999-12-31T23:59:59-12:00"]
)
def test_an_instant_that_no_calendar_holds_is_named_or_finds_nothing(
    program, agent, moment
):
    answer = program(agent).get("incidents/?" + urlencode({"opened_after": moment}))
    assert answer.status_code in (200, 400)
    cursor = b64encode(urlencode({"p": moment}).encode()).decode()
    answer = program(agent).get("incidents/?" + urlencode({"cursor": cursor}))
    assert_problem(answer, 404)
