"""Which approved exclusions apply to which clock: pure, no database."""

from dataclasses import dataclass

from slm.choices import Leg
from slm.clockwork import Exclusion


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clock is about, as its record is now."""

    leg: str
    record_id: int
    service_id: int | None
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """
    A span that does not count, for whatever it names; all that is named must match.

    `key` is that of the item; the span is in seconds since 1970.
    """

    key: int
    start: int
    end: int
    agreement_id: int | None = None
    service_id: int | None = None
    customer_id: int | None = None
    record_id: int | None = None

    def is_about(self, subject: Subject) -> bool:
        """
        Whether it may apply to the clock, whatever agreement that is under.

        What was promised within counts on unless its own agreement is named.
        """
        if self.agreement_id is None and subject.leg != Leg.SLA:
            return False
        return (
            self.service_id in (None, subject.service_id)
            and self.customer_id in (None, subject.customer_id)
            and self.record_id in (None, subject.record_id)
        )

    def covers(self, agreement_id: int, since: int) -> bool:
        """Whether it applies under that agreement, to anything after that second."""
        return self.agreement_id in (None, agreement_id) and self.end > since

    @property
    def span(self) -> Exclusion:
        """What `read_clock` takes."""
        return Exclusion(self.start, self.end, self.key)
