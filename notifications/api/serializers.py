from rest_framework import serializers

from notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    item = serializers.CharField(source="item.number", default=None, read_only=True)

    class Meta:
        model = Notification
        fields = ["id", "topic", "item", "subject", "body", "created_at", "read_at"]
        read_only_fields = fields


class MarkedSerializer(serializers.Serializer[dict[str, int]]):
    """How many were marked as read."""

    marked = serializers.IntegerField()
