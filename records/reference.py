"""Rows that records cannot do without."""

from datetime import UTC, datetime

from core.system_users import ensure_system_user
from records.models import PriorityMatrix
from records.models.matrix import STANDARD_CELLS

# Earlier than anything that may ever be imported.
BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)


def ensure() -> None:
    """Make the first priority matrix if there is none."""
    if not PriorityMatrix.objects.exists():
        PriorityMatrix.objects.create(
            version=1,
            cells=STANDARD_CELLS,
            valid_from=BEGINNING,
            made_by=ensure_system_user("records"),
        )
