"""Readers of the environment say what is wrong, by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sms import env


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("0", False)])
def test_yes_and_no_are_understood(monkeypatch, written, meant):
    monkeypatch.setenv("SWITCH", written)

    assert env.boolean("SWITCH", not meant) is meant


def test_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("SWITCH", "maybe")

    with pytest.raises(ImproperlyConfigured, match=r"SWITCH.*'maybe'"):
        env.boolean("SWITCH", False)


def test_a_number_must_be_one(monkeypatch):
    monkeypatch.setenv("COUNT", "three")

    with pytest.raises(ImproperlyConfigured, match="COUNT"):
        env.integer("COUNT", 1)


def test_what_has_no_default_must_be_set(monkeypatch):
    monkeypatch.delenv("SECRET", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET must be set"):
        env.text("SECRET")


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("HOSTS", "one.example, two.example,")

    assert env.words("HOSTS") == ["one.example", "two.example"]


def test_a_database_is_found_by_socket_or_host(monkeypatch):
    monkeypatch.setenv("DB", "postgres:///sms?host=%2Ftmp%2Fs&user=me")
    by_socket = env.database("DB")
    monkeypatch.setenv("DB", "postgres://me:p%40ss@db.example:5433/sms?sslmode=require")
    by_host = env.database("DB")

    assert (by_socket["HOST"], by_socket["USER"]) == ("/tmp/s", "me")
    assert (by_host["HOST"], by_host["PORT"]) == ("db.example", 5433)
    assert by_host["PASSWORD"] == "p@ss"
    assert by_host["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "address", ["mysql://h/db", "postgres://h", "postgres://h:x/d"]
)
def test_an_address_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("DB", address)

    with pytest.raises(ImproperlyConfigured, match="DB"):
        env.database("DB")


def test_a_mail_server_is_read_from_its_address(monkeypatch):
    monkeypatch.setenv("MAIL", "smtp+tls://me:p%40ss@mail.example")
    server = env.mail("MAIL", "console:")

    assert (server.host, server.port) == ("mail.example", 587)
    assert (server.user, server.password) == ("me", "p@ss")
    assert (server.use_tls, server.use_ssl) == (True, False)


def test_mail_may_go_into_files_or_onto_the_screen():
    assert env.mail("NO_MAIL", "file:///tmp/a%20b").folder == "/tmp/a b"
    assert env.mail("NO_MAIL", "console:").backend.endswith("console.EmailBackend")


@pytest.mark.parametrize(
    "address", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x", "file:"]
)
def test_a_mail_server_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("MAIL", address)

    with pytest.raises(ImproperlyConfigured, match="MAIL"):
        env.mail("MAIL", "console:")


def test_a_time_zone_is_one_that_is_known(monkeypatch):
    monkeypatch.setenv("ZONE", " Europe/Berlin ")

    assert env.time_zone("ZONE", "UTC") == "Europe/Berlin"


@pytest.mark.parametrize("written", ["", "Europe", "Mars/Olympus", "../UTC", "CE ST"])
def test_what_is_no_time_zone_is_refused(monkeypatch, written):
    monkeypatch.setenv("ZONE", written)

    with pytest.raises(ImproperlyConfigured, match="ZONE must be a time zone"):
        env.time_zone("ZONE", "UTC")
