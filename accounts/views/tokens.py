from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.services import create_token, revoke_token
from core.generic import actor_of, errors_into, redirect_with, sent


@require_safe
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    tokens = ApiToken.objects.visible_to(actor_of(request))
    context = {"tokens": tokens, "at": timezone.now()}
    return render(request, "accounts/token_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
def token_new(request: HttpRequest) -> HttpResponse:
    form = TokenForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        with errors_into(form):
            token, secret = create_token(
                name=form.cleaned_data["name"],
                scope=form.cleaned_data["scope"],
                expires_at=form.ending(at),
                actor=actor_of(request),
                at=at,
            )
            # Shown in this answer and never again: nobody keeps it but its user.
            context = {"token": token, "secret": secret}
            return render(request, "accounts/token_made.html", context, status=201)
    status = 422 if form.errors else 200
    return render(request, "accounts/token_new.html", {"form": form}, status=status)


@require_POST
@login_required
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    mine = ApiToken.objects.visible_to(user).filter(pk=pk, revoked_at=None)
    if not mine.exists():
        raise Http404
    revoke_token(token_id=pk, actor=user, at=timezone.now())
    return redirect_with(request, _("The token was revoked."), "token_list")
