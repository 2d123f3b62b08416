from core.models.event import Event, EventData
from core.models.item import Item, Numbered
from core.models.job import Job, JobState
from core.models.outbox import Outbox
from core.models.seal import Seal
from core.models.user import User

__all__ = [
    "Event",
    "EventData",
    "Item",
    "Job",
    "JobState",
    "Numbered",
    "Outbox",
    "Seal",
    "User",
]
