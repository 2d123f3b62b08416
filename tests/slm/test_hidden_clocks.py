"""Clocks of confidential records are seen by those alone who may know of the record."""

import pytest

from core.system_users import system_user
from incidents.services import set_incident_confidential
from records.models import Record
from slm.models import Clock
from tests.conftest import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(incident, agent, noon):
    return set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=noon
    )


def test_clocks_and_records_agree_on_who_sees_them(secret, cast, provider):
    nobody = sign_up("Nina Nobody", provider)
    for user in [*cast.values(), nobody, system_user("slm")]:
        seen = Record.objects.visible_to(user).filter(pk=secret.pk).exists()
        clocks = Clock.objects.visible_to(user).filter(record=secret.pk)
        assert clocks.exists() == seen, user


def test_who_sees_all_the_rest_and_is_no_person_is_shown_nothing_confidential(
    secret, service_level_manager
):
    person = service_level_manager.person
    person.user = None
    person.save(update_fields=["user"])
    assert not Record.objects.visible_to(service_level_manager).exists()
    assert not Clock.objects.visible_to(service_level_manager).exists()
