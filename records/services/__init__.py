from records.services.categories import create_category, edit_category
from records.services.classifying import reclassify_record
from records.services.editing import edit_record, reword_record, set_confidential
from records.services.holding import hold_record
from records.services.locking import (
    EarlierThanLastChange,
    StaleRecord,
    instant_of_act,
    lock_record,
)
from records.services.matrix import change_priority_matrix
from records.services.moving import move_record
from records.services.opening import open_record
from records.services.outside import note_outside_update
from records.services.saved_views import delete_view, save_view
from records.services.supplying import (
    Handover,
    hand_to_supplier,
    note_supplier_answer,
    take_back,
)
from records.services.writing import add_entry, check_read, rate_record

__all__ = [
    "EarlierThanLastChange",
    "Handover",
    "StaleRecord",
    "add_entry",
    "change_priority_matrix",
    "check_read",
    "create_category",
    "delete_view",
    "edit_category",
    "edit_record",
    "hand_to_supplier",
    "hold_record",
    "instant_of_act",
    "lock_record",
    "move_record",
    "note_outside_update",
    "note_supplier_answer",
    "open_record",
    "rate_record",
    "reclassify_record",
    "reword_record",
    "save_view",
    "set_confidential",
    "take_back",
]
