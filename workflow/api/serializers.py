from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from core.api.fields import VisibleKey
from core.api.views import actor_of
from core.kinds import get_kind
from workflow.choices import LinkKind, Visibility
from workflow.models import Attachment
from workflow.permissions import may_remove


class ItemSerializer(serializers.Serializer[Any]):
    """What may be done with anything that has a number, beside its own moves."""

    number = serializers.CharField()
    kind = serializers.CharField()
    is_watched = serializers.BooleanField()
    available_actions = serializers.ListField(child=serializers.CharField())


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    added_by = serializers.CharField(source="added_by.name")
    available_actions = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = [
            "id",
            "name",
            "size",
            "content_type",
            "sha256",
            "visibility",
            "added_by",
            "added_at",
            "available_actions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_available_actions(self, attachment: Attachment) -> list[str]:
        actor, thing = actor_of(self.context["request"]), self.context["thing"]
        is_open = not get_kind(attachment.item.kind).has_ended(thing)
        return ["remove"] * (is_open and may_remove(actor, attachment, thing))


class AttachmentInput(serializers.Serializer[Any]):
    file = serializers.FileField(max_length=250, allow_empty_file=True)
    visibility = serializers.ChoiceField(
        choices=Visibility.choices, default=Visibility.PUBLIC
    )


class LinkSerializer(serializers.Serializer[Any]):
    """`words` say what the item is to the other."""

    id = serializers.IntegerField(source="link_id")
    words = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()


class LinkInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=LinkKind.choices)
    other = serializers.CharField(max_length=30)


class TagSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40)


class WatcherSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    person = serializers.IntegerField(source="person.pk", default=None)


class WatcherInput(serializers.Serializer[Any]):
    """Whom it is about: oneself, or a person whom staff name."""

    person = VisibleKey(
        queryset=Person.objects.filter(user__isnull=False), required=False
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"user": values["person"].user} if values else {}
