"""Conditions that Django has no words for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person, Team
from core.querysets import Among

pytestmark = pytest.mark.django_db


def test_one_of_many_ids_is_found_and_of_none_nothing_is_asked(team):
    assert list(Team.objects.filter(Among("id", [team.pk, team.pk + 1]))) == [team]
    assert not Team.objects.filter(Among("id", [team.pk + 1])).exists()
    with CaptureQueriesContext(connection) as captured:
        assert not list(Team.objects.filter(Among("id", [])))
        assert not list(Team.objects.filter(Among("id", iter(()))).values_list("pk"))
    assert not len(captured)
    assert Team.objects.exclude(Among("id", [])).filter(pk=team.pk).exists()


def test_a_missing_id_is_that_of_nothing(team, agent):
    assert list(Team.objects.filter(Among("id", [None, team.pk]))) == [team]
    without_manager = [None, agent.person.pk]
    assert not Person.objects.filter(Among("manager_id", without_manager)).exists()
    with CaptureQueriesContext(connection) as captured:
        assert not list(Team.objects.filter(Among("id", [None])))
    assert not len(captured)
    assert Team.objects.exclude(Among("id", [None, team.pk + 1])).get() == team
