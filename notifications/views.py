from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.doors import missing_as_404, page_for
from core.generic import actor_of, errors_into, redirect_with, render_form, render_list
from core.kinds import page_of
from core.listing import build_listing
from core.models import User
from notifications import services
from notifications.addressees import may_see
from notifications.filters import NotificationFilter
from notifications.forms import PreferencesForm
from notifications.letters import words_of
from notifications.models import Notification


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(actor_of(request))
    own = own.select_related("item", "event")
    filterset = NotificationFilter(request.GET, own)
    listing = build_listing(request.GET, filterset, columns=(), sort="-created_at")
    rows = [(row, *words_of(row)) for row in listing.rows]
    return render_list(request, "notifications/inbox.html", listing, {"rows": rows})


@login_required
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    notification = _read(pk, actor_of(request))
    item = notification.item
    if item is None or not may_see(actor_of(request), item):
        return redirect("inbox")
    return redirect(page_of(item, actor_of(request)))


@login_required
@require_POST
def notification_read(request: HttpRequest, pk: int) -> HttpResponse:
    _read(pk, actor_of(request))
    return redirect("inbox")


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    count = services.mark_all_read(actor=actor_of(request), at=timezone.now())
    said = ngettext("%d marked as read.", "%d marked as read.", count) % count
    return redirect_with(request, said, "inbox")


@login_required
def notification_preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, user=actor_of(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            services.set_preferences(
                user=actor_of(request),
                wishes=form.wishes(),
                actor=actor_of(request),
                at=timezone.now(),
            )
        if form.is_valid():
            said = _("Saved how you want to be told.")
            return redirect_with(request, said, "notification_preferences")
    return render_form(request, "notifications/preferences.html", form)


@require_POST
@page_for("notifications.view_maildelivery")
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    with missing_as_404():
        services.retry_mail(mail_id=pk, actor=actor_of(request), at=timezone.now())
    return redirect_with(request, _("It will be sent again."), "operations")


def _read(pk: int, user: User) -> Notification:
    with missing_as_404():
        return services.mark_read(notification_id=pk, actor=user, at=timezone.now())
