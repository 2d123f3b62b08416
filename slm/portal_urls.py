from django.urls import path

from slm.views import clocks

urlpatterns = [path("<int:pk>/", clocks.clock_promise, name="clock_promise")]
