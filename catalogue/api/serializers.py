from typing import Any

from rest_framework import serializers

from accounts.api.serializers import (
    OrganisationReference,
    PersonReference,
    TeamReference,
)
from accounts.models import Organisation, Person, Team
from catalogue.models import Component, Service, ServiceDependency
from core.api.fields import VisibleKey, VisibleNumber


class ServiceReference(serializers.ModelSerializer[Service]):
    class Meta:
        model = Service
        fields = ["number", "name"]


class ServiceSerializer(serializers.ModelSerializer[Service]):
    number = serializers.CharField(read_only=True)
    owner = PersonReference(read_only=True, allow_null=True)

    class Meta:
        model = Service
        fields = [
            "number",
            "name",
            "summary",
            "description",
            "is_supporting",
            "owner",
            "criticality",
            "state",
            "version",
        ]
        read_only_fields = fields


class ComponentReference(serializers.ModelSerializer[Component]):
    class Meta:
        model = Component
        fields = ["number", "name"]


class ComponentSerializer(serializers.ModelSerializer[Component]):
    """A named part that services rest on."""

    number = serializers.CharField(read_only=True)
    team = TeamReference(read_only=True, allow_null=True)
    person = PersonReference(read_only=True, allow_null=True)
    supplier = OrganisationReference(read_only=True, allow_null=True)

    class Meta:
        model = Component
        fields = [
            "number",
            "name",
            "description",
            "team",
            "person",
            "supplier",
            "version",
        ]
        read_only_fields = fields


class ComponentInput(serializers.ModelSerializer[Component]):
    """A component; a team, a person or a supplier answers for it."""

    team = VisibleKey(queryset=Team.objects.all(), required=False, allow_null=True)
    person = VisibleKey(queryset=Person.objects.all(), required=False, allow_null=True)
    supplier = VisibleKey(
        queryset=Organisation.objects.suppliers(), required=False, allow_null=True
    )

    class Meta:
        model = Component
        fields = ["name", "description", "team", "person", "supplier"]
        # The service says it better, and for every door.
        validators: list[Any] = []


class DependencySerializer(serializers.ModelSerializer[ServiceDependency]):
    """What a service needs to work; `needed` of a redundant group, else null."""

    service = ServiceReference(read_only=True)
    on_service = ServiceReference(read_only=True, allow_null=True)
    on_component = ComponentReference(read_only=True, allow_null=True)

    class Meta:
        model = ServiceDependency
        fields = [
            "id",
            "service",
            "on_service",
            "on_component",
            "role",
            "group",
            "needed",
        ]
        read_only_fields = fields


class DependencyInput(serializers.ModelSerializer[ServiceDependency]):
    """A dependency; either a service or a component is named."""

    on_service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    on_component = VisibleNumber(
        queryset=Component.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = ServiceDependency
        fields = ["on_service", "on_component", "role", "group", "needed"]
        validators: list[Any] = []
