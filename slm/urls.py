from django.urls import path

from slm.views import (
    agreements,
    availability,
    availability_what_if,
    capability,
    catalogues,
    causes,
    chains,
    clock_list,
    clocks,
    collecting,
    compliance,
    contents,
    effects,
    escalations,
    exclusions,
    experience,
    force,
    mapping,
    measures,
    mismatches,
    negotiation,
    outages,
    paper,
    repairs,
    requirements,
    reviews,
    targets,
    what_ifs,
)

AGREEMENT = "agreements/<number:number>/"
PERIOD = "compliance/periods/<number:number>/<slug:month>/"
CATALOGUE = "catalogues/<number:number>/"
REPAIR = "repairs/<number:number>/"
EXCLUSION = "exclusions/<number:number>/"
CAPABILITY = "capability/<number:number>/"
REQUIREMENT = "requirements/<number:number>/"
MEASURE = "measures/<number:number>/"
OUTAGE = "outages/<number:number>/"

urlpatterns = [
    path("chains/", chains.chain_list, name="chain_list"),
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
    path("compliance/", compliance.compliance_overview, name="compliance"),
    path("compliance/periods/", compliance.period_list, name="period_list"),
    path(PERIOD, compliance.period_detail, name="period_detail"),
    path(f"{PERIOD}revise/", compliance.period_revise, name="period_revise"),
    path("clocks/<int:pk>/cause/", causes.clock_cause, name="clock_cause"),
    path("category-services/", mapping.category_services, name="category_services"),
    path("causes/", causes.cause_list, name="cause_list"),
    path("causes/new/", causes.cause_add, name="cause_add"),
    path(
        "causes/months/<slug:month>/<int:target_id>/",
        causes.month_cause,
        name="month_cause",
    ),
    path("causes/<int:pk>/", causes.cause_edit, name="cause_edit"),
    path("reviews/", reviews.review_list, name="review_list"),
    path(f"{AGREEMENT}reviews/new/", reviews.review_plan, name="review_plan"),
    path("repairs/", repairs.repair_list, name="repair_list"),
    path("repairs/new/", repairs.repair_create, name="repair_create"),
    path(REPAIR, repairs.repair_detail, name="repair_detail"),
    path(
        f"{REPAIR}count/", effects.effect_count, {"kind": "repair"}, name="repair_count"
    ),
    path(f"{REPAIR}<slug:step>/", repairs.repair_move, name="repair_move"),
    path(
        "compliance/what-ifs/<number:number>/",
        what_ifs.what_if_detail,
        name="what_if_detail",
    ),
    path(f"{AGREEMENT}what-if/", what_ifs.what_if_ask, name="what_if_ask"),
    path("availability/", availability.availability, name="availability"),
    path(
        f"{AGREEMENT}ratings/", experience.agreement_ratings, name="agreement_ratings"
    ),
    path(
        "availability/what-if/",
        availability_what_if.availability_what_if,
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
    path(f"{OUTAGE}cause/", causes.outage_cause, name="outage_cause"),
    path(f"{OUTAGE}<slug:step>/", outages.outage_move, name="outage_move"),
    path("exclusions/", exclusions.exclusion_list, name="exclusion_list"),
    path("exclusions/new/", exclusions.exclusion_create, name="exclusion_create"),
    path(EXCLUSION, exclusions.exclusion_detail, name="exclusion_detail"),
    path(
        f"{EXCLUSION}count/",
        effects.effect_count,
        {"kind": "exclusion"},
        name="exclusion_count",
    ),
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
    path("capability/", capability.capability_list, name="capability_list"),
    path("capability/new/", capability.capability_create, name="capability_create"),
    path(CAPABILITY, capability.capability_detail, name="capability_detail"),
    path(
        f"{CAPABILITY}services/<int:line_id>/",
        capability.capability_line,
        name="capability_line",
    ),
    path(f"{CAPABILITY}plan/", capability.capability_plan, name="capability_plan"),
    path(
        f"{CAPABILITY}<slug:step>/", capability.capability_move, name="capability_move"
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
    path(
        f"{AGREEMENT}offer/",
        negotiation.agreement_offer,
        name="agreement_offer",
    ),
    path(
        f"{AGREEMENT}withdraw-offer/",
        negotiation.agreement_withdraw_offer,
        name="agreement_withdraw_offer",
    ),
    path(
        f"{AGREEMENT}sign/",
        negotiation.agreement_sign,
        name="agreement_sign",
    ),
    path(
        f"{AGREEMENT}sign-on-paper/",
        negotiation.agreement_sign_on_paper,
        name="agreement_sign_on_paper",
    ),
    path(
        f"{AGREEMENT}decline/",
        negotiation.agreement_decline,
        name="agreement_decline",
    ),
    path(
        f"{AGREEMENT}comment/",
        negotiation.agreement_comment,
        name="agreement_comment",
    ),
    path(
        f"{AGREEMENT}compare/",
        negotiation.agreement_compare,
        name="agreement_compare",
    ),
    path(
        f"{AGREEMENT}review/",
        negotiation.agreement_review,
        name="agreement_review",
    ),
    path(
        f"{AGREEMENT}comments/<int:pk>/settle/",
        negotiation.comment_settle,
        name="comment_settle",
    ),
]
