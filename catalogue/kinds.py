from django.utils.translation import gettext_lazy as _

from catalogue.models import Component, Service
from catalogue.permissions import may_contribute
from core.kinds import Kind, register_kind

register_kind(
    Kind(
        key="service",
        prefix="SVC",
        label=_("service"),
        label_plural=_("services"),
        visible_to=Service.objects.visible_to,
        url_name="service_detail",
        customer_url_name="portal_service",
        staff_permission="catalogue.view_service",
        may_contribute=may_contribute,
    )
)
register_kind(
    Kind(
        key="component",
        prefix="CMP",
        label=_("component"),
        label_plural=_("components"),
        visible_to=Component.objects.visible_to,
        url_name="component_detail",
        staff_permission="catalogue.view_service",
        may_contribute=may_contribute,
    )
)
