from django.urls import path

from slm.views import (
    agreements,
    clock_list,
    clocks,
    contents,
    exclusions,
    force,
    paper,
    requirements,
    targets,
)

AGREEMENT = "agreements/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"
REQUIREMENT = "requirements/<number:number>/"

urlpatterns = [
    path("clocks/", clock_list.clock_list, name="clock_list"),
    path("clocks/<int:pk>/", clocks.clock_explain, name="clock_explain"),
    path("exclusions/", exclusions.exclusion_list, name="exclusion_list"),
    path("exclusions/new/", exclusions.exclusion_create, name="exclusion_create"),
    path(EXCLUSION, exclusions.exclusion_detail, name="exclusion_detail"),
    path(f"{EXCLUSION}<slug:step>/", exclusions.exclusion_move, name="exclusion_move"),
    path("requirements/", requirements.requirement_list, name="requirement_list"),
    path(
        "requirements/new/", requirements.requirement_create, name="requirement_create"
    ),
    path(REQUIREMENT, requirements.requirement_detail, name="requirement_detail"),
    path(f"{REQUIREMENT}edit/", requirements.requirement_edit, name="requirement_edit"),
    path(
        f"{REQUIREMENT}<slug:step>/",
        requirements.requirement_move,
        name="requirement_move",
    ),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_create, name="agreement_create"),
    path(AGREEMENT, agreements.agreement_detail, name="agreement_detail"),
    path(f"{AGREEMENT}edit/", agreements.agreement_edit, name="agreement_edit"),
    path(f"{AGREEMENT}print/", paper.agreement_pdf, name="agreement_pdf"),
    path(
        f"{AGREEMENT}contents/<slug:key>/", contents.section_edit, name="section_edit"
    ),
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
