from rest_framework import serializers

from accounts.api.serializers import PersonReference
from catalogue.models import Service


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
            "owner",
            "criticality",
            "state",
            "version",
        ]
        read_only_fields = fields
