"""Everything that a version says, as one canonical value, and its hash."""

from collections.abc import Callable
from typing import Any

from core.canonical import canonical_json, plain, sha256
from slm.choices import PARTIES
from slm.models import AgreementVersion, Measure, Target
from slm.parts import Contents
from slm.selectors.hours import promised_versions
from slm.selectors.telling import own_steps
from slm.terms import stored_facts

# On whose promises the provider rests its own is not what the other side signs.
WITHIN = {"rests_on"}
# Stored of every target, but without a meaning for one of the month.
OF_RECORDS = {"goal_percent", "thresholds"}
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


def digest_of(version: AgreementVersion) -> str:
    """
    Return the hash of the wording: of a draft as it is now, else as it was signed.

    What a version in force says does not change, but what it names may, such as hours.
    """
    signed = [one.digest for one in version.valid_signatures]
    return signed[0] if signed and not version.is_draft else wording_hash(version)


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
        "title": version.title,
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
    targets = version.targets.order_by("id").prefetch_related("budgets", "credit_rules")
    return [_target(target) for target in targets]


def _target(target: Target) -> dict[str, Any]:
    unsaid = WITHIN | OF_RECORDS if target.is_of_period else WITHIN
    facts = stored_facts(target)
    return {name: value for name, value in facts.items() if name not in unsaid}


def _hours(version: AgreementVersion) -> list[Any]:
    return [
        {
            "calendar": one.calendar_id,
            "version": one.number,
            "valid_from": one.valid_from,
            "definition": one.definition,
        }
        for one in promised_versions(version)
    ]


def _measures(version: AgreementVersion) -> list[Any]:
    used = Measure.objects.filter(targets__version=version).distinct()
    names = ("item", "unit", "service", "point", "source")
    return list(used.order_by("pk").values(*names))


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
register_wording("hours", _hours)
register_wording("measures", _measures)
register_wording(
    "steps", lambda version: [step.step.facts() for step in own_steps(version)]
)
register_wording("contents", _contents)
