"""What does not fit between catalogue and agreements, for programs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import OrganisationReference
from accounts.models import Organisation
from catalogue.models import Service
from core.api.fields import QueryKey, VisibleNumber
from core.api.views import actor_of
from slm.selectors.mismatches import all_checks, mismatches


class MismatchSerializer(serializers.Serializer[Any]):
    """One thing that does not fit: which check found it, and about what."""

    check = serializers.CharField(source="check.key")
    sentence = serializers.CharField(source="check.sentence")
    number = serializers.CharField(source="item.number")
    title = serializers.CharField()
    text = serializers.CharField()
    customer = OrganisationReference(allow_null=True)


class MismatchInput(serializers.Serializer[Any]):
    check = serializers.ChoiceField(choices=[], required=False)
    customer = QueryKey(queryset=Organisation.objects.customers(), required=False)
    service = VisibleNumber(queryset=Service.objects.all(), required=False)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        keys = [one.key for one in all_checks()]
        fields["check"] = serializers.ChoiceField(choices=keys, required=False)
        return fields


class MismatchView(APIView):
    """All that does not fit now, for staff."""

    @extend_schema(parameters=[MismatchInput], responses=MismatchSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise PermissionDenied
        asked = MismatchInput(
            data=request.query_params.dict(), context={"request": request}
        )
        asked.is_valid(raise_exception=True)
        chosen = asked.validated_data
        found = mismatches(
            timezone.now(),
            check=chosen.get("check", ""),
            customer_id=getattr(chosen.get("customer"), "pk", None),
            service_id=getattr(chosen.get("service"), "pk", None),
        )
        return Response(MismatchSerializer(found, many=True).data)
