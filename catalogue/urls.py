from django.urls import path

from catalogue.views import changing, portfolio

ONE = "services/<number:number>/"

urlpatterns = [
    path("services/", portfolio.service_list, name="service_list"),
    path("services/new/", changing.service_create, name="service_create"),
    path(ONE, portfolio.service_detail, name="service_detail"),
    path(f"{ONE}edit/", changing.service_edit, name="service_edit"),
    path(f"{ONE}move/<slug:step>/", changing.service_move, name="service_move"),
    path(f"{ONE}customers/", changing.service_entitle, name="service_entitle"),
    path(
        f"{ONE}customers/<int:customer_id>/end/",
        changing.service_withdraw,
        name="service_withdraw",
    ),
]
