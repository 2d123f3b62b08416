from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from core.doors import missing_as_404
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    sent_file,
)
from core.kinds import get_kind, page_of, visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from workflow import services
from workflow.forms import AttachmentForm, LinkForm, TagForm
from workflow.permissions import may_contribute, may_organise
from workflow.selectors import get_attachment, linkable


@login_required
def attachment_add(request: HttpRequest, number: str) -> HttpResponse:
    item = _item(request, number, may_contribute)
    form = AttachmentForm(
        request.POST or None,
        request.FILES or None,
        is_staff=get_kind(item.kind).is_staff(actor_of(request)),
    )

    def save() -> None:
        file = form.cleaned_data["file"]
        services.add_attachment(
            number=number,
            name=file.name,
            content=file,
            visibility=form.visibility_chosen(),
            actor=actor_of(request),
            at=timezone.now(),
        )

    return _fill_in(request, item, "attachment_form", form, save, _("Attached."))


@login_required
@require_GET
def attachment_download(request: HttpRequest, pk: int) -> FileResponse:
    with missing_as_404():
        attachment = get_attachment(pk, actor_of(request))
    return sent_file(
        attachment.file, name=attachment.name, content_type=attachment.content_type
    )


@login_required
@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    with missing_as_404():
        number = get_attachment(pk, actor_of(request)).item.number

    def remove(**by: Any) -> None:
        services.remove_attachment(attachment_id=pk, **by)

    return _act(request, number, remove, _("Removed."))


@login_required
def link_add(request: HttpRequest, number: str) -> HttpResponse:
    item = _item(request, number, may_organise)
    form = LinkForm(request.POST or None, item=item, user=actor_of(request))

    def save() -> None:
        services.add_link(
            number=number,
            **form.cleaned_data,
            actor=actor_of(request),
            at=timezone.now(),
        )

    return _fill_in(request, item, "link_form", form, save, _("Linked."))


@login_required
@require_GET
def link_matches(request: HttpRequest, number: str) -> HttpResponse:
    item = _item(request, number, may_organise)
    text = request.GET.get("other", "")
    context = {"matches": linkable(text, item, actor_of(request)), "text": text}
    return render(request, "workflow/_link_matches.html", context)


@login_required
@require_POST
def link_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    def remove(**by: Any) -> None:
        services.remove_link(number=number, link_id=pk, **by)

    return _act(request, number, remove, _("The link was removed."))


@login_required
def tag_add(request: HttpRequest, number: str) -> HttpResponse:
    item = _item(request, number, may_organise)
    form = TagForm(request.POST or None)

    def save() -> None:
        services.tag_item(
            number=number,
            name=form.cleaned_data["name"],
            actor=actor_of(request),
            at=timezone.now(),
        )

    return _fill_in(request, item, "tag_form", form, save, _("Tagged."))


@login_required
@require_POST
def tag_remove(request: HttpRequest, number: str) -> HttpResponse:
    name = request.POST.get("name", "").replace("\0", "")

    def remove(**by: Any) -> None:
        services.untag_item(number=number, name=name, **by)

    return _act(request, number, remove, _("The tag was removed."))


@login_required
@require_POST
def item_watch(request: HttpRequest, number: str) -> HttpResponse:
    def watch(**by: Any) -> None:
        services.watch_item(number=number, **by)

    return _act(request, number, watch, _("You are told what becomes of it."))


@login_required
@require_POST
def item_unwatch(request: HttpRequest, number: str) -> HttpResponse:
    def unwatch(**by: Any) -> None:
        services.unwatch_item(number=number, **by)

    return _act(request, number, unwatch, _("You no longer watch it."))


def _item(
    request: HttpRequest,
    number: str,
    may: Callable[[User, Item, Any], bool] | None = None,
) -> Item:
    with missing_as_404():
        thing = visible_object(number, actor_of(request))
        item = Item.objects.get(number=number)
    if may and not may(actor_of(request), item, thing):
        raise PermissionDenied
    return item


def _fill_in(
    request: HttpRequest,
    item: Item,
    template: str,
    form: Form,
    save: Callable[[], None],
    said: str | Promise,
) -> HttpResponse:
    """Show the form, and save what was sent; show it again if that cannot be."""
    page = page_of(item, actor_of(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            save()
        if form.is_valid():
            return redirect_with(request, said, page)
    context: Mapping[str, Any] = {
        "item": item,
        "crumbs": [(item.number, page)],
    }
    return render_form(request, f"workflow/{template}.html", form, context)


def _act(
    request: HttpRequest, number: str, act: Callable[..., None], said: str | Promise
) -> HttpResponse:
    """Do what a button says, and go back to the item's page with the answer."""
    item = _item(request, number)
    page = page_of(item, actor_of(request))
    try:
        with missing_as_404():
            act(actor=actor_of(request), at=timezone.now())
    except (TransitionNotAllowed, ValidationError) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, " ".join(words))
        return redirect(page)
    return redirect_with(request, said, page)
