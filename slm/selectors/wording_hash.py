"""Everything that a version says, as one canonical value, and its hash."""

from collections.abc import Callable
from typing import Any

from core.canonical import canonical_json, plain, sha256
from slm.choices import PARTIES
from slm.models import AgreementVersion
from slm.parts import Contents
from slm.terms import stored_facts

CHAIN = "rests_on"
Contributor = Callable[[AgreementVersion], Any]
_contributors: dict[str, Contributor] = {}


def register_wording(key: str, contributor: Contributor) -> None:
    """
    Let a part of what a version says be part of what is signed.

    `contributor(version)` returns values that JSON can hold, or nothing if the version
    says nothing of it: what comes to be known later must not change older hashes.
    """
    _contributors[key] = contributor


def wording_of(version: AgreementVersion) -> dict[str, Any]:
    """Return all that the version says: what is signed."""
    said = {key: part(version) for key, part in _contributors.items()}
    return plain({key: value for key, value in said.items() if value})


def wording_hash(version: AgreementVersion) -> str:
    """Return the SHA-256 of all that the version says, in lower-case hexadecimal."""
    return sha256(canonical_json(wording_of(version)))


def _heading(version: AgreementVersion) -> dict[str, Any]:
    agreement = version.agreement
    names = ("provider", *PARTIES.values())
    parties = {name: getattr(agreement, f"{name}_id") for name in names}
    return {
        "number": agreement.number,
        "version": version.number,
        "kind": agreement.leg,
        "level": agreement.level,
        "is_interim": agreement.is_interim,
        "title": agreement.title,
        "time_zone": agreement.time_zone,
        **{name: pk for name, pk in parties.items() if pk},
    }


def _term(version: AgreementVersion) -> dict[str, Any]:
    return {
        "valid_from": version.valid_from,
        "valid_to": version.valid_to if version.is_draft else version.agreed_to,
        "notice_months": version.notice_months,
        "notice_days": version.notice_days,
        "renews_months": version.renews_months,
    }


def _targets(version: AgreementVersion) -> list[Any]:
    targets = version.targets.order_by("id").prefetch_related("budgets")
    # On whose promises the provider rests its own is not what the other side signs.
    return [
        {name: value for name, value in stored_facts(target).items() if name != CHAIN}
        for target in targets
    ]


def _contents(version: AgreementVersion) -> dict[str, Any]:
    contents = Contents.of(version)
    if contents == Contents():
        return {}
    return {**contents.facts(), "sections": dict(contents.sections)}


register_wording("heading", _heading)
register_wording("term", _term)
register_wording(
    "services",
    lambda version: sorted(row.service_id for row in version.service_rows.all()),
)
register_wording("summary", lambda version: version.summary)
register_wording("targets", _targets)
register_wording("contents", _contents)
