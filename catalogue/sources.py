"""Services, as the search over everything finds them."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue.selectors import matching_services
from core.finding import Found, Source, found_item, register_source
from core.models import User


def _services(text: str, user: User, most: int) -> list[Found]:
    return [
        found_item(service.item, service.name, user, service.summary)
        for service in matching_services(text, user)[:most]
    ]


def _list(text: str, user: User) -> str:
    is_staff = user.has_perm("catalogue.view_service")
    page = reverse("service_list" if is_staff else "portal_catalogue")
    return f"{page}?{urlencode({'q': text})}"


register_source(Source("services", _("Services"), _services, _list, order=40))
