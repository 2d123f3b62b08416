from django.urls import path

from portal.views import agreed, agreement, home, needs, records, reporting, services

CATALOGUE = "our-catalogue/<number:number>/"
RECORD = "records/<number:number>/"

urlpatterns = [
    path("", home.portal_home, name="portal_home"),
    path("start/", home.start, name="start"),
    path("find/", home.portal_search, name="portal_search"),
    path("services/", services.portal_catalogue, name="portal_catalogue"),
    path("services/<number:number>/", services.portal_service, name="portal_service"),
    path("agreement/", agreement.portal_agreement, name="portal_agreement"),
    path("contracts/", agreement.portal_contracts, name="portal_contracts"),
    path("needs/", needs.portal_needs, name="portal_needs"),
    path("needs/new/", needs.portal_need_new, name="portal_need_new"),
    path("needs/<number:number>/", needs.portal_need, name="portal_need"),
    path("our-catalogue/", agreed.portal_our_catalogue, name="portal_our_catalogue"),
    path(CATALOGUE, agreed.portal_agreed_catalogue, name="portal_agreed_catalogue"),
    path(
        f"{CATALOGUE}pdf/",
        agreed.portal_agreed_catalogue_pdf,
        name="portal_agreed_catalogue_pdf",
    ),
    path(
        f"{CATALOGUE}ask-anew/",
        agreed.portal_catalogue_ask_anew,
        name="portal_catalogue_ask_anew",
    ),
    path(
        f"{CATALOGUE}<slug:step>/",
        agreed.portal_catalogue_decide,
        name="portal_catalogue_decide",
    ),
    path("report/", reporting.portal_report, name="portal_report"),
    path("records/", records.portal_records, name="portal_records"),
    path(RECORD, records.portal_record, name="portal_record"),
    path(f"{RECORD}reply/", records.portal_record_reply, name="portal_record_reply"),
    path(
        f"{RECORD}confirm/",
        records.portal_record_confirm,
        name="portal_record_confirm",
    ),
    path(f"{RECORD}reopen/", records.portal_record_reopen, name="portal_record_reopen"),
    path(f"{RECORD}rate/", records.portal_record_rate, name="portal_record_rate"),
]
