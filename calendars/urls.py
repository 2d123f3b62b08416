from django.urls import path

from calendars import views

urlpatterns = [
    path("calendars/", views.calendar_list, name="calendar_list"),
    path("calendars/new/", views.calendar_create, name="calendar_create"),
    path("calendars/<number:number>/", views.calendar_detail, name="calendar_detail"),
    path("calendars/<number:number>/edit/", views.calendar_edit, name="calendar_edit"),
]
