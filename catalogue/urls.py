from django.urls import path

from catalogue.views import changing, components, depending, portfolio

ONE = "services/<number:number>/"
COMPONENT = "components/<number:number>/"

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
    path(f"{ONE}depends/", depending.dependency_add, name="dependency_add"),
    path(
        f"{ONE}depends/<int:dependency_id>/end/",
        depending.dependency_remove,
        name="dependency_remove",
    ),
    path("dependencies/", depending.dependency_list, name="dependency_list"),
    path("components/", components.component_list, name="component_list"),
    path("components/new/", components.component_create, name="component_create"),
    path(COMPONENT, components.component_detail, name="component_detail"),
    path(f"{COMPONENT}edit/", components.component_edit, name="component_edit"),
]
