from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import Reading, acting, actor_of
from notifications.api.serializers import MarkedSerializer, NotificationSerializer
from notifications.filters import NotificationFilter
from notifications.models import Notification
from notifications.services import mark_all_read, mark_read


class NotificationViewSet(Reading[Notification], viewsets.GenericViewSet[Notification]):
    """The asker's own inbox; newest first."""

    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("-created_at", "-pk")
    queryset = Notification.objects.all()

    def get_queryset(self) -> QuerySet[Notification]:
        own = Notification.objects.visible_to(actor_of(self.request))
        return own.select_related("item", "event")

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        return self.answer(mark_read(notification_id=int(pk), **acting(request)))

    @extend_schema(request=None, responses=MarkedSerializer)
    @action(detail=False, methods=["post"], url_name="read_all")
    def read_all(self, request: Request) -> Response:
        return Response({"marked": mark_all_read(**acting(request))})
