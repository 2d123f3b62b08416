from django.db.models import QuerySet
from rest_framework import viewsets

from core.api.views import actor_of
from slm.api.filters import ClockApiFilter
from slm.api.serializers import ClockSerializer
from slm.models import Clock


class ClockViewSet(viewsets.ReadOnlyModelViewSet[Clock]):
    """Reads the service clocks of records that the reader may see; newest first."""

    serializer_class = ClockSerializer
    filterset_class = ClockApiFilter
    list_order = ("-pk",)
    queryset = Clock.objects.all()

    def get_queryset(self) -> QuerySet[Clock]:
        clocks = Clock.objects.visible_to(actor_of(self.request))
        return clocks.select_related("record__item", "team").order_by("-pk")
