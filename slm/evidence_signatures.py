"""How evidence tells who signed an agreement."""

from django.utils.translation import gettext as _

from slm.models import Signature


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
