"""The portal's addresses, with those of the style page, which only DEBUG has."""

from django.urls import include, path

from sms.urls import urlpatterns as portal

urlpatterns = [path("design/", include("sms.design.urls")), *portal]
