from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import (
    MemberInput,
    MemberSerializer,
    MeSerializer,
    OrganisationSerializer,
    PersonInput,
    PersonSerializer,
    RolesInput,
    TeamSerializer,
)
from accounts.filters import OrganisationFilter, PersonFilter, TeamFilter
from accounts.models import Organisation, Person, Team
from accounts.selectors import person_of
from accounts.services import (
    add_member,
    assign_roles,
    create_organisation,
    create_person,
    create_team,
    deactivate_person,
    edit_organisation,
    edit_person,
    edit_team,
    invite,
    reactivate_person,
    remove_member,
)
from core.api.views import Reading, actor_of, read_input, seen_version

ID = "[0-9]{1,18}"


class MeView(APIView):
    """Who is asking."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user = actor_of(request)
        me = {"user": user, "email": user.email, "person": person_of(user)}
        return Response(MeSerializer(me).data)


class OrganisationViewSet(Reading[Organisation], viewsets.GenericViewSet[Organisation]):
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_value_regex = ID
    write_permission = "accounts.manage_people"
    queryset = Organisation.objects.all()

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(actor_of(self.request))

    def create(self, request: Request) -> Response:
        values = read_input(self, OrganisationSerializer)
        made = create_organisation(
            organisation=Organisation(**values),
            actor=actor_of(request),
            at=timezone.now(),
        )
        return self.answer(made, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        organisation = self.get_object()
        values = read_input(self, OrganisationSerializer, partial=True)
        edited = edit_organisation(
            organisation_id=organisation.pk,
            version=seen_version(request),
            actor=actor_of(request),
            at=timezone.now(),
            **values,
        )
        return self.answer(edited)


class PersonViewSet(Reading[Person], viewsets.GenericViewSet[Person]):
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    lookup_value_regex = ID
    write_permission = "accounts.manage_people"
    queryset = Person.objects.all()

    def get_queryset(self) -> QuerySet[Person]:
        people = Person.objects.visible_to(actor_of(self.request))
        return people.select_related("user", "organisation", "location", "manager")

    @extend_schema(request=PersonInput, responses={201: PersonSerializer})
    def create(self, request: Request) -> Response:
        made = create_person(
            person=Person(**read_input(self, PersonInput)),
            actor=actor_of(request),
            at=timezone.now(),
        )
        return self.answer(made, status=201)

    @extend_schema(request=PersonInput(partial=True))
    def partial_update(self, request: Request, pk: str) -> Response:
        person = self.get_object()
        edited = edit_person(
            person_id=person.pk,
            version=seen_version(request),
            actor=actor_of(request),
            at=timezone.now(),
            **read_input(self, PersonInput, partial=True),
        )
        return self.answer(edited)

    @extend_schema(request=RolesInput)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: str) -> Response:
        return self._do(invite, **read_input(self, RolesInput))

    @extend_schema(request=RolesInput)
    @action(detail=True, methods=["post"])
    def roles(self, request: Request, pk: str) -> Response:
        return self._do(assign_roles, **read_input(self, RolesInput))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: str) -> Response:
        return self._do(deactivate_person)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: str) -> Response:
        return self._do(reactivate_person)

    def _do(self, service: Any, **values: Any) -> Response:
        person = self.get_object()
        actor = actor_of(self.request)
        service(person_id=person.pk, actor=actor, at=timezone.now(), **values)
        return self.answer(self.get_object())


class TeamViewSet(Reading[Team], viewsets.GenericViewSet[Team]):
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    lookup_value_regex = ID
    write_permission = "accounts.manage_people"
    queryset = Team.objects.all()

    def get_queryset(self) -> QuerySet[Team]:
        teams = Team.objects.visible_to(actor_of(self.request))
        return teams.prefetch_related("memberships__person")

    def create(self, request: Request) -> Response:
        made = create_team(
            team=Team(**read_input(self, TeamSerializer)),
            actor=actor_of(request),
            at=timezone.now(),
        )
        return self.answer(made, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        team = self.get_object()
        edited = edit_team(
            team_id=team.pk,
            version=seen_version(request),
            actor=actor_of(request),
            at=timezone.now(),
            **read_input(self, TeamSerializer, partial=True),
        )
        return self.answer(edited)

    @extend_schema(request=MemberInput, responses={201: MemberSerializer})
    @action(detail=True, methods=["post"])
    def members(self, request: Request, pk: str) -> Response:
        team = self.get_object()
        membership = add_member(
            team_id=team.pk,
            actor=actor_of(request),
            at=timezone.now(),
            **read_input(self, MemberInput),
        )
        return Response(MemberSerializer(membership).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=f"members/(?P<person_id>{ID})")
    def member(self, request: Request, pk: str, person_id: str) -> Response:
        team = self.get_object()
        remove_member(
            team_id=team.pk,
            person_id=int(person_id),
            actor=actor_of(request),
            at=timezone.now(),
        )
        return Response(status=204)
