"""What a target may rest on, and finding those that rest on too little by now."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import Event, User
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion, ChainFault
from slm.selectors.chain_checks import RATIOS
from slm.selectors.chains import chain_of, chains_above
from slm.terms import Rest

# An agreement with a team may rest on contracts, a contract on nothing.
MAY_REST_ON = {Leg.SLA: (Leg.OLA, Leg.UC), Leg.OLA: (Leg.UC,), Leg.UC: ()}


def check_rests(agreement: Agreement, metric: str, rests: Sequence[Rest]) -> None:
    """:raises ValidationError: unless a target of the agreement may rest on these"""
    allowed = MAY_REST_ON[Leg(agreement.leg)]
    for rest in rests:
        if rest.leg.leg not in allowed:
            raise ValidationError(
                _("%(agreement)s cannot rest on %(leg)s.")
                % {"agreement": agreement, "leg": rest.leg}
            )
        if (rest.metric in RATIOS) != (metric in RATIOS):
            raise ValidationError(
                _("Availability rests on availability, times rest on times.")
            )
    if len({(rest.leg.pk, rest.metric) for rest in rests}) < len(rests):
        raise ValidationError(_("Name each agreement only once for the same measure."))


def recheck_chains(
    *, legs: Iterable[int] | None = None, because: str, actor: User, at: datetime
) -> int:
    """
    Check again what rests on these agreements, or every chain in force.

    What no longer holds, or holds again, is recorded on the agreement above, once.
    Returns on how many something changed.
    """
    changed = 0
    for pk in chains_above(legs, at=at):
        changed += _recheck(pk, because, actor, at)
    return changed


@transaction.atomic
def _recheck(pk: int, because: str, actor: User, at: datetime) -> bool:
    # Two that check at once must not both believe to be the first who found it.
    version = (
        AgreementVersion.objects.select_related("agreement__item")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=pk)
    )
    today = version.agreement.day_of(at)
    found = {fault.code: fault for fault in chain_of(version, on=today).obstacles}
    known = ChainFault.objects.filter(version=version, mended_at=None)
    stored = set(known.values_list("code", flat=True))
    broken, mended = sorted(found.keys() - stored), sorted(stored - found.keys())
    if mended:
        _note("mended", version, mended, because, actor, at)
        known.filter(code__in=mended).update(mended_at=at)
    if broken:
        event = _note("broken", version, broken, because, actor, at)
        ChainFault.objects.bulk_create(
            ChainFault(version=version, code=code, found_at=at, found_by=event)
            for code in broken
        )
    return bool(broken or mended)


def _note(
    what: str,
    version: AgreementVersion,
    codes: Collection[str],
    because: str,
    actor: User,
    at: datetime,
) -> Event:
    return record_event(
        f"agreement.chain_{what}",
        item=version.agreement.item,
        actor=actor,
        at=at,
        facts={"version": version.number, "faults": list(codes), "because": because},
    )
