from records.models import Record
from slm.choices import Leg
from slm.models import Agreement
from slm.selectors.book import target_book


def contracts_for(record: Record) -> dict[int, Agreement]:
    """
    Return, by supplier, the contract by which a clock runs while it has the record.

    As the engine chooses: in force when the record was opened, and about its service.
    """
    facts = record.facts()
    covering: dict[int, int] = {}
    # The most specific comes first.
    for rule in target_book():
        if rule.leg != Leg.UC or rule.holder_id is None:
            continue
        if rule.covers(facts) and rule.is_in_force(record.opened_at):
            covering.setdefault(rule.holder_id, rule.agreement_id)
    found = Agreement.objects.select_related("item").in_bulk(covering.values())
    return {holder: found[agreement] for holder, agreement in covering.items()}


def is_without_contract(record: Record) -> bool:
    """Tell whether a supplier has the record that promised nothing about it."""
    supplier = record.supplier_id
    return supplier is not None and supplier not in contracts_for(record)
