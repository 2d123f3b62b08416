"""An administrator's morning: somebody new comes, and a program gets a token."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import ApiToken, Team
from core.roles import Role
from tests.journeys.reading import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def save(page):
    page.locator("main").get_by_role("button", name="Save").click()


def test_a_new_person_is_added_invited_and_given_a_role(visitor, administrator):
    page = visitor
    sign_in(page, administrator, "/manage/people/")
    page.get_by_role("link", name="New person").click()
    page.locator("#id_name").fill("Nora New")
    page.locator("#id_email").fill("nora@example.com")
    page.locator("#id_organisation").select_option("Provider")
    save(page)

    page.get_by_role("link", name="Invite", exact=True).click()
    page.locator("[name=roles][value=agent]").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text("Service desk agent")
    roles = Group.objects.filter(user__person__name="Nora New")
    assert set(roles.values_list("name", flat=True)) == {Role.USER, Role.AGENT}


def test_an_organisation_and_a_team_are_made(visitor, administrator, agent):
    page = visitor
    sign_in(page, administrator, "/manage/organisations/")
    page.get_by_role("link", name="New organisation").click()
    page.locator("#id_name").fill("Third customer")
    page.locator("#id_is_customer").check()
    save(page)
    expect(page.get_by_role("heading", name="Third customer")).to_be_visible()

    page.goto("/manage/teams/")
    page.get_by_role("link", name="New team").click()
    page.locator("#id_name").fill("Second line")
    save(page)
    page.locator("#id_person").select_option(str(agent.person.pk))
    page.get_by_role("button", name=re.compile("Add")).click()
    expect(page.locator("main")).to_contain_text("Anna Agent")
    assert Team.objects.get(name="Second line").memberships.count() == 1


def test_a_token_is_made_and_shown_once(visitor, agent):
    page = visitor
    sign_in(page, agent, "/profile/tokens/")
    page.goto("/profile/tokens/new/")
    if page.locator("#id_password").count():
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main").get_by_role("button").first.click()
    page.get_by_label("Name").fill("Nightly script")
    page.get_by_label("Read", exact=False).first.check()
    page.get_by_role("button", name="Make the token").click()

    expect(page.get_by_label("Nightly script")).to_have_value(re.compile("^sms_"))
    page.get_by_role("link", name="I have it").click()
    expect(page.locator("main")).to_contain_text("Nightly script")
    assert ApiToken.objects.get().owner == agent
