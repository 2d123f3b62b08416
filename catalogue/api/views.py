from django.db.models import QuerySet
from rest_framework import viewsets

from catalogue.api.serializers import ServiceSerializer
from catalogue.filters import ServiceFilter
from catalogue.models import Service
from core.api.views import Reading, actor_of


class ServiceViewSet(Reading[Service], viewsets.GenericViewSet[Service]):
    """The services that the reader may know of."""

    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter
    lookup_field = "item__number"
    lookup_url_kwarg = "number"
    lookup_value_regex = "SVC-[0-9]{1,12}"
    list_order = ("pk",)
    queryset = Service.objects.all()

    def get_queryset(self) -> QuerySet[Service]:
        services = Service.objects.visible_to(actor_of(self.request))
        return services.select_related("item", "owner")
