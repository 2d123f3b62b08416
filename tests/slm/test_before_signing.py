"""What who is to sign is told before, and after."""

from datetime import date

import pytest
from django.urls import reverse

from slm.models import Comment
from slm.services import (
    Wording,
    comment_on_draft,
    decline_offer,
    edit_draft,
    settle_comment,
    start_new_version,
)
from tests.factories.slm import sign_on_paper
from tests.slm.parties import offer, sign
from tests.slm.test_agreement_pages import words
from tests.slm.test_negotiating import by, customers, offered

__all__ = ["by", "customers", "offered"]

pytestmark = pytest.mark.django_db
TERMS = (date(2027, 1, 1), date(2028, 1, 1))


@pytest.fixture
def commented(offered, representative, noon):
    """Offered, with two comments of the customer and an internal one of ours."""
    for text in ("Why so long?", "Which hours?"):
        said = {"number": offered.number, "text": text}
        comment_on_draft(**said, actor=representative, at=noon)
    return offered


def sign_url(agreement):
    return reverse("offer_sign", args=[agreement.number])


def offer_page(client, agreement):
    return client.get(reverse("offer_detail", args=[agreement.number]))


def test_open_comments_of_ones_own_are_named_before_signing(customers, commented, by):
    page = customers.get(sign_url(commented))
    assert "2 comments of yours are open" in words(page)
    first, second = Comment.objects.all()
    back = reverse("offer_detail", args=[commented.number])
    assert f'<a href="{back}#comment-{first.pk}">Why so long?</a>' in page.text
    assert f'id="comment-{first.pk}"' in offer_page(customers, commented).text

    settle_comment(number=commented.number, comment_id=first.pk, **by)
    assert "1 comment of yours is open" in words(customers.get(sign_url(commented)))
    settle_comment(number=commented.number, comment_id=second.pk, **by)
    assert "of yours" not in words(customers.get(sign_url(commented)))


def test_comments_of_the_other_side_are_not_called_ones_own(customers, offered, by):
    comment_on_draft(number=offered.number, text="<b>Ours</b>", **by)
    page = customers.get(sign_url(offered))
    assert "of yours" not in words(page)


def test_what_differs_from_what_is_in_force_is_said_in_brief(customers, agreement, by):
    start_new_version(number=agreement.number, **by)
    wording = Wording(*TERMS, notice_months=3, renews_months=12)
    edit_draft(number=agreement.number, title="Workplace", wording=wording, **by)
    offer(agreement, **by)

    page = customers.get(sign_url(agreement))
    shown = words(page)
    assert "What differs from version 1" in shown
    # First and last day, notice, each as it was and is; and the renewal.
    assert "7 lines were changed" in shown
    assert "Notice: 3 months instead of none" in shown
    assert "Renewal: by 12 months instead of none" in shown
    compare = reverse("agreement_compare", args=[agreement.number])
    assert f"{compare}?from=1&amp;to=2" in page.text


def test_a_first_version_differs_from_nothing(customers, offered):
    assert "What differs" not in words(customers.get(sign_url(offered)))


def test_after_signing_it_says_so_and_who_is_still_to_sign(
    customers, offered, representative, by, noon
):
    sign(offered, "customer", representative, noon)
    shown = words(offer_page(customers, offered))
    assert "You signed on 4 Mar" in shown
    assert "Still to sign:" in shown
    assert "sign it or decline it" not in shown
    assert "all signatures are void then, yours too" in shown
    decline = {"number": offered.number, "reason": "x"}
    decline_offer(**decline, actor=representative, at=noon)
    page = offer_page(customers, offered)
    assert reverse("offer_decline", args=[offered.number]) not in page.text


def test_who_signed_for_the_same_side_is_named(customers, offered, by):
    sign_on_paper(number=offered.number, role="customer", name="Paula Paper", **by)
    assert "Paula Paper signed for you on" in words(offer_page(customers, offered))
