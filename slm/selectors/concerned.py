"""Which records an agreement is about, or ever was."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from core.models import Event
from records.models import Holding, Record
from slm.choices import Leg
from slm.facts import RECLASSIFIED
from slm.models import Agreement
from slm.selectors.book import rules_of


def records_concerned(agreement: Agreement) -> QuerySet[Record]:
    """Return the records that the agreement may have been about at some time."""
    records = Record.objects.all()
    if agreement.customer_id:
        return _about(records, "customer", [agreement.customer_id])
    if agreement.leg == Leg.SLA:
        return records
    held = Holding.objects.filter(**{agreement.party_field: agreement.party})
    return records.filter(pk__in=held.values("record"))


def records_promised(agreement: Agreement) -> QuerySet[Record]:
    """Return those of them that were about a service which a version of it names."""
    records, named = records_concerned(agreement), set[int]()
    for version in agreement.versions.published():
        for rule in rules_of(version):
            if rule.service_ids is None:
                return records
            named |= rule.service_ids
    return _about(records, "service", named)


def _about(
    records: QuerySet[Record], name: str, ids: Collection[int]
) -> QuerySet[Record]:
    """Narrow to records of these, and to those that have become another's since."""
    left = Event.objects.named(RECLASSIFIED).filter(
        **{f"changes__{name}__0__in": list(ids)}
    )
    return records.filter(Q(**{f"{name}__in": ids}) | Q(pk__in=left.values("item")))
