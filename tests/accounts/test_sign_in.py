import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.services import sign_out_everywhere
from core.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "long-enough-1"


def sign_in(client: Client, user: User, password: str = PASSWORD, address="10.1.1.1"):
    return client.post(
        reverse("account_login"),
        {"login": user.email, "password": password},
        REMOTE_ADDR=address,
    )


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_password_opens_the_door(client, agent):
    sign_in(client, agent)
    assert is_signed_in(client)


def test_nobody_signs_up(client, db):
    answer = client.post(reverse("account_signup"), {"email": "new@example.com"})
    assert not User.objects.filter(email="new@example.com").exists()
    assert "Accounts are given" in answer.content.decode()


def test_too_many_wrong_passwords_lock_even_the_right_one_out(client, agent, settings):
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, agent, "wrong")

    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert sign_in(client, agent).status_code == 429
    assert not is_signed_in(client)


def test_spelling_the_address_otherwise_does_not_evade_the_lock(
    client, agent, settings
):
    settings.AXES_ENABLED = True
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        agent.email = agent.email.upper() if attempt % 2 else agent.email.lower()
        answer = sign_in(client, agent, "wrong")
    assert answer.status_code == 429


def test_the_lock_keeps_nobody_else_out(client, agent, team_lead, settings):
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, agent, "wrong")

    sign_in(client, team_lead)
    assert is_signed_in(client)


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_with_a_second_factor_the_password_is_not_enough(client, agent):
    secret = generate_totp_secret()
    TOTP.activate(agent, secret)

    answer = sign_in(client, agent)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_authenticate"))
    assert not is_signed_in(client)

    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    client.post(answer.url, {"code": code_for(secret)})
    assert is_signed_in(client)


def test_the_second_factor_is_kept_unreadable(agent):
    secret = generate_totp_secret()
    TOTP.activate(agent, secret)
    assert secret not in str(Authenticator.objects.get(user=agent).data)


def test_the_administration_has_no_door_of_its_own(client, administrator):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_sessions_are_listed_and_ended(agent, noon):
    first, second = Client(), Client(headers={"User-Agent": "Other browser"})
    for client in (first, second):
        sign_in(client, agent)
        client.get(reverse("usersessions_list"))
    shown = first.get(reverse("usersessions_list")).content.decode()
    assert "Other browser" in shown

    first.post(reverse("usersessions_list"))
    assert is_signed_in(first)
    assert second.get(reverse("usersessions_list")).status_code == 302

    sign_out_everywhere(person_id=agent.person.pk, actor=agent, at=noon)
    assert not UserSession.objects.filter(user=agent).exists()
    assert first.get(reverse("usersessions_list")).status_code == 302


def test_a_token_asks_for_the_password_once_more(client, agent):
    client.force_login(agent)
    answer = client.get(reverse("token_new"))
    assert (answer.status_code, reverse("account_reauthenticate") in answer.url) == (
        302,
        True,
    )


def test_the_first_administrator_is_made_from_the_command_line(client, capsys, db):
    call_command("create_administrator", "first@example.com", name="Fay First")

    link = capsys.readouterr().out.split()[-1]
    answer = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    form = {"password1": "correct horse 9", "password2": "correct horse 9"}
    client.post(answer.redirect_chain[-1][0], form)
    user = User.objects.get(email="first@example.com")
    assert user.check_password("correct horse 9")
    assert user.has_perm("accounts.manage_people")
    assert user.is_staff


def test_the_command_refuses_to_make_somebody_twice(agent):
    with pytest.raises(CommandError, match="already"):
        call_command("create_administrator", agent.email)
    assert not mail.outbox
