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
    path(
        "process-measures/", measures.process_measure_list, name="process_measure_list"
    ),
    path(
        "process-measures/<str:key>/",
        measures.process_measure_detail,
        name="process_measure_detail",
    ),
    path(
        "process-measures/<str:key>/limits/",
        measures.process_measure_limits,
        name="process_measure_limits",
    ),
]
