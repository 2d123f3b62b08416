from django.urls import path

from incidents.views import acts, bulk, opening, queue, record

ONE = "incidents/<number:number>/"

urlpatterns = [
    path("", queue.incident_list, name="incident_list"),
    path("views/save/", queue.view_save, name="view_save"),
    path("views/<int:view_id>/delete/", queue.view_delete, name="view_delete"),
    path("bulk/", bulk.incident_bulk, name="incident_bulk"),
    path("callers/", opening.caller_list, name="caller_list"),
    path("caller/", opening.caller_detail, name="caller_detail"),
    path("similar/", opening.similar_list, name="similar_list"),
    path("priority/", opening.priority_preview, name="priority_preview"),
    path("incidents/new/", opening.incident_new, name="incident_new"),
    path(ONE, record.incident_detail, name="incident_detail"),
    path(f"{ONE}reply/", record.incident_reply, name="incident_reply"),
    path(f"{ONE}note/", record.incident_note, name="incident_note"),
    path(f"{ONE}assign/", acts.incident_assign, name="incident_assign"),
    path(f"{ONE}take/", acts.incident_take, name="incident_take"),
    path(f"{ONE}start/", acts.incident_start, name="incident_start"),
    path(f"{ONE}resume/", acts.incident_resume, name="incident_resume"),
    path(f"{ONE}pend/", acts.incident_pend, name="incident_pend"),
    path(f"{ONE}resolve/", acts.incident_resolve, name="incident_resolve"),
    path(f"{ONE}reopen/", acts.incident_reopen, name="incident_reopen"),
    path(f"{ONE}close/", acts.incident_close, name="incident_close"),
    path(f"{ONE}duplicate/", acts.incident_duplicate, name="incident_duplicate"),
    path(f"{ONE}cancel/", acts.incident_cancel, name="incident_cancel"),
    path(
        f"{ONE}hand-to-supplier/",
        acts.incident_hand_to_supplier,
        name="incident_hand_to_supplier",
    ),
    path(
        f"{ONE}supplier-answered/",
        acts.incident_supplier_answered,
        name="incident_supplier_answered",
    ),
    path(f"{ONE}take-back/", acts.incident_take_back, name="incident_take_back"),
    path(f"{ONE}edit/", acts.incident_edit, name="incident_edit"),
    path(f"{ONE}classify/", acts.incident_classify, name="incident_classify"),
    path(
        f"{ONE}confidential/", acts.incident_confidential, name="incident_confidential"
    ),
]
