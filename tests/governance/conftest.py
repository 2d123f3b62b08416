from tests.slm.conftest import agreement, draft, incident, office, resolution

__all__ = ["agreement", "draft", "incident", "office", "resolution"]
