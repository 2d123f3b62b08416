"""What a clock that is far gone does not let pass."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from slm.choices import LATE
from slm.models import Clock
from slm.selectors import Reader, steps_in_effect


def check_lowering(*, record_id: int, at: datetime) -> None:
    """
    Refuse to lower the priority of a record without a reason when it is late.

    :raises ValidationError: if 75 % of a promise to the customer are used up
    """
    clocks = Clock.objects.filter(record=record_id).promised_to_customers()
    open_clocks = list(clocks.running_or_paused())
    reader = Reader()
    rules = reader.rules_for(open_clocks)
    ledgers = steps_in_effect(clock.pk for clock in open_clocks)
    for pk, steps in ledgers.items():
        reading = reader.read(steps, rules[pk], as_of=at)
        if reading.elapsed * 100 >= reading.terms.budget * LATE:
            message = _(
                "More than %d %% of the time are used up: say why the priority is lower."
            )
            raise ValidationError({"reason": message % LATE})
