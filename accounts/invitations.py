"""The link with which somebody chooses a first password, and the mail with it."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person
from core.models import User


def password_link(user: User) -> str:
    """Return the address where the user may choose a password, once, for three days."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return settings.SITE_URL.rstrip("/") + path


def send_invitation(person: Person, user: User) -> None:
    """Send the link to choose a password, in the person's own language."""
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    with translation.override(person.language):
        context = {"person": person, "link": password_link(user), "days": days}
        mail = EmailMultiAlternatives(
            subject=_("Your access to SMS Portal"),
            body=render_to_string("email/invitation.txt", context),
            to=[user.email],
        )
        html = render_to_string("email/invitation.html", context)
    mail.attach_alternative(html, "text/html")
    mail.send()
