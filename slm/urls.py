from django.urls import path

from slm.views import (
    agreements,
    clock_list,
    clocks,
    compliance,
    exclusions,
    force,
    repairs,
    targets,
    what_ifs,
)

AGREEMENT = "agreements/<number:number>/"
PERIOD = "compliance/periods/<number:number>/<slug:month>/"
REPAIR = "repairs/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"

urlpatterns = [
    path("clocks/", clock_list.clock_list, name="clock_list"),
    path("clocks/<int:pk>/", clocks.clock_explain, name="clock_explain"),
    path("compliance/", compliance.compliance_overview, name="compliance"),
    path("compliance/periods/", compliance.period_list, name="period_list"),
    path(PERIOD, compliance.period_detail, name="period_detail"),
    path(f"{PERIOD}revise/", compliance.period_revise, name="period_revise"),
    path("repairs/", repairs.repair_list, name="repair_list"),
    path("repairs/new/", repairs.repair_create, name="repair_create"),
    path(REPAIR, repairs.repair_detail, name="repair_detail"),
    path(f"{REPAIR}<slug:step>/", repairs.repair_move, name="repair_move"),
    path(
        "compliance/what-ifs/<number:number>/",
        what_ifs.what_if_detail,
        name="what_if_detail",
    ),
    path(f"{AGREEMENT}what-if/", what_ifs.what_if_ask, name="what_if_ask"),
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
    path(f"{AGREEMENT}targets/new/", targets.target_create, name="target_create"),
    path(
        f"{AGREEMENT}targets/<int:target_id>/", targets.target_edit, name="target_edit"
    ),
    path(
        f"{AGREEMENT}targets/<int:target_id>/remove/",
        targets.target_remove,
        name="target_remove",
    ),
]
