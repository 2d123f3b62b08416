"""Which services a customer's categories stand for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Organisation
from catalogue.models import Service
from core.api.fields import QueryKey, VisibleKey, VisibleNumber
from core.api.views import acting, actor_of, read_input
from records.models import Category
from slm.models import CategoryService
from slm.services import map_categories


class CategoryServiceInput(serializers.Serializer[Any]):
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.all())
    service = VisibleNumber(queryset=Service.objects.all())


class CategoryServicesInput(serializers.Serializer[Any]):
    """All that the categories of a customer stand for: what is left out, for nothing."""

    customer = VisibleKey(queryset=Organisation.objects.customers())
    services = CategoryServiceInput(many=True)


class CategoryServiceSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField(source="category.pk")
    name = serializers.CharField(source="category.name")
    service = serializers.CharField(source="service.number")


class WhoseInput(serializers.Serializer[Any]):
    customer = QueryKey(queryset=Organisation.objects.customers())


class CategoryServicesView(APIView):
    """Which service a customer's records of a category are about, for staff."""

    @extend_schema(
        parameters=[WhoseInput], responses=CategoryServiceSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        self._check(request)
        context = {"request": request}
        asked = WhoseInput(data=request.query_params.dict(), context=context)
        asked.is_valid(raise_exception=True)
        return self._told(asked.validated_data["customer"])

    @extend_schema(
        request=CategoryServicesInput, responses=CategoryServiceSerializer(many=True)
    )
    def put(self, request: Request) -> Response:
        self._check(request)
        values = read_input(self, CategoryServicesInput)
        mapping = {one["category"]: one["service"] for one in values["services"]}
        customer = values["customer"]
        map_categories(customer=customer, mapping=mapping, **acting(request))
        return self._told(customer)

    def _told(self, customer: Organisation) -> Response:
        rows = CategoryService.objects.filter(customer=customer)
        found = rows.select_related("category", "service__item")
        return Response(CategoryServiceSerializer(found, many=True).data)

    def _check(self, request: Request) -> None:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise NotFound
