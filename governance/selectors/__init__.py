from governance.selectors.improving import (
    improvements_following,
    improvements_from,
    measured_now,
    missing_for,
    period_before,
)
from governance.selectors.measuring import (
    MeasureLine,
    limits_by_measure,
    measure_lines,
    values_of,
)

__all__ = [
    "MeasureLine",
    "improvements_following",
    "improvements_from",
    "limits_by_measure",
    "measure_lines",
    "measured_now",
    "missing_for",
    "period_before",
    "values_of",
]
