"""A need on the pages of staff and of its customer."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from calendars.hours import Budget
from slm.models import ServiceLevelRequirement, Target
from slm.selectors.requirements import (
    measured_performance,
    promises_beneath,
    similar_promises,
)
from slm.services import (
    Wording,
    add_target,
    assess_requirement,
    document_requirement,
    edit_draft,
    gather_requirement,
    remove_target,
    start_new_version,
)
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, within
from tests.slm.conftest import HOUR
from tests.slm.test_requirements import by, need, needed, resolved
from tests.slm.test_screens import desk

__all__ = ["by", "desk", "need", "needed", "resolved"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def data(customer, service):
    return {
        "title": "Faster mail",
        "need": "Back within two hours.",
        "customer": customer.pk,
        "service": service.pk,
        "stated_on": "2026-03-01",
        "metric": "resolution",
        "wished": "2 h",
    }


def page_of(need):
    return reverse("requirement_detail", args=[need.number])


def test_from_need_to_target_by_hand(desk, data, agreement):
    desk.post(reverse("requirement_create"), data)
    need = ServiceLevelRequirement.objects.get()

    desk.post(f"{page_of(need)}assess/", {"assessment": "Two people on call."})
    desk.post(f"{page_of(need)}resolve/", {"resolution": "can_do", "reason": "Easy."})
    target = Target.objects.get()
    answer = {"coverage": "wholly", "targets": [target.pk]}
    page = desk.post(f"{page_of(need)}document/", answer, follow=True).text

    assert "Answered by" in page
    assert agreement.number in page
    assert "What was measured in the last year" in page
    listed = desk.get(reverse("requirement_list"), {"coverage": "wholly"}).text
    assert "Faster mail" in listed
    assert (
        "Faster mail"
        not in desk.get(reverse("requirement_list"), {"coverage": "open"}).text
    )


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"wished": "soon"}, {"metric": ""}, {"new_service": "Fax"}],
)
def test_what_is_wrong_is_refused_and_kept(wrong, desk, data):
    answer = desk.post(reverse("requirement_create"), {**data, **wrong})

    assert answer.status_code == 422
    assert "Back within two hours." in answer.text
    assert not ServiceLevelRequirement.objects.exists()


def test_a_stale_save_shows_both(desk, need, data, by):
    seen = need.version
    assess_requirement(number=need.number, assessment="Theirs", **by)

    answer = desk.post(
        f"{page_of(need)}assess/", {"assessment": "Mine", "version": seen}
    )

    assert answer.status_code == 409
    assert [line[1:] for line in answer.context["comparison"]] == [("Theirs", "Mine")]


def test_a_step_out_of_turn_is_said_on_the_page(desk, need):
    answer = desk.post(f"{page_of(need)}document/", {"coverage": "not"})

    assert answer.status_code == 422


def test_it_is_edited(desk, need, data):
    answer = desk.post(f"{page_of(need)}edit/", {**data, "title": "Fastest"})

    assert answer.status_code == 302
    need.refresh_from_db()
    assert need.title == "Fastest"


def test_a_customer_gathers_needs_in_the_portal(client, representative, service):
    client.force_login(representative)

    page = client.post(
        reverse("portal_need_new"),
        {"title": "Weekend support", "need": "We work on Saturdays."},
        follow=True,
    ).text

    need = ServiceLevelRequirement.objects.get()
    assert need.customer == representative.person.organisation
    assert need.stated_by == representative.person
    assert "We work on Saturdays." in page
    assert "Weekend support" in client.get(reverse("portal_needs")).text


def test_a_customer_reads_the_answer_but_no_assessment(
    client, representative, resolved
):
    client.force_login(representative)

    page = client.get(reverse("portal_need", args=[resolved.number])).text

    assert "It is so already." in page
    assert "We have two people." not in page


@pytest.fixture
def unheard_of(needed, by, team, resolution, provider, agreement):
    """A need of a service that there is not yet, while others are promised."""
    leg_with(team, within(resolution, 4), provider=provider, **by)
    said = needed(service=None, new_service="Mobile scanning")
    return gather_requirement(requirement=said, **by)


def test_nothing_is_promised_on_a_service_that_there_is_not_yet(unheard_of, noon):
    assert promises_beneath(unheard_of, noon) == []
    assert similar_promises(unheard_of, noon) == []
    assert measured_performance(unheard_of, noon) is None


def test_its_page_says_why_nothing_stands_beside_it(desk, unheard_of):
    html = desk.get(page_of(unheard_of)).text
    assert "“Mobile scanning” is not in the catalogue yet" in html
    assert "What customers are promised on it" not in html


def test_on_one_that_there_is_promises_stand_beside_it(desk, need, agreement):
    html = desk.get(page_of(need)).text
    assert "What customers are promised on it" in html
    assert "not in the catalogue yet" not in html


def test_what_promises_it_as_wished_is_chosen_before_it_is_documented(
    desk, resolved, agreement, resolution, by
):
    """Version 1 promises 8 hours until the next, which promises the two of the need."""
    start_new_version(number=agreement.number, **by)
    coming = Wording(valid_from=date(2099, 1, 1))
    edit_draft(number=agreement.number, title="Workplace", wording=coming, **by)
    copied = agreement.versions.get(number=2).targets.get()
    remove_target(number=agreement.number, target_id=copied.pk, **by)
    sooner = replace(resolution, budgets={None: Budget(2 * HOUR)})
    added = add_target(number=agreement.number, terms=sooner, **by)
    put_into_force(number=agreement.number, **by)

    form = desk.get(f"{page_of(resolved)}document/").context["form"]
    offered = list(form.fields["targets"].queryset)

    assert {one.version.number for one in offered} == {2}
    assert form["targets"].value() == [added.pk]
    label = dict(form.fields["targets"].choices)
    assert f"{agreement.number} version 2: " in " ".join(map(str, label.values()))


def test_what_answered_it_before_stays_offered_and_chosen(
    desk, resolved, agreement, by
):
    first = Target.objects.get()
    number = resolved.number
    document_requirement(number=number, coverage="partly", targets=[first], **by)
    start_new_version(number=agreement.number, **by)
    coming = Wording(valid_from=date(2099, 1, 1))
    edit_draft(number=agreement.number, title="Workplace", wording=coming, **by)
    put_into_force(number=agreement.number, **by)

    form = desk.get(f"{page_of(resolved)}document/").context["form"]

    assert form["targets"].value() == [first.pk]
    assert form.fields["targets"].queryset.count() == 2
