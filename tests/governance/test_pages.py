"""Pages of improvements: what is missing is named, with the way to where it is said."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from core.periods import first_of, shift
from core.wording import month_words
from governance.models import Improvement
from governance.services import approve_improvement, change_improvement
from tests.governance.test_improvements import APRIL, late, proposed

__all__ = ["late", "proposed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def unowned(proposed, agent):
    return change_improvement(
        number=proposed.number,
        title=proposed.title,
        description=proposed.description,
        terms={"owner": None},
        actor=agent,
        at=APRIL,
    )


def test_what_an_approval_lacks_is_named_and_where_it_is_said(
    unowned, client, service_level_manager
):
    client.force_login(service_level_manager)
    edit = reverse("improvement_edit", args=[unowned.number])
    approve = reverse("improvement_move", args=[unowned.number, "approve"])
    shown = client.get(reverse("improvement_detail", args=[unowned.number]))
    asked = client.get(approve)
    answer = client.post(approve, {"reason": "x", "version": unowned.version})

    assertNotContains(shown, f'href="{approve}"')
    for page, status in ((shown, 200), (asked, 200), (answer, 422)):
        assertContains(page, "It has no owner yet.", status_code=status)
        assertContains(page, f'<a href="{edit}">', status_code=status)


def test_what_is_complete_is_approved_from_its_page(
    proposed, client, service_level_manager
):
    client.force_login(service_level_manager)
    approve = reverse("improvement_move", args=[proposed.number, "approve"])
    shown = client.get(reverse("improvement_detail", args=[proposed.number]))

    assertContains(shown, f'href="{approve}"')
    assertNotContains(shown, "Before it can")


def test_the_months_that_were_measured_are_named(
    proposed, client, service_level_manager
):
    client.force_login(service_level_manager)
    page = reverse("improvement_detail", args=[proposed.number])
    last = shift(first_of(timezone.now()), -1)
    now = f'stat-note">{month_words(last)}<'
    assertContains(client.get(page), now)

    by = {"actor": service_level_manager, "at": APRIL, "reason": "x"}
    approve_improvement(number=proposed.number, version=proposed.version, **by)
    Improvement.objects.filter(pk=proposed.pk).update(months=3)
    shown = client.get(page)
    assertContains(shown, 'stat-note">March 2026<')
    first = month_words(shift(last, -2))
    assertContains(shown, f'stat-note">{first} – {month_words(last)}<')


def test_a_share_of_more_than_all_is_neither_asked_for_nor_approved(
    proposed, agent, service_level_manager
):
    by = {"number": proposed.number, "at": APRIL}
    words = {"title": proposed.title, "description": proposed.description}
    beyond = {"measure": "clocks.share_met", "target_value": Decimal(150)}
    with pytest.raises(ValidationError, match="between 0 and 100 %"):
        change_improvement(**by, **words, terms=beyond, actor=agent)
    # One that was written down before it was refused.
    Improvement.objects.filter(pk=proposed.pk).update(**beyond)
    with pytest.raises(ValidationError, match="between 0 and 100 %"):
        approve_improvement(**by, actor=service_level_manager)
