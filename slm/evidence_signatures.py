"""What shows who signed agreements, by what right, and which wording."""

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, shown_by
from core.models import User
from slm.models import Agreement, AgreementVersion, Signature


def signatures(period: Period, reader: User) -> Finding:
    """Find who signed what was in force; a gap where somebody did not."""
    versions = (
        AgreementVersion.objects.within(period)
        .filter(agreement__in=Agreement.objects.visible_to(reader))
        .select_related("agreement__item")
        .prefetch_related("signatures__person", "signatures__version__agreement")
        .order_by("-activated_at", "-pk")
    )
    return shown_by(
        [_row(one, period) for one in versions],
        nothing=_("No agreement was in force."),
        gap=_("Not signed by everybody: %s."),
    )


def _row(version: AgreementVersion, period: Period) -> EvidenceRow:
    agreement = version.agreement
    missing = [str(role.label) for role in version.missing_roles]
    return EvidenceRow(
        agreement.pk,
        agreement.number,
        agreement.title,
        version.activated_at or period.start,
        (
            (_("Version"), str(version.number)),
            *[signature_row(one) for one in version.valid_signatures],
            *[(_("Not signed as"), label) for label in missing],
        ),
        is_overdue=bool(missing),
    )


def signature_row(signature: Signature) -> tuple[str, str]:
    """Return for which party somebody signed: who, by what right, when, which wording."""
    how = _("on paper, %s") % signature.reference if signature.is_on_paper else ""
    words = (
        signature.signer,
        signature.authority,
        signature.signed_on.isoformat(),
        how,
        f"SHA-256 {signature.digest[:12]}…",
    )
    label = _("Signed as: %s") % signature.get_role_display()
    return label, "; ".join(word for word in words if word)
