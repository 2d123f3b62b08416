from django.urls import path

from slm.views import (
    agreements,
    availability,
    clock_list,
    clocks,
    collecting,
    exclusions,
    force,
    measures,
    outages,
    targets,
    what_if,
)

AGREEMENT = "agreements/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"
MEASURE = "measures/<number:number>/"
OUTAGE = "outages/<number:number>/"

urlpatterns = [
    path("clocks/", clock_list.clock_list, name="clock_list"),
    path("clocks/<int:pk>/", clocks.clock_explain, name="clock_explain"),
    path("availability/", availability.availability, name="availability"),
    path(
        "availability/what-if/",
        what_if.availability_what_if,
        name="availability_what_if",
    ),
    path(
        "availability/<number:number>/",
        availability.availability_service,
        name="availability_service",
    ),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/new/", measures.measure_create, name="measure_create"),
    path(MEASURE, measures.measure_detail, name="measure_detail"),
    path(f"{MEASURE}edit/", measures.measure_edit, name="measure_edit"),
    path(f"{MEASURE}import/", measures.measure_import, name="measure_import"),
    path("outages/", outages.outage_list, name="outage_list"),
    path("outages/new/", outages.outage_create, name="outage_create"),
    path(OUTAGE, outages.outage_detail, name="outage_detail"),
    path(f"{OUTAGE}edit/", outages.outage_edit, name="outage_edit"),
    path(f"{OUTAGE}<slug:step>/", outages.outage_move, name="outage_move"),
    path("exclusions/", exclusions.exclusion_list, name="exclusion_list"),
    path("exclusions/new/", exclusions.exclusion_create, name="exclusion_create"),
    path(EXCLUSION, exclusions.exclusion_detail, name="exclusion_detail"),
    path(f"{EXCLUSION}<slug:step>/", exclusions.exclusion_move, name="exclusion_move"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_create, name="agreement_create"),
    path(AGREEMENT, agreements.agreement_detail, name="agreement_detail"),
    path(f"{AGREEMENT}edit/", agreements.agreement_edit, name="agreement_edit"),
    path(f"{AGREEMENT}activate/", force.agreement_activate, name="agreement_activate"),
    path(
        f"{AGREEMENT}new-version/",
        force.agreement_new_version,
        name="agreement_new_version",
    ),
    path(f"{AGREEMENT}discard/", force.agreement_discard, name="agreement_discard"),
    path(
        f"{AGREEMENT}terminate/",
        force.agreement_terminate,
        name="agreement_terminate",
    ),
    path(
        f"{AGREEMENT}data-collection/",
        collecting.data_collection_page,
        name="data_collection",
    ),
    path(f"{AGREEMENT}targets/new/", targets.target_create, name="target_create"),
    path(
        f"{AGREEMENT}targets/new-of-month/",
        targets.target_create_period,
        name="target_create_period",
    ),
    path(
        f"{AGREEMENT}targets/<int:target_id>/", targets.target_edit, name="target_edit"
    ),
    path(
        f"{AGREEMENT}targets/<int:target_id>/remove/",
        targets.target_remove,
        name="target_remove",
    ),
]
