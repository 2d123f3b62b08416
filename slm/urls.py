from django.urls import path

from slm.views import (
    agreements,
    catalogues,
    clock_list,
    clocks,
    exclusions,
    force,
    mismatches,
    targets,
)

AGREEMENT = "agreements/<number:number>/"
CATALOGUE = "catalogues/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"

urlpatterns = [
    path("mismatches/", mismatches.mismatch_list, name="mismatch_list"),
    path("catalogues/", catalogues.agreed_catalogue_list, name="agreed_catalogue_list"),
    path(
        "catalogues/of/<int:customer_id>/",
        catalogues.agreed_catalogue_customer,
        name="agreed_catalogue_customer",
    ),
    path(
        "catalogues/of/<int:customer_id>/draft/",
        catalogues.agreed_catalogue_draft,
        name="agreed_catalogue_draft",
    ),
    path(CATALOGUE, catalogues.agreed_catalogue_detail, name="agreed_catalogue_detail"),
    path(
        f"{CATALOGUE}pdf/", catalogues.agreed_catalogue_pdf, name="agreed_catalogue_pdf"
    ),
    path(
        f"{CATALOGUE}<slug:step>/",
        catalogues.agreed_catalogue_move,
        name="agreed_catalogue_move",
    ),
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
