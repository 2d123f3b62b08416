"""What is stored of agreements, which events may change it, and what tells of it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from calendars.selectors import untold_versions
from core.canonical import canonical_json, plain, sha256
from core.evidence_rows import (
    ANY,
    Change,
    Pair,
    Parts,
    agrees,
    has_row,
    joined,
    own_rows,
    personal,
    register_rows,
    rows_below,
    told_of,
)
from core.models import Event
from slm.choices import ExclusionState, Leg
from slm.evidence_repairs import explains_decided, has_untold_repairs
from slm.models import (
    Agreement,
    AgreementVersion,
    Exclusion,
    Outage,
    OutageCause,
    PeriodResult,
    Point,
)
from slm.selectors.belonging import rows_of_versions
from slm.selectors.recalculating import CHANGED, FOLLOWED
from slm.terms import stored_facts

MAY_CHANGE = (
    *("status", "valid_to", "end_reason", "review_on", "notice_given_on"),
    *("notice_months", "notice_days", "renews_months", "agreed_to"),
)
PUBLISHED = "agreement.activated"
TERMINATED = "agreement.terminated"
FROZEN = ("period.closed", "period.revised")
SUMMED = ("met", "breached", "void", "verdict")
# Each is stored with a new version of the agreement.
SAVED = (
    PUBLISHED,
    TERMINATED,
    "agreement.contents_edited",
    *(f"agreement.draft_{done}" for done in ("edited", "started", "discarded")),
    *(f"agreement.target_{done}" for done in ("added", "changed", "removed")),
    *(f"agreement.{done}" for done in ("renewed", "notice_given", "review_moved")),
    *(f"agreement.step_{done}" for done in ("added", "removed")),
)


def agreement_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """
    Return agreements with what was put into force, and what each month came to.

    Drafts are nothing promised.
    """
    versions = AgreementVersion.objects.filter(agreement__in=ids).published()
    results = PeriodResult.objects.filter(agreement__in=ids)
    return joined(
        own_rows(Agreement, ids),
        rows_below(versions, "agreement", "version", apart=MAY_CHANGE),
        *rows_of_versions(versions),
        rows_below(results, "agreement", "result"),
    )


def explains_agreement(change: Change) -> bool:
    """Whether the events recorded since account for a change of an agreement."""
    name, _space, rest = change.part.partition(" ")
    if name == "result":
        # Whether a new one reads as it was frozen is asked of all of them.
        return change.is_none or (not change.was and change.value is not None)
    if name != "version":
        return change.follows()
    pk, _space, field = rest.partition(" ")
    version = AgreementVersion.objects.filter(pk=int(pk)).first()
    if version is None:
        return False
    if field:
        return change.follows(partial(_told, version.number, field))
    return change.is_none or any(
        not change.was and agrees(change.value, _published(event, change.history))
        for event in change.recorded(PUBLISHED)
        if event.facts["version"] == version.number
    )


def misread_results(parts: Parts, history: Sequence[Event]) -> Iterable[str]:
    """Yield what months came to where it is not as it was frozen, or is gone."""
    rows = {part: row for part, row in parts.items() if part.startswith("result ")}
    frozen = [_frozen(event) for event in history if event.name in FROZEN]
    for part, row in rows.items():
        if not _is_whole(row) or not any(agrees(row, said) for said in frozen):
            yield part
    for said in frozen:
        if not any(agrees(row, said) for row in rows.values()):
            yield f"result of {said['month']}"


def _is_whole(row: Mapping[str, Any]) -> bool:
    """Whether the figures have the hash that is stored, and sum up to what is shown."""
    totals = row["data"].get("totals", {})
    is_summed = agrees(row, {name: totals.get(name) for name in SUMMED})
    return is_summed and sha256(canonical_json(row["data"])) == row["data_hash"]


def _frozen(event: Event) -> Mapping[str, Any]:
    """Return what the result is that the event tells of."""
    said = personal(event).get("reason", ["", ""])[1]
    return {
        "agreement": event.item_id,
        **{name: event.facts[name] for name in ("month", "revision", "data_hash")},
        "reason": ANY if event.has_lost_values else said,
        "closed_at": event.occurred_at,
        "closed_by": event.actor_id,
    }


def keeps_agreement(event: Event, parts: Parts) -> bool:
    """Whether the version that an event put into force is still there."""
    number = event.facts.get("version")
    return event.name != PUBLISHED or has_row(parts, "version", number=number)


def _told(number: int, field: str, part: str, event: Event) -> Pair | None:
    """Return what an event says of a field of the version of that number."""
    if event.facts.get("version") != number or event.name not in ENDED_OR_PUBLISHED:
        return None
    if event.name == TERMINATED and field == "end_reason":
        return "", ANY if event.has_lost_values else personal(event).get("reason")
    if event.name == PUBLISHED:
        # Before, it was a draft: nothing that a pack holds.
        said = {"status": event.changes["status"][1], **event.facts}
        return "", said.get(field)
    return told_of(field, event)


ENDED_OR_PUBLISHED = (
    PUBLISHED,
    "agreement.superseded",
    TERMINATED,
    *(f"agreement.{done}" for done in ("renewed", "notice_given", "review_moved")),
)


def _is_as_agreed(version: AgreementVersion, event: Event) -> bool:
    """Whether what is below a version reads as the event put it into force."""
    targets = version.targets.order_by("id").prefetch_related("budgets", "credit_rules")
    terms = [{"target": one.pk, **stored_facts(one)} for one in targets]
    services = sorted(row.service_id for row in version.service_rows.all())
    agreed = {"version": version.number, "targets": terms, "services": services}
    return agrees(plain(agreed), {name: event.facts[name] for name in agreed})


def is_told(record_id: int) -> bool:
    """Whether events say of all agreements and hours by which its clocks count."""
    points = Point.objects.filter(clock__record=record_id)
    versions = points.values("budget__target__version")
    calendars = points.values_list("budget__target__calendar", flat=True)
    if untold_versions(calendars) or _untold_exclusions() or has_untold_repairs():
        return False
    agreed = AgreementVersion.objects.filter(pk__in=versions)
    return all(_is_told_version(version) for version in agreed)


def _is_told_version(version: AgreementVersion) -> bool:
    events = Event.objects.named(PUBLISHED).filter(
        item=version.agreement_id, facts__version=version.number
    )
    first_day = {"valid_from": version.valid_from}
    return any(
        not event.fault()
        and _is_as_agreed(version, event)
        and agrees(event.facts, first_day)
        for event in events.select_related("data", "seal")
    )


def has_followed(record_id: int, since: int) -> bool:
    """Whether hours of a record's clocks, or exclusions, changed after an event."""
    points = Point.objects.filter(clock__record=record_id)
    later = Event.objects.filter(pk__gt=since)
    hours = later.named(*CHANGED["calendar"], FOLLOWED["calendar"]).filter(
        item__in=points.values("budget__target__calendar")
    )
    exclusions = later.named(*CHANGED["exclusion"], FOLLOWED["exclusion"])
    repairs = later.named(*CHANGED["repair"], FOLLOWED["repair"])
    return any(one.exists() for one in (hours, exclusions, repairs))


