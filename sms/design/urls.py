from django.urls import path

from sms.design import views

urlpatterns = [
    path("", views.design, name="design"),
    path("queue/", views.design_queue, name="design_queue"),
    path("record/", views.design_record, name="design_record"),
    path("form/", views.design_form, name="design_form"),
    path("dashboard/", views.design_dashboard, name="design_dashboard"),
    path("portal/", views.design_portal, name="design_portal"),
]
