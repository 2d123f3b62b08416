"""Every address of the portal, by door."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from sms import views

# The administration is entered through the same door as everything else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "sms.views.bad_request"

urlpatterns = [
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path(
        "demonstration/progress",
        views.demonstration_progress,
        name="demonstration_progress",
    ),
    path("desk/search/", views.search, name="search"),
    path("desk/", include("incidents.urls")),
    path("manage/", include("catalogue.urls")),
    path("", include("portal.urls")),
    path("api/", include("sms.api")),
    path("", include("core.urls")),
    path("manage/", include("calendars.urls")),
    path("manage/", include("records.urls")),
    path("manage/", include("slm.urls")),
    path("", include("reporting.urls")),
    path("manage/", include("governance.urls")),
    path("promises/", include("slm.portal_urls")),
    path("offers/", include("slm.offer_urls")),
    path("", include("notifications.urls")),
    path("", include("workflow.urls")),
]

if settings.DEBUG:
    urlpatterns += [path("design/", include("sms.design.urls"))]
