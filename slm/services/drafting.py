from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Service
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.numbers import new_item
from slm.choices import PARTIES
from slm.models import Agreement, AgreementService, AgreementVersion, Target
from slm.parts import Contents
from slm.permissions import may_manage
from slm.services.locking import draft_of, lock_agreement, save_agreement
from slm.services.rewording import void_if_reworded
from slm.services.steps import copy_steps
from slm.services.storing import store_contents, store_target
from slm.terms import TargetTerms

DURATION = ("notice_months", "notice_days", "renews_months", "review_on")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version says beside its targets; no services means all of them."""

    valid_from: date | None = None
    valid_to: date | None = None
    summary: str = ""
    services: Sequence[Service] = ()
    notice_months: int | None = None
    notice_days: int | None = None
    renews_months: int | None = None
    review_on: date | None = None

    @classmethod
    def of(cls, version: AgreementVersion) -> "Wording":
        """Return the wording that a stored version has."""
        services = Service.objects.filter(agreement_versions=version)
        return cls(
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            summary=version.summary,
            services=tuple(services.order_by("pk")),
            **{name: getattr(version, name) for name in DURATION},
        )

    def facts(self) -> dict[str, Any]:
        """Return the wording as an event keeps it, without the free text."""
        return {
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "services": sorted(service.pk for service in self.services),
            **{name: getattr(self, name) for name in DURATION[:-1]},
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }


NOTHING_YET = Wording()


@transaction.atomic
def create_agreement(
    *,
    agreement: Agreement,
    wording: Wording = NOTHING_YET,
    actor: User,
    at: datetime,
) -> Agreement:
    """
    Begin an agreement, with a first version as a draft.

    `agreement` is not stored yet and says kind, title, parties and time zone.

    :raises PermissionDenied: if the actor may not make agreements of that kind
    :raises ValidationError: if the parties do not fit the kind
    """
    if not may_manage(actor, agreement):
        raise PermissionDenied
    agreement.full_clean(exclude=["item"])
    agreement.item = new_item(agreement.leg)
    agreement.save(force_insert=True)
    draft = AgreementVersion(agreement=agreement, number=1, title=agreement.title)
    _store(draft, wording)
    record_event(
        "agreement.created",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={**_facts(agreement), "version": draft.number, **wording.facts()},
        personal={"summary": wording.summary} if wording.summary else None,
    )
    return agreement


def _facts(agreement: Agreement) -> dict[str, Any]:
    """Return what an agreement is, whatever its versions say."""
    parties = ("provider", *PARTIES.values())
    return {
        "leg": agreement.leg,
        "level": agreement.level,
        "title": agreement.title,
        **{name: getattr(agreement, f"{name}_id") for name in parties},
        "time_zone": agreement.time_zone,
        "is_interim": agreement.is_interim,
        "replaces": agreement.replaces_id,
    }


@transaction.atomic
def edit_draft(
    *,
    number: str,
    title: str,
    wording: Wording,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Agreement:
    """
    Change title, days, services and summary of the agreement's draft.

    What is in force is called as it was until the draft follows it.

    :raises TransitionNotAllowed: if it has no draft
    :raises StaleAgreement: if somebody else changed it meanwhile
    :raises ValidationError: if it would end before it starts
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    before, renamed = Wording.of(draft), _rename(draft, title)
    _store(draft, wording)
    save_agreement(agreement, fields=["title"])
    record_event(
        "agreement.draft_edited",
        item=agreement.item,
        actor=actor,
        at=at,
        changes={**renamed, **_differences(before.facts(), wording.facts())},
        facts={"version": draft.number},
        personal={"summary": [before.summary, wording.summary]}
        if before.summary != wording.summary
        else None,
    )
    void_if_reworded(draft, actor=actor, at=at)
    return agreement


@transaction.atomic
def start_new_version(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> AgreementVersion:
    """
    Copy the newest version into a draft that can be changed.

    :raises TransitionNotAllowed: if there is a draft already
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    if agreement.versions.drafts().exists():
        raise TransitionNotAllowed(_("There is a draft already."))
    last = agreement.versions.order_by("number").last()
    if last is None:
        raise TransitionNotAllowed(_("There is nothing to copy."))
    draft = AgreementVersion(
        agreement=agreement, number=last.number + 1, title=last.title
    )
    _store(draft, _going_on(Wording.of(last)))
    said = last.targets.prefetch_related("budgets", "credit_rules")
    for target in said.order_by("id"):
        store_target(TargetTerms.of(target), Target(version=draft))
    store_contents(Contents.of(last), draft)
    copy_steps(last, draft)
    save_agreement(agreement)
    record_event(
        "agreement.draft_started",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "copied_from": last.number},
    )
    return draft


@transaction.atomic
def discard_draft(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Agreement:
    """
    Throw the draft of a new version away.

    :raises TransitionNotAllowed: if there is no draft, or nothing but the draft
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    if not agreement.versions.published().exists():
        raise TransitionNotAllowed(_("The first version cannot be discarded."))
    contents = Contents.of(draft)
    facts = {
        "version": draft.number,
        "targets": [TargetTerms.of(target).facts() for target in draft.targets.all()],
        **contents.facts(),
    }
    draft.delete()
    save_agreement(agreement)
    record_event(
        "agreement.draft_discarded",
        item=agreement.item,
        actor=actor,
        at=at,
        facts=facts,
        personal={f"section_{key}": text for key, text in contents.sections.items()},
    )
    return agreement


def _rename(draft: AgreementVersion, title: str) -> dict[str, list[str]]:
    """Call the draft so, and an agreement that was never in force; return what changes."""
    was, draft.title = draft.title, title
    if draft.agreement.versions.published().exists():
        return {"draft_title": [was, title]} if was != title else {}
    draft.agreement.title = title
    return {"title": [was, title]} if was != title else {}


def _going_on(last: Wording) -> Wording:
    """Return what a next version begins with: the days are for people to say."""
    return replace(
        last,
        valid_from=None,
        valid_to=None,
        summary="",
        renews_months=None,
        review_on=None,
    )


def _store(draft: AgreementVersion, wording: Wording) -> None:
    draft.valid_from, draft.valid_to = wording.valid_from, wording.valid_to
    draft.summary = wording.summary
    for name in DURATION:
        setattr(draft, name, getattr(wording, name))
    draft.full_clean()
    draft.save()
    draft.service_rows.all().delete()
    AgreementService.objects.bulk_create(
        AgreementService(version=draft, service=service) for service in wording.services
    )


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [before[name], value]
        for name, value in after.items()
        if before[name] != value
    }
