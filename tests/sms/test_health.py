"""What machines ask the portal: are you alive, are you ready, what do you count."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from sms import health
from sms.celery import app
from sms.tasks import note_documents_heartbeat, note_heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def heartbeat():
    note_heartbeat()
    known = list(app.amqp.queues)
    app.amqp.queues.select([health.DOCUMENTS])
    note_documents_heartbeat()
    yield
    app.amqp.queues.select(known)
    cache.delete_many(health.BEATS.values())


def test_a_living_process_says_so(client):
    assert client.get("/healthz").content == b"ok\n"


def test_with_everything_there_the_portal_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert list(answer.json()) == [
        *("database", "migrations", "redis", "worker", "documents")
    ]
    assert set(answer.json().values()) == {"ok"}


@pytest.mark.parametrize("name", health.BEATS)
def test_a_worker_never_heard_from_is_missed(client, name):
    cache.delete(health.BEATS[name])

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()[name] == "never heard from"


@pytest.mark.parametrize("name", health.BEATS)
def test_a_worker_silent_for_minutes_is_missed(client, name):
    silent_since = timezone.now() - timedelta(minutes=3)
    health.note_heartbeat(at=silent_since, key=health.BEATS[name])

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()[name].startswith("silent for 18")


def test_another_worker_does_not_sign_for_the_one_of_documents(client):
    cache.delete(health.DOCUMENTS_HEARTBEAT)
    app.amqp.queues.select(["default", "clocks"])

    note_documents_heartbeat()

    assert client.get("/readyz").json()["documents"] == "never heard from"


def test_a_lost_redis_is_named(client, settings):
    lost = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": lost}

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["redis"] == "unreachable"
    assert answer.json()["database"] == "ok"


def test_a_migration_to_be_applied_is_counted(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 to be applied"


def test_without_a_token_configured_there_are_no_metrics(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer ", "Basic token"])
def test_metrics_are_refused_without_the_token(client, settings, header):
    settings.METRICS_TOKEN = "token"

    answer = client.get("/metrics", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_metrics_are_shown_to_who_knows_the_token(client, settings):
    settings.METRICS_TOKEN = "token"

    answer = client.get("/metrics", headers={"Authorization": "Bearer token"})

    assert answer.status_code == 200
    assert b"django_http_requests_before_middlewares_total" in answer.content
