from django.db import models
from django.utils.translation import gettext_lazy as _


class ImprovementState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    IN_PROGRESS = "in_progress", _("In progress")
    IMPLEMENTED = "implemented", _("Implemented")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")


class Source(models.TextChoices):
    """What an improvement came from."""

    REVIEW = "review", _("Review")
    BREACH = "breach", _("Breach")
    NEAR_MISS = "near_miss", _("Near miss")
    TREND = "trend", _("Trend")
    AUDIT = "audit", _("Audit")
    ANYONE = "anyone", _("Anyone")


class Unit(models.TextChoices):
    PERCENT = "percent", "%"
    NUMBER = "number", ""
    DAYS = "days", _("days")
    MINUTES = "minutes", _("min")
    RATING = "rating", _("of 5")
    # To the second place, for a tenth of it may decide.
    AVAILABILITY = "availability", "%"
    FIGURE = "figure", ""


# Between what a figure in a unit always lies; the rest may be any number.
BOUNDS: dict[str, tuple[int, int | None]] = {
    Unit.PERCENT: (0, 100),
    Unit.AVAILABILITY: (0, 100),
    Unit.NUMBER: (0, None),
    Unit.DAYS: (0, None),
    Unit.MINUTES: (0, None),
    Unit.RATING: (1, 5),
}

# Shown to their last place.
EXACT_UNITS = (Unit.MINUTES, Unit.RATING, Unit.AVAILABILITY, Unit.FIGURE)
