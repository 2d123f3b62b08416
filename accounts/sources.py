"""People and organisations, as the search over everything finds them."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.selectors import organisations_matching, people_matching
from core.finding import Found, Source, register_source
from core.models import User


def _people(text: str, user: User, most: int) -> list[Found]:
    has_page = user.has_perm("accounts.view_person")
    return [
        Found(
            kind=_("person"),
            title=person.name,
            detail=" · ".join(
                part
                for part in (person.organisation.name, person.email, person.phone)
                if part
            ),
            url=reverse("person_detail", args=[person.pk]) if has_page else "",
        )
        for person in people_matching(text, user)[:most]
    ]


def _organisations(text: str, user: User, most: int) -> list[Found]:
    has_page = user.has_perm("accounts.view_organisation")
    return [
        Found(
            kind=_("organisation"),
            title=found.name,
            url=reverse("organisation_detail", args=[found.pk]) if has_page else "",
        )
        for found in organisations_matching(text, user)[:most]
    ]


def _list(name: str, permission: str, text: str, user: User) -> str:
    if not user.has_perm(permission):
        return ""
    return f"{reverse(name)}?{urlencode({'q': text})}"


register_source(
    Source(
        "people",
        _("People"),
        _people,
        lambda text, user: _list("person_list", "accounts.view_person", text, user),
        order=20,
    )
)
register_source(
    Source(
        "organisations",
        _("Organisations"),
        _organisations,
        lambda text, user: _list(
            "organisation_list", "accounts.view_organisation", text, user
        ),
        order=30,
    )
)
