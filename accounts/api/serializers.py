from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Location, Organisation, Person, Team, TeamMembership
from accounts.selectors import roles_of
from core.roles import Role

ROLES = [(role.value, role.label) for role in Role if role != Role.SYSTEM]


class OrganisationReference(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = ["id", "name"]


class PersonReference(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ["id", "name"]


class TeamReference(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name"]


class LocationSerializer(serializers.ModelSerializer[Location]):
    class Meta:
        model = Location
        fields = ["id", "name", "address"]


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = [
            "id",
            "name",
            "is_provider",
            "is_customer",
            "is_supplier",
            "is_active",
            "language",
            "version",
        ]
        read_only_fields = ["version"]


class PersonSerializer(serializers.ModelSerializer[Person]):
    organisation = OrganisationReference()
    location = LocationSerializer(allow_null=True)
    manager = PersonReference(allow_null=True)
    can_sign_in = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = [
            "id",
            "name",
            "email",
            "phone",
            "organisation",
            "location",
            "manager",
            "time_zone",
            "language",
            "is_vip",
            "is_active",
            "can_sign_in",
            "version",
        ]

    @extend_schema_field(serializers.BooleanField())
    def get_can_sign_in(self, person: Person) -> bool:
        return person.user is not None and person.user.is_active


class PersonInput(serializers.ModelSerializer[Person]):
    """What may be given of a person."""

    class Meta:
        model = Person
        fields = [
            "name",
            "email",
            "phone",
            "organisation",
            "location",
            "manager",
            "time_zone",
            "language",
            "is_vip",
        ]


class RolesInput(serializers.Serializer[Any]):
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=ROLES), max_length=len(ROLES)
    )

    def validate_roles(self, names: list[str]) -> list[Role]:
        return [Role(name) for name in dict.fromkeys(names)]


class MemberSerializer(serializers.ModelSerializer[TeamMembership]):
    person = PersonReference()

    class Meta:
        model = TeamMembership
        fields = ["person", "is_lead"]


class MemberInput(serializers.ModelSerializer[TeamMembership]):
    class Meta:
        model = TeamMembership
        fields = ["person", "is_lead"]


class TeamSerializer(serializers.ModelSerializer[Team]):
    memberships = MemberSerializer(many=True, read_only=True)

    class Meta:
        model = Team
        fields = [
            "id",
            "name",
            "description",
            "email",
            "is_active",
            "memberships",
            "version",
        ]
        read_only_fields = ["version"]


class MeSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    person = PersonSerializer(allow_null=True)
    roles = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(ROLES)))
    def get_roles(self, me: Any) -> list[str]:
        return [role.value for role in roles_of(me["user"])]
