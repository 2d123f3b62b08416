"""Handing a record to a supplier, and taking it back."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.lifecycle import TransitionNotAllowed
from core.models import User
from records.models import Holding, Record
from records.search import index_record
from records.services.holding import end_holding, start_holding
from records.services.locking import changed, check_change, note_change

SUPPLY = ("supplier", "supplier_reference", "supplier_in_control")


@dataclass(frozen=True, slots=True)
class Handover:
    """
    Which supplier is to work on something.

    `reference` is the number under which the supplier has it; with `is_in_control` the
    supplier decides how it goes on, and holds it.
    """

    supplier: Organisation
    reference: str = ""
    is_in_control: bool = False


@transaction.atomic
def hand_to_supplier(
    record: Record,
    *,
    handover: Handover,
    reason: str = "",
    actor: User,
    at: datetime,
) -> Record:
    """
    Let a supplier work on a locked record; the team that has it answers for it still.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is not open
    :raises ValidationError: if that is no supplier of ours, or has it so already
    """
    check_change(record, actor=actor, at=at)
    if not record.is_open:
        raise TransitionNotAllowed(_("Only what is open can be handed to a supplier."))
    supplier = handover.supplier
    if not (supplier.is_supplier and supplier.is_active):
        raise ValidationError({"supplier": _("%s is no supplier of ours.") % supplier})
    before = _standing(record)
    record.supplier, record.supplier_reference = supplier, handover.reference.strip()
    record.supplier_in_control = handover.is_in_control
    if before == _standing(record):
        raise ValidationError(_("It is in these hands already."))
    return _pass_on(record, "records.handed_to_supplier", before, reason, actor, at)


@transaction.atomic
def take_back(record: Record, *, reason: str = "", actor: User, at: datetime) -> Record:
    """
    Take a locked record back from its supplier, who works on it no longer.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if no supplier has it
    """
    check_change(record, actor=actor, at=at)
    if record.supplier is None:
        raise TransitionNotAllowed(_("No supplier has it."))
    before = _standing(record)
    record.supplier, record.supplier_reference = None, ""
    record.supplier_in_control = False
    return _pass_on(record, "records.taken_back", before, reason, actor, at)


@transaction.atomic
def note_supplier_answer(
    record: Record, *, reference: str = "", text: str = "", actor: User, at: datetime
) -> Record:
    """
    Note that the supplier has answered: the first response of the contract.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if no supplier has it
    """
    check_change(record, actor=actor, at=at)
    if record.supplier is None:
        raise TransitionNotAllowed(_("No supplier has it."))
    before = _standing(record)
    record.supplier_reference = reference.strip() or record.supplier_reference
    note_change(
        record,
        "records.supplier_answered",
        fields=["supplier_reference"],
        actor=actor,
        at=at,
        changes=changed(before, _standing(record)),
        personal={"text": text},
    )
    index_record(record)
    Holding.objects.filter(record_id=record.pk, to_at=None).update(
        supplier_reference=record.supplier_reference
    )
    return record


def _standing(record: Record) -> dict[str, object]:
    return {
        "supplier": record.supplier_id,
        "supplier_reference": record.supplier_reference,
        "supplier_in_control": record.supplier_in_control,
    }


def _pass_on(
    record: Record,
    name: str,
    before: dict[str, object],
    reason: str,
    actor: User,
    at: datetime,
) -> Record:
    event = note_change(
        record,
        name,
        fields=SUPPLY,
        actor=actor,
        at=at,
        changes=changed(before, _standing(record)),
        personal={"reason": reason},
    )
    index_record(record)
    end_holding(record, at=at)
    if record.supplier_id or record.team_id or record.assignee_id:
        start_holding(record, event=event, at=at)
    return record
