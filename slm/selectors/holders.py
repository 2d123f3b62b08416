"""What whoever holds a record is called."""

from accounts.models import Organisation, Team
from slm.ledger import Holder


class HolderNames:
    """The names of teams and suppliers, for one clock or for thousands."""

    def __init__(self) -> None:
        self._teams = dict(Team.objects.values_list("pk", "name"))
        # Few clocks were ever in a supplier's hands: asked for one by one.
        self._suppliers: dict[int, str] = {}

    def of(self, holder: Holder | None) -> str:
        """Return the supplier in whose hands it is, else the team; nobody is empty."""
        if holder is None:
            return ""
        if holder.supplier is not None:
            return self._supplier(holder.supplier)
        return self._teams.get(holder.team or 0, "")

    def _supplier(self, pk: int) -> str:
        if pk not in self._suppliers:
            names = Organisation.objects.values_list("name", flat=True)
            self._suppliers[pk] = names.get(pk=pk)
        return self._suppliers[pk]
