from tests.slm.conftest import (
    agreement,
    draft,
    incident,
    measure,
    office,
    quick_pages,
    resolution,
)

__all__ = [
    "agreement",
    "draft",
    "incident",
    "measure",
    "office",
    "quick_pages",
    "resolution",
]
