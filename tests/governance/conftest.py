from tests.slm.conftest import (
    agreement,
    draft,
    incident,
    measure,
    office,
    resolution,
)

__all__ = ["agreement", "draft", "incident", "measure", "office", "resolution"]
