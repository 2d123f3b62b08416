from django.urls import path

from calendars.views import calendars as views
from calendars.views import on_call as on_call_views

urlpatterns = [
    path("on-call/", on_call_views.on_call_list, name="on_call_list"),
    path("on-call/<int:pk>/", on_call_views.on_call_detail, name="on_call_detail"),
    path("on-call/<int:pk>/hours/", on_call_views.on_call_hours, name="on_call_hours"),
    path("on-call/<int:pk>/plan/", on_call_views.on_call_plan, name="on_call_plan"),
    path(
        "on-call/<int:pk>/shifts/<int:shift>/cancel/",
        on_call_views.on_call_cancel,
        name="on_call_cancel",
    ),
    path("calendars/", views.calendar_list, name="calendar_list"),
    path("calendars/new/", views.calendar_create, name="calendar_create"),
    path("calendars/<number:number>/", views.calendar_detail, name="calendar_detail"),
    path("calendars/<number:number>/edit/", views.calendar_edit, name="calendar_edit"),
]
