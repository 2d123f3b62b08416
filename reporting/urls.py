from django.urls import path

from reporting.views import dashboard, packs, portal, queries, reports

REPORT = "manage/reports/<number:number>/"
PACK = "manage/evidence/<number:number>/"

urlpatterns = [
    path("manage/", dashboard.sla_dashboard, name="sla_dashboard"),
    path("manage/reports/", reports.report_list, name="report_list"),
    path("manage/reports/new/", reports.report_create, name="report_create"),
    path(
        "manage/reports/kinds/<number:number>/",
        reports.report_definition,
        name="report_definition",
    ),
    path(
        "manage/reports/decisions/<int:decision_id>/done/",
        reports.decision_complete,
        name="decision_complete",
    ),
    path(REPORT, reports.report_detail, name="report_detail"),
    path(f"{REPORT}decide/", reports.report_decide, name="report_decide"),
    path(f"{REPORT}pdf/", reports.report_pdf, name="report_pdf"),
    path("manage/evidence/", packs.pack_list, name="pack_list"),
    path("manage/evidence/new/", packs.pack_create, name="pack_create"),
    path(PACK, packs.pack_detail, name="pack_detail"),
    path(f"{PACK}pdf/", packs.pack_pdf, name="pack_pdf"),
    path(f"{PACK}check/", packs.pack_check, name="pack_check"),
    path(f"{PACK}files/<str:name>", packs.pack_file, name="pack_file"),
    path("manage/queries/", queries.query_list, name="query_list"),
    path("manage/queries/<number:number>/", queries.query_detail, name="query_detail"),
    path("reports/<number:number>/query/", queries.query_ask, name="query_ask"),
    path("queries/<number:number>/", queries.portal_query, name="portal_query"),
    path("queries/<number:number>/<slug:step>/", queries.query_move, name="query_move"),
    path("reports/", portal.portal_service_reports, name="portal_service_reports"),
    path(
        "reports/<number:number>/",
        portal.portal_service_report,
        name="portal_service_report",
    ),
    path(
        "reports/<number:number>/pdf/",
        portal.portal_service_report_pdf,
        name="portal_service_report_pdf",
    ),
]
