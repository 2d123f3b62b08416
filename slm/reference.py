"""Rows that service levels cannot do without."""

from django.utils.translation import gettext_noop

from slm.models import BookEdition, BreachCause
from slm.models.cause import UNKNOWN

CAUSES = (
    gettext_noop("Capacity"),
    gettext_noop("Skills"),
    gettext_noop("Supplier"),
    gettext_noop("Wrong target"),
    gettext_noop("Customer"),
    gettext_noop("Tool"),
    gettext_noop("Procedure"),
    UNKNOWN,
)


def ensure() -> None:
    """Make the row of the agreements' edition, and the causes to begin with."""
    BookEdition.objects.get_or_create(id=1)
    if not BreachCause.objects.exists():
        BreachCause.objects.bulk_create(BreachCause(name=name) for name in CAUSES)
