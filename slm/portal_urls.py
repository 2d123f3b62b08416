from django.urls import path

from slm.views import clocks, portal_outages

urlpatterns = [
    path("<int:pk>/", clocks.clock_promise, name="clock_promise"),
    path(
        "outages/<number:number>/", portal_outages.portal_outage, name="portal_outage"
    ),
]
