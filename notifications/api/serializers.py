from typing import Any

from rest_framework import serializers

from notifications.letters import words_of
from notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    item = serializers.CharField(source="item.number", default=None, read_only=True)

    class Meta:
        model = Notification
        fields = ["id", "topic", "item", "subject", "body", "created_at", "read_at"]
        read_only_fields = fields

    def to_representation(self, notification: Notification) -> dict[str, Any]:
        subject, body = words_of(notification)
        shown = super().to_representation(notification)
        return {**shown, "subject": subject, "body": body}


class MarkedSerializer(serializers.Serializer[dict[str, int]]):
    """How many were marked as read."""

    marked = serializers.IntegerField()