def _untold_exclusions() -> bool:
    """Whether an exclusion counts that nobody recorded as approved, in that span."""
    approved = Exclusion.objects.filter(state=ExclusionState.APPROVED)
    return any(not _is_told_exclusion(one) for one in approved)


def _is_told_exclusion(exclusion: Exclusion) -> bool:
    events = Event.objects.filter(item=exclusion.pk).select_related("data", "seal")
    told = {event.name: event for event in events if not event.fault()}
    asked = told.get("exclusion.requested")
    if asked is None or "exclusion.approved" not in told:
        return False
    span = plain({"start": exclusion.start, "end": exclusion.end})
    return all(asked.changes[name][1] == span[name] for name in span)


def _published(event: Event, history: Sequence[Event]) -> Mapping[str, Any]:
    """Return what the version is that the event put into force."""
    return {
        "agreement": event.item_id,
        "title": event.facts["title"],
        "valid_from": event.facts["valid_from"],
        "summary": _summary(event, history),
        "activated_at": event.occurred_at,
        "activated_by": event.actor_id,
    }


def _summary(published: Event, history: Sequence[Event]) -> Any:
    """Return what was last said to be agreed, before it was put into force."""
    summary: Any = ""
    for event in history:
        if event.pk > published.pk or event.name not in SAYS_SUMMARY:
            continue
        if event.name == "agreement.draft_started":
            summary = ""
        elif event.has_lost_values:
            summary = ANY
        elif said := personal(event).get("summary"):
            summary = said[1] if isinstance(said, list) else said
    return summary


SAYS_SUMMARY = (
    "agreement.created",
    "agreement.draft_started",
    "agreement.draft_edited",
)


MOVED = tuple(
    f"exclusion.{done}"
    for done in ("counted", "approved", "rejected", "retracted", "withdrawn")
)


def exclusion_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(Exclusion, ids)


def outage_rows(ids: Sequence[int]) -> dict[int, Parts]:
    causes = OutageCause.objects.filter(outage__in=ids)
    return joined(own_rows(Outage, ids), rows_below(causes, "outage", "cause"))


OUTAGE_MOVED = tuple(
    f"outage.{done}"
    for done in ("amended", "ended", "confirmed", "disputed", "corrected", "withdrawn")
)

register_rows("outage", outage_rows, counted=OUTAGE_MOVED)
register_rows("exclusion", exclusion_rows, explains=explains_decided, counted=MOVED)
for leg in Leg.values:
    register_rows(
        leg,
        agreement_rows,
        explains=explains_agreement,
        keeps=keeps_agreement,
        misread=misread_results,
        counted=SAVED,
    )
