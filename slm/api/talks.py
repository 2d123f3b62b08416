"""What programs read and send of a negotiation."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import NearDay
from slm.choices import SignatureRole
from slm.models import Comment, Offer, Signature


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    """Who signed which wording, by what right; void once the wording has changed."""

    signer = serializers.CharField(read_only=True)

    class Meta:
        model = Signature
        fields = [
            *("role", "signer", "authority", "signed_at", "digest"),
            *("is_on_paper", "reference", "voided_at"),
        ]
        read_only_fields = fields


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """A wording that was laid before the other side, and what became of it."""

    class Meta:
        model = Offer
        fields = ["state", "digest", "message", "offered_at", "ended_at", "reason"]
        read_only_fields = fields


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """What one side said of the draft, or of the part of it that `key` names."""

    author = serializers.CharField(source="author.name", read_only=True)

    class Meta:
        model = Comment
        fields = [
            *("id", "key", "text", "is_internal", "author"),
            *("written_at", "resolved_at"),
        ]
        read_only_fields = fields


class OfferInput(serializers.Serializer[Any]):
    message = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class WhyInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class SignInput(serializers.Serializer[Any]):
    """`digest` is the version's, as it was read: another wording is not signed."""

    role = serializers.ChoiceField(choices=SignatureRole.choices)
    authority = serializers.CharField(max_length=250)
    digest = serializers.CharField(max_length=64)


@extend_schema_serializer(component_name="PaperSignature")
class PaperInput(SignInput):
    """What somebody signed on paper, and where it is kept."""

    name = serializers.CharField(max_length=150)
    signed_on = NearDay()
    reference = serializers.CharField(max_length=150)


class CommentInput(serializers.Serializer[Any]):
    """`key` names a part, as in the comments that are there; without, all of it."""

    text = serializers.CharField(max_length=4000)
    key = serializers.CharField(max_length=120, required=False, allow_blank=True)
    is_internal = serializers.BooleanField(required=False)


class ReviewInput(serializers.Serializer[Any]):
    review_on = NearDay(allow_null=True)
