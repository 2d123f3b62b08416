from tests.access.rows import api

AGREEMENTS_API = {
    "api_agreement_list": api(),
    "POST api_agreement_list": api(
        body={"title": "x"}, default=403, service_level_manager=400
    ),
    "api_agreement_detail": api("draft", customers=404),
    "PATCH api_agreement_detail": api(
        "draft",
        body={"title": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "POST api_agreement_activate": api(
        "draft", default=403, customers=404, service_level_manager=400
    ),
    "POST api_agreement_new_version": api(
        "draft", default=403, customers=404, service_level_manager=409
    ),
    "POST api_agreement_discard": api(
        "draft", default=403, customers=404, service_level_manager=409
    ),
    "POST api_agreement_terminate": api(
        "draft",
        body={"ends_on": "2100-01-01", "reason": "x"},
        default=403,
        customers=404,
        service_level_manager=409,
    ),
    "POST api_agreement_offer": api(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "POST api_agreement_withdraw_offer": api(
        "offered",
        body={"reason": "x"},
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=200,
    ),
    "POST api_agreement_decline": api(
        "offered",
        body={"reason": "x"},
        default=403,
        requester=404,
        stranger=404,
        representative=200,
    ),
    "POST api_agreement_sign": api(
        "offered",
        body={"role": "customer", "authority": "x", "digest": "another wording"},
        default=403,
        requester=404,
        stranger=404,
        representative=409,
    ),
    "POST api_agreement_sign_on_paper": api(
        "offered",
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=400,
    ),
    "POST api_agreement_comments": api(
        "offered",
        body={"text": "x"},
        default=403,
        requester=404,
        stranger=404,
        representative=201,
        service_level_manager=201,
    ),
    "POST api_agreement_settle_comment": api(
        "offered",
        "offered_comment",
        default=403,
        requester=404,
        stranger=404,
        representative=200,
        service_level_manager=200,
    ),
    "POST api_agreement_review": api(
        "agreement",
        body={"review_on": "2100-01-01"},
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=200,
    ),
    "PATCH api_agreement_contents": api(
        "draft",
        body={"sections": {"continuity": "x"}},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "POST api_agreement_targets": api(
        "draft", default=403, customers=404, service_level_manager=400
    ),
    "PATCH api_agreement_target": api(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "DELETE api_agreement_target": api(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "POST api_agreement_steps": api(
        "draft", default=403, customers=404, service_level_manager=400
    ),
    "DELETE api_agreement_step": api(
        "draft", "step_id", default=403, customers=404, service_level_manager=200
    ),
    "api_agreement_chain": api("draft", customers=404),
    "api_agreement_pdf": api("agreement", requester=404, stranger=404),
    "api_agreement_ratings": api(
        "agreement", customers=403, requester=404, stranger=404
    ),
    "api_agreement_document": api("draft", customers=404),
    "POST api_agreement_import": api(
        body={"document": "x"}, default=403, service_level_manager=400
    ),
    "api_mismatches": api(customers=403),
    "api_agreed_catalogue_list": api(),
    "POST api_agreed_catalogue_list": api(body={}, default=400),
    "api_agreed_catalogue_pdf": api("offered_catalogue", requester=404, stranger=404),
    "api_agreed_catalogue_detail": api(
        "offered_catalogue", requester=404, stranger=404
    ),
    "POST api_agreed_catalogue_offer": api(
        "offered_catalogue", default=409, requester=404, stranger=404
    ),
    "POST api_agreed_catalogue_agree": api(
        "offered_catalogue",
        body={"authority": "Board", "content_hash": "0" * 64},
        default=400,
        requester=404,
        stranger=404,
    ),
    "POST api_agreed_catalogue_decline": api(
        "offered_catalogue",
        body={"reason": "x"},
        default=403,
        requester=404,
        stranger=404,
        representative=200,
    ),
    "POST api_agreed_catalogue_ask_anew": api(
        "offered_catalogue",
        default=403,
        requester=404,
        stranger=404,
        representative=409,
    ),
    "POST api_agreed_catalogue_withdraw": api(
        "offered_catalogue",
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=200,
    ),
    "api_requirement_list": api(),
    "POST api_requirement_list": api(
        body={"title": "x"}, default=403, representative=400, service_level_manager=400
    ),
    "api_requirement_detail": api("requirement", requester=404, stranger=404),
    "PATCH api_requirement_detail": api(
        "requirement",
        body={"title": "x"},
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=200,
    ),
    "POST api_requirement_assess": api(
        "requirement",
        body={"assessment": "x"},
        default=403,
        requester=404,
        stranger=404,
        service_level_manager=200,
    ),
    "POST api_requirement_resolve": api(
        "requirement",
        body={"resolution": "can_do", "reason": "x"},
        default=409,
        requester=404,
        stranger=404,
        desk=403,
        contract_manager=403,
        auditor=403,
        administrator=403,
    ),
    "POST api_requirement_document": api(
        "requirement",
        body={"coverage": "not"},
        default=409,
        requester=404,
        stranger=404,
        desk=403,
        contract_manager=403,
        auditor=403,
        administrator=403,
    ),
}
