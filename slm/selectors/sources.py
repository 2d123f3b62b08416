"""Where a line of what holds for a customer comes from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from slm.models import Agreement, AgreementVersion


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from: a version, and the services that it is about."""

    version: AgreementVersion
    service_ids: frozenset[int]

    @property
    def agreement(self) -> Agreement:
        return self.version.agreement

    @property
    def words(self) -> str:
        """Say for whom it holds: for its services, for its customer, or for all of them."""
        services = sorted(row.service.name for row in self.version.service_rows.all())
        who = ", ".join(services) or self.agreement.customer
        return _("for %(who)s") % {"who": who} if who else _("for all customers")

    @property
    def is_for_all(self) -> bool:
        """Whether it holds for every customer."""
        return self.agreement.customer_id is None

    @property
    def rank(self) -> tuple[bool, bool]:
        """Whether it names a customer, and services: the greater one goes first."""
        return self.agreement.customer_id is not None, bool(self.service_ids)

    def overrides(self, other: "Source", about: frozenset[int]) -> bool:
        """Whether what it says holds instead of the other, wherever the other holds."""
        if self.rank <= other.rank:
            return False
        held = other.service_ids & about if about else other.service_ids
        held = held or about
        return not self.service_ids or (bool(held) and held <= self.service_ids)
