from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie

from accounts.forms import ProfileForm
from accounts.models import Person
from accounts.selectors import person_of
from accounts.services import edit_profile
from core.generic import actor_of, errors_into, redirect_with, render_form, sent
from core.models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    person = person_of(actor)
    if person is None:
        raise Http404
    names = ("time_zone", "language", "phone")
    initial = {name: getattr(person, name) for name in names}
    form = ProfileForm(sent(request), initial=initial)
    if form.is_valid():
        with errors_into(form):
            edit_profile(
                person_id=person.pk,
                actor=actor,
                at=timezone.now(),
                **form.cleaned_data,
            )
            # The answer is already in the language that was chosen.
            translation.activate(form.cleaned_data["language"])
            return redirect_with(request, _("Saved."), "profile")
    context = {"person": person}
    return render_form(request, "accounts/profile.html", form, context)


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    language = request.POST.get("language", "")
    person = person_of(request.user) if isinstance(request.user, User) else None
    if person is not None and language in dict(settings.LANGUAGES):
        _remember(person, language, actor_of(request))
    return set_language_cookie(request)


def _remember(person: Person, language: str, actor: User) -> None:
    if person.language != language:
        edit_profile(
            person_id=person.pk,
            time_zone=person.time_zone,
            language=language,
            phone=person.phone,
            actor=actor,
            at=timezone.now(),
        )
