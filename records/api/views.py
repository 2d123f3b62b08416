from django.db.models import QuerySet
from rest_framework import mixins, viewsets

from core.api.views import actor_of
from records.api.filters import RecordApiFilter
from records.api.serializers import RecordSerializer
from records.models import Record


class RecordViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Record]):
    """Searches records of every kind that the reader may see; newest first."""

    serializer_class = RecordSerializer[Record]
    filterset_class = RecordApiFilter
    list_order = ("-opened_at", "-pk")
    queryset = Record.objects.all()

    def get_queryset(self) -> QuerySet[Record]:
        records = Record.objects.visible_to(actor_of(self.request))
        return records.with_people().select_related("category", "service__item")
