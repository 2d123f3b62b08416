"""Interim agreements, next versions, and what the database keeps of signatures."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.kinds import page_of
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from slm.models import Agreement, AgreementVersion
from slm.notice import warning_due
from slm.selectors import interim_warnings
from slm.selectors.negotiating import applying_after
from slm.services import (
    Wording,
    activate_agreement,
    edit_draft,
    follow_agreements,
    offer_draft,
    start_new_version,
    terminate_agreement,
)
from tests.factories.slm import put_into_force, sign_for_all
from tests.slm.conftest import YEAR_START
from tests.slm.parties import made_with, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


def version_of(agreement):
    return agreement.versions.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE slm_signature SET authority = 'x'",
        "UPDATE slm_signature SET voided_at = now()",
        "DELETE FROM slm_signature",
        "UPDATE slm_offer SET digest = 'x'",
        "DELETE FROM slm_offer",
    ],
)
def test_signatures_do_not_change_by_sql(statement, agreement):
    with pytest.raises(InternalError), transaction.atomic():
        connection.cursor().execute(statement)


def test_an_interim_agreement_is_issued_by_the_service_level_manager_alone(
    provider, customer, resolution, by
):
    parties = {"provider": provider, "customer": customer, "is_interim": True}
    made = made_with("sla", parties, by, resolution)
    with pytest.raises(TransitionNotAllowed):
        offer_draft(number=made.number, **by)
    sign(made, "service_level_manager", **by)
    with pytest.raises(ValidationError, match="last day"):
        activate_agreement(number=made.number, **by)

    wording = Wording(valid_from=YEAR_START, valid_to=date(2026, 7, 1))
    edit_draft(number=made.number, title="Interim", wording=wording, **by)
    sign(made, "service_level_manager", **by)
    activate_agreement(number=made.number, **by)
    assert version_of(made).status == "in_force"


def test_only_an_interim_agreement_of_the_same_customer_is_replaced(
    provider, agreement, other_customer, customer, resolution, by
):
    parties = {"provider": provider, "customer": other_customer, "is_interim": True}
    interim = made_with("sla", parties, by, resolution)

    for wrong in (agreement, interim):
        parties = {"provider": provider, "customer": customer, "replaces": wrong}
        with pytest.raises(ValidationError, match="interim agreement of its customer"):
            made_with("sla", parties, by, resolution)


@pytest.fixture
def formal(provider, customer, resolution, by):
    """The draft of what takes the place of an interim agreement in force."""
    parties = {"provider": provider, "customer": customer}
    interim = made_with("sla", {**parties, "is_interim": True}, by, resolution)
    wording = Wording(valid_from=YEAR_START, valid_to=date(2026, 7, 1))
    edit_draft(number=interim.number, title="Interim", wording=wording, **by)
    put_into_force(number=interim.number, **by)
    formal = made_with("sla", {**parties, "replaces": interim}, by, resolution)
    begins = Wording(valid_from=date(2026, 5, 1))
    edit_draft(number=formal.number, title="Formal", wording=begins, **by)
    sign_for_all(number=formal.number, **by)
    return formal


def test_the_formal_agreement_ends_the_interim_one(formal, by):
    activate_agreement(number=formal.number, **by)

    ended = version_of(formal.replaces)
    assert (ended.status, ended.valid_to) == ("superseded", date(2026, 5, 1))
    event = Event.objects.get(name="agreement.superseded")
    assert event.facts["agreement"] == formal.number


def test_both_are_locked_before_the_book(formal, by):
    with CaptureQueriesContext(connection) as asked:
        activate_agreement(number=formal.number, **by)

    locks = [one["sql"] for one in asked if " UPDATE" in one["sql"][-40:]]
    tables = [sql.partition(" FROM ")[2].split()[0].strip('"') for sql in locks]
    assert tables == ["slm_agreement", "slm_agreement", "slm_bookedition"]


def test_a_new_version_of_the_same_terms_is_signed_anew(agreement, by, noon):
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=date(2027, 1, 1))
    edit_draft(number=agreement.number, title="Workplace", wording=wording, **by)
    with pytest.raises(ValidationError, match="Signatures are missing"):
        activate_agreement(number=agreement.number, **by)

    sign_for_all(
        number=agreement.number, actor=by["actor"], at=noon + timedelta(days=1)
    )
    activate_agreement(number=agreement.number, **by)
    assert agreement.versions.filter(status="superseded").count() == 1


def test_a_draft_beside_hides_nothing_from_the_customer(agreement, representative, by):
    start_new_version(number=agreement.number, **by)

    assert agreement in Agreement.objects.visible_to(representative)
    readable = AgreementVersion.objects.visible_to(representative)
    assert [one.number for one in readable] == [1]
    assert page_of(agreement.item, representative) == f"/offers/{agreement.number}/"


def test_an_interim_one_that_nothing_follows_warns_to_the_last_day(
    provider, customer, resolution, by
):
    parties = {"provider": provider, "customer": customer, "is_interim": True}
    made = made_with("sla", parties, by, resolution)
    ends = Wording(valid_from=YEAR_START, valid_to=date(2026, 7, 1))
    edit_draft(number=made.number, title="Interim", wording=ends, **by)
    sign(made, "service_level_manager", **by)
    version = activate_agreement(number=made.number, **by)
    found = []
    for back in (30, 14, 7, 1):
        at = datetime(2026, 6, 30, 12, tzinfo=UTC) - timedelta(back)
        follow_agreements(actor=by["actor"], at=at)
        found.append(Event.objects.filter(name="agreement.ends_soon").latest("pk"))
    assert [one.facts["days"] for one in found] == [30, 14, 7, 1]
    assert "No formal agreement" in " ".join(interim_warnings(version))


def test_one_that_is_followed_warns_no_more_than_others():
    assert [warning_due(left) for left in (30, 14, 7)] == [30, 30, 30]
    bare = [warning_due(left, is_bare=True) for left in (15, 14, 8, 7, 0)]
    assert bare == [30, 14, 14, 7, 1]


@pytest.fixture
def interim(provider, customer, resolution, service, by):
    """Makes an interim agreement on one service until the end of June."""

    def make(services=(service,)):
        parties = {"provider": provider, "customer": customer, "is_interim": True}
        made = made_with("sla", parties, by, resolution)
        wording = Wording(
            valid_from=YEAR_START, valid_to=date(2026, 7, 1), services=services
        )
        edit_draft(number=made.number, title="Interim", wording=wording, **by)
        return version_of(made)

    return make


def test_beside_nothing_else_nothing_is_promised_after_an_interim_agreement(interim):
    (_what, after) = interim_warnings(interim())
    assert after.endswith("nothing is promised.")


def test_beside_a_formal_agreement_that_one_applies_after_it(interim, agreement):
    (_what, after) = interim_warnings(interim())
    assert "nothing is promised" not in after
    assert f"what is promised in {agreement} applies" in after


def test_a_formal_agreement_that_ends_before_promises_nothing_after(
    interim, agreement, by
):
    number, june = agreement.number, date(2026, 6, 1)
    terminate_agreement(number=number, ends_on=june, reason="x", is_mutual=True, **by)
    assert applying_after(interim()) == []
