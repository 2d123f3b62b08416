"""What follows for records when the personal values of somebody are erased."""

from django.db.models import Q, QuerySet

from core.erasure import ERASED, register_traces
from core.models import Event, User
from core.subscriptions import now
from records.models import Record
from records.search import index_record

NAMING = ("records.opened", "records.edited")


def events_naming(person_id: int) -> QuerySet[Event]:
    """Return the events of records that say the name of whom they were for."""
    was_for = Q(changes__requester__0=person_id) | Q(changes__requester__1=person_id)
    is_for = Q(item__record__requester=person_id, data__values__has_key="requester")
    return Event.objects.named(*NAMING).filter(is_for | was_for)


register_traces(events_naming, names=NAMING, naming=["requester"])


@now(ERASED)
def find_no_longer_by_name(event: Event, acting_as: User) -> None:
    records = Record.objects.filter(requester=event.facts["person"])
    for record in records.select_related("item", "service", "category", "requester"):
        index_record(record)
