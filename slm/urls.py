from django.urls import path

from slm.views import (
    agreements,
    chains,
    clock_list,
    clocks,
    escalations,
    exclusions,
    force,
    targets,
)

AGREEMENT = "agreements/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"

urlpatterns = [
    path("chains/", chains.chain_list, name="chain_list"),
    path("clocks/", clock_list.clock_list, name="clock_list"),
    path("clocks/<int:pk>/", clocks.clock_explain, name="clock_explain"),
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
    path(
        f"{AGREEMENT}escalation/add/", escalations.escalation_add, name="escalation_add"
    ),
    path(
        f"{AGREEMENT}escalation/<int:step_id>/remove/",
        escalations.escalation_remove,
        name="escalation_remove",
    ),
    path(
        "escalations/<int:pk>/acknowledge/",
        escalations.escalation_acknowledge,
        name="escalation_acknowledge",
    ),
    path(f"{AGREEMENT}chain/", chains.agreement_chain, name="agreement_chain"),
    path(
        f"{AGREEMENT}targets/<int:target_id>/chain/",
        chains.target_chain,
        name="target_chain",
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
