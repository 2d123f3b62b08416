from records.models.matrix import PriorityMatrix
from records.models.record import Category, Holding, Record
from records.models.reference import ExternalReference
from records.models.search import SearchDocument
from records.models.timeline import Entry, Rating
from records.models.view import SavedView

__all__ = [
    "Category",
    "Entry",
    "ExternalReference",
    "Holding",
    "PriorityMatrix",
    "Rating",
    "Record",
    "SavedView",
    "SearchDocument",
]
