from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.api.serializers import (
    ComponentInput,
    ComponentSerializer,
    DependencyInput,
    DependencySerializer,
    ServiceSerializer,
)
from catalogue.filters import ComponentFilter, ServiceFilter
from catalogue.lifecycle import MANAGE
from catalogue.models import Component, Service
from catalogue.selectors import dependencies_of
from catalogue.services import (
    add_dependency,
    create_component,
    edit_component,
    remove_dependency,
)
from core.api.views import ByNumber, acting, actor_of, read_input, seen_version

ID = "[0-9]{1,9}"


class ServiceViewSet(ByNumber[Service], viewsets.GenericViewSet[Service]):
    """The services that the reader may know of."""

    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter
    lookup_value_regex = "SVC-[0-9]{1,12}"
    list_order = ("pk",)
    write_permission = MANAGE
    queryset = Service.objects.all()

    def get_queryset(self) -> QuerySet[Service]:
        services = Service.objects.visible_to(actor_of(self.request))
        return services.select_related("item", "owner")

    @extend_schema(responses=DependencySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def dependencies(self, request: Request, number: str) -> Response:
        """All that the service rests on, directly and further down."""
        service = self._for_staff()
        rows = dependencies_of(service)
        return Response(DependencySerializer(rows, many=True).data)

    @extend_schema(request=DependencyInput, responses={201: DependencySerializer})
    @dependencies.mapping.post
    def dependency_add(self, request: Request, number: str) -> Response:
        service = self._for_staff()
        values = read_input(self, DependencyInput)
        made = add_dependency(number=service.number, **values, **acting(request))
        return Response(DependencySerializer(made).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(
        detail=True,
        methods=["delete"],
        url_path=f"dependencies/(?P<dependency_id>{ID})",
    )
    def dependency(self, request: Request, number: str, dependency_id: str) -> Response:
        service = self._for_staff()
        found = service.dependencies.filter(pk=dependency_id)
        if not found.exists():
            raise NotFound
        row_id = int(dependency_id)
        remove_dependency(
            number=service.number, dependency_id=row_id, **acting(request)
        )
        return Response(status=204)

    def _for_staff(self) -> Service:
        """Return the service, if the reader may see how it is made."""
        service = self.get_object()
        if not actor_of(self.request).has_perm("catalogue.view_service"):
            raise NotFound
        return service


class ComponentViewSet(ByNumber[Component], viewsets.GenericViewSet[Component]):
    """The named parts that services rest on, for staff."""

    serializer_class = ComponentSerializer
    filterset_class = ComponentFilter
    lookup_value_regex = "CMP-[0-9]{1,12}"
    list_order = ("pk",)
    write_permission = MANAGE
    queryset = Component.objects.all()

    def get_queryset(self) -> QuerySet[Component]:
        components = Component.objects.visible_to(actor_of(self.request))
        return components.select_related("item", "team", "person", "supplier")

    @extend_schema(request=ComponentInput, responses={201: ComponentSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, ComponentInput)
        return self.answer(create_component(**values, **acting(request)), status=201)

    @extend_schema(request=ComponentInput(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        component = self.get_object()
        values = read_input(self, ComponentInput, partial=True)
        edit_component(
            number=component.number,
            version=seen_version(request),
            **values,
            **acting(request),
        )
        return self.answer(self.get_object())
