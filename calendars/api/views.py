from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from calendars.api.serializers import (
    CalendarDetail,
    CalendarInput,
    CalendarSerializer,
    CalendarVersionInput,
    HolidaySerializer,
)
from calendars.filters import CalendarFilter
from calendars.forms import HolidayForm
from calendars.models import Calendar
from calendars.services import add_calendar_version, create_calendar
from core.api.views import ByNumber, acting, actor_of, read_input, seen_version


class CalendarViewSet(ByNumber[Calendar], viewsets.GenericViewSet[Calendar]):
    """The hours that were agreed, for staff; what counts is never changed."""

    serializer_class = CalendarDetail
    list_serializer_class = CalendarSerializer
    filterset_class = CalendarFilter
    lookup_value_regex = "CAL-[0-9]{1,12}"
    list_order = ("pk",)
    write_permission = "calendars.manage_calendar"
    queryset = Calendar.objects.all()

    def get_queryset(self) -> QuerySet[Calendar]:
        calendars = Calendar.objects.visible_to(actor_of(self.request))
        return calendars.select_related("item").prefetch_related("versions__created_by")

    @extend_schema(request=CalendarInput, responses={201: CalendarDetail})
    def create(self, request: Request) -> Response:
        made = create_calendar(**read_input(self, CalendarInput), **acting(request))
        return self.answer(made, status=201)

    @extend_schema(
        parameters=[
            OpenApiParameter("country", str, required=True, description="As in DE."),
            OpenApiParameter("region", str, description="A part of it, as in BY."),
            OpenApiParameter("year", int, description="This one, if none is given."),
        ],
        responses=HolidaySerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None, url_name="public_holidays")
    def public_holidays(self, request: Request) -> Response:
        if not actor_of(request).has_perm(self.write_permission):
            raise PermissionDenied
        form = HolidayForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        days = [{"date": day, "name": name} for day, name in form.found()]
        return Response(HolidaySerializer(days, many=True).data)

    @extend_schema(request=CalendarVersionInput, responses={201: CalendarDetail})
    @action(detail=True, methods=["post"])
    def versions(self, request: Request, number: str) -> Response:
        calendar = self.get_object()
        add_calendar_version(
            number=calendar.number,
            version=seen_version(request),
            **read_input(self, CalendarVersionInput),
            **acting(request),
        )
        return self.answer(self.get_object(), status=201)
