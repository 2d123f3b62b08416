from django.urls import path

from governance.views import improvements, measures

IMPROVEMENT = "improvements/<number:number>/"

urlpatterns = [
    path("improvements/", improvements.improvement_list, name="improvement_list"),
    path(
        "improvements/new/",
        improvements.improvement_propose,
        name="improvement_propose",
    ),
    path(IMPROVEMENT, improvements.improvement_detail, name="improvement_detail"),
    path(f"{IMPROVEMENT}edit/", improvements.improvement_edit, name="improvement_edit"),
    path(
        f"{IMPROVEMENT}<slug:step>/",
        improvements.improvement_move,
        name="improvement_move",
    ),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/<str:key>/", measures.measure_detail, name="measure_detail"),
    path("measures/<str:key>/limits/", measures.measure_limits, name="measure_limits"),
]
