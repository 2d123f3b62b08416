"""Rows that service levels cannot do without."""

from slm.models import BookEdition


def ensure() -> None:
    """Make the row that says which edition of the agreements is current."""
    BookEdition.objects.get_or_create(id=1)
