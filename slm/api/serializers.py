from rest_framework import serializers

from accounts.api.serializers import TeamReference
from slm.models import Clock


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """
    One promise about one record, in service seconds.

    The durations of an open clock are those up to what last moved it.
    """

    record = serializers.CharField(source="record.number", read_only=True)
    team = TeamReference(read_only=True, allow_null=True)

    class Meta:
        model = Clock
        fields = [
            "id",
            "record",
            "metric",
            "leg",
            "team",
            "mode",
            "verdict",
            "verdict_at",
            "was_relaxed",
            "budget_seconds",
            "elapsed_seconds",
            "paused_seconds",
            "excluded_seconds",
            "started_at",
            "stopped_at",
            "due_at",
            "late_from",
        ]
        read_only_fields = fields
