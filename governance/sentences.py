"""How what is done to improvements and measures is called."""

from django.utils.translation import gettext_lazy

from core.models import Event
from core.sentences import register_event, register_fields
from governance.models import Improvement, MeasureLimit, MeasureValue


def which(event: Event) -> str:
    return str(event.facts["measure"])


for name, title in (
    ("improvement.proposed", gettext_lazy("Improvement proposed")),
    ("improvement.changed", gettext_lazy("Proposal changed")),
    ("improvement.approved", gettext_lazy("Improvement approved, baseline taken")),
    ("improvement.rejected", gettext_lazy("Improvement rejected")),
    ("improvement.started", gettext_lazy("Improvement started")),
    ("improvement.implemented", gettext_lazy("Improvement implemented")),
    ("improvement.verified", gettext_lazy("Improvement verified, result taken")),
    ("measure.taken", gettext_lazy("Measures of a month taken")),
):
    register_event(name, title)
register_event(
    "measure.alarm", gettext_lazy("Measure outside its limits"), detail=which
)
register_event(
    "process_measure.limits_set", gettext_lazy("Control limits set"), detail=which
)

register_fields("improvement", Improvement)
register_fields("measure", MeasureValue, MeasureLimit)
