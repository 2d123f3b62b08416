"""What files say of signatures, notice, renewal and reviews; and evidence of it."""

from datetime import date

import pytest

from core.periods import month
from slm.evidence_agreements import agreements_with_customers, contracts_with_suppliers
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.models import Agreement
from tests.slm.test_contracts import UC, manager

__all__ = ["manager"]
pytestmark = pytest.mark.django_db

UNSIGNED, SIGNED = UC.partition("signatures:")[0], UC
TERM = "valid_from: 2026-01-01\n  valid_to: 2027-01-01\n  notice_months: 3"
RENEWING = f"{TERM}\n  notice_days: 5\n  renews_months: 12\n  review_on: 2026-09-01"
BEGINS = "valid_from: 2026-01-01\ncalendars"


def version_of(imported):
    return imported.agreement.versions.get()


def test_without_signatures_it_is_offered_and_waits(manager):
    found = version_of(import_agreement(UNSIGNED, **manager))

    assert (found.status, found.stage) == ("draft", "in_negotiation")
    assert not import_agreement(UNSIGNED, **manager).has_changed


def test_signed_later_the_same_file_puts_it_into_force(manager):
    import_agreement(UNSIGNED, **manager)

    found = import_agreement(SIGNED, **manager)

    assert found.has_changed
    assert version_of(found).status == "in_force"
    assert Agreement.objects.count() == 1


def test_signed_by_some_it_still_waits(manager):
    lines = [line for line in SIGNED.splitlines() if "role: supplier" not in line]
    found = version_of(import_agreement("\n".join(lines), **manager))

    assert [role.value for role in found.missing_roles] == ["supplier"]


def test_notice_renewal_and_review_go_out_and_in(manager):
    text = SIGNED.replace(BEGINS, f"{RENEWING}\ncalendars")
    found = version_of(import_agreement(text, **manager))

    assert (found.notice_months, found.notice_days, found.renews_months) == (3, 5, 12)
    assert found.review_on == date(2026, 9, 1)
    exported = export_agreement(found)
    assert not import_agreement(exported, **manager).has_changed


@pytest.mark.parametrize(
    ("was", "put", "path"),
    [
        ("role: supplier", "role: friend", "signatures[1].role"),
        ("name: Susi Supplier, ", "", "signatures[1].name"),
        ("reference: Folder 1}", "colour: red}", "signatures[0].colour"),
        (BEGINS, f"{TERM[:-1]}0\ncalendars", "agreement.notice_months"),
        (
            BEGINS,
            "valid_from: 2026-01-01\n  interim: no\ncalendars",
            "agreement.interim",
        ),
    ],
)
def test_what_is_wrong_is_named(was, put, path, manager):
    assert was in SIGNED
    with pytest.raises(ExchangeError) as error:
        import_agreement(SIGNED.replace(was, put), **manager)

    assert path in [problem.path for problem in error.value.problems]
    assert not Agreement.objects.exists()


def test_a_role_that_does_not_sign_it_is_refused(manager):
    with pytest.raises(ExchangeError, match="in that role"):
        import_agreement(SIGNED.replace("role: supplier", "role: customer"), **manager)
    assert not Agreement.objects.exists()


def test_evidence_tells_who_signed_what_and_when(manager, auditor):
    import_agreement(SIGNED, **manager)

    found = contracts_with_suppliers(month(date(2026, 3, 1)), auditor)

    facts = dict(found.rows[0].facts)
    assert (
        "Susi Supplier; Sales; 2026-01-01; on paper, Folder 1"
        in (facts["Signed as: Supplier"])
    )
    assert "SHA-256" in facts["Signed as: Contract manager"]


def test_an_interim_agreement_alone_leaves_a_gap(agreement, incident, auditor):
    march = month(date(2026, 3, 1))
    assert agreements_with_customers(march, auditor).verdict == "evidenced"

    Agreement.objects.filter(pk=agreement.pk).update(is_interim=True)

    found = agreements_with_customers(march, auditor)
    assert found.verdict == "gap"
    assert "formal" in found.reason
