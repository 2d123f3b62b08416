"""What is stored of measures, agreed catalogues and what-ifs, and what tells of it."""

from collections.abc import Iterable, Sequence

from core.canonical import canonical_json, sha256
from core.evidence_rows import Parts, agrees, joined, own_rows, register_rows
from core.models import Event
from slm.models import AgreedCatalogue, Measure, MeasuredValue, WhatIf
from slm.selectors import hash_of
from slm.selectors.values import parts_of_days

# Each is stored with a new version of the catalogue.
MOVED = tuple(
    f"agreed_catalogue.{done}"
    for done in ("offered", "agreed", "declined", "withdrawn", "superseded")
)


def measure_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return measures with what was measured, day by day."""
    values = MeasuredValue.objects.filter(measure__in=ids).order_by("at")
    return joined(own_rows(Measure, ids), parts_of_days(values.iterator()))


def catalogue_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(AgreedCatalogue, ids)


def misread_catalogue(parts: Parts, history: Sequence[Event]) -> Iterable[str]:
    """Yield the content if it is not what was offered and signed."""
    digest = hash_of(parts["content"])
    told = [event.facts["content_hash"] for event in history if event.name in MOVED]
    if any(one != digest for one in (parts["content_hash"], *told)):
        yield "content"


def what_if_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(WhatIf, ids)


def misread_what_if(parts: Parts, history: Sequence[Event]) -> Iterable[str]:
    """Yield the result if it is not what was found."""
    found = {"data_hash": sha256(canonical_json(parts["data"]))}
    made = [event.facts for event in history if event.name == "what_if.made"]
    if any(not agrees(facts, found) for facts in made):
        yield "data"


register_rows("measure", measure_rows, counted=("measure.edited",))
register_rows(
    "agreed_catalogue", catalogue_rows, misread=misread_catalogue, counted=MOVED
)
register_rows("what_if", what_if_rows, misread=misread_what_if)
