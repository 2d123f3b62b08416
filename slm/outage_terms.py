"""What is said of an outage, as a value: from a form, a program or a row, all alike."""

from dataclasses import dataclass, fields
from datetime import datetime

from accounts.models import Organisation
from catalogue.models import Service
from slm.choices import Loss
from slm.models import Outage


@dataclass(frozen=True, slots=True)
class OutageTerms:
    """What is said of an outage; `end` is None while it goes on."""

    service: Service
    start: datetime
    text: str
    end: datetime | None = None
    component: str = ""
    customer: Organisation | None = None
    loss: str = Loss.FULL
    share: int | None = None
    users: int | None = None
    is_planned: bool = False
    detected_at: datetime | None = None
    responded_at: datetime | None = None
    repaired_at: datetime | None = None

    @classmethod
    def of(cls, outage: Outage) -> "OutageTerms":
        """Return what a stored outage says."""
        return cls(**{field.name: getattr(outage, field.name) for field in fields(cls)})
