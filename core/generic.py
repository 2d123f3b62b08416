"""What every page does alike: answer htmx, save a form, show what went wrong."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any, cast

import structlog
from django.contrib import messages
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    ValidationError,
)
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from core.lifecycle import TransitionNotAllowed
from core.listing import Listing
from core.models import User
from core.versions import StaleVersion

STALE = "stale"
WRONG_FILTER = 400

log = structlog.get_logger()


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """
    Render the page, or for htmx only its moving part.

    The moving part of `records/queue.html` is `records/_queue_fragment.html`. With
    status 400 what narrows the page is wrong: then its form says so in words of its own.
    """
    name = fragment_of(template) if wants_fragment(request) else template
    values = dict(context or {})
    if status == WRONG_FILTER:
        for form in _narrowing(values):
            form.narrows = True
    response = render(request, name, values, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _narrowing(context: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the forms of a page that narrow what it shows."""
    if "form" in context:
        yield context["form"]
    if "listing" in context:
        yield context["listing"].filterset.form


def render_list(
    request: HttpRequest,
    template: str,
    listing: Listing,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Render the page of a list, with status 400 if one of its filters is wrong."""
    status = WRONG_FILTER if listing.filterset.errors else 200
    return render_page(
        request, template, {"listing": listing, **(context or {})}, status=status
    )


def render_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Render the page of a form, with status 422 or 409 if what was sent is not right."""
    status = 422 if form.is_bound and form.errors else 200
    if form.has_error(NON_FIELD_ERRORS, STALE):
        status = 409
    return render_page(
        request, template, {"form": form, **(context or {})}, status=status
    )


def refuse_if_late(
    request: HttpRequest, is_offered: bool, why: str | Promise = ""
) -> None:
    """
    Refuse to ask for what the thing's state no longer offers.

    What was sent is the service's to refuse: so the form stays, with what was typed.

    :raises TransitionNotAllowed: which every page answers with a message
    """
    if not is_offered and request.method != "POST":
        usual = _("This is not possible as it stands; perhaps it was done meanwhile.")
        raise TransitionNotAllowed(str(why or usual))


def actor_of(request: HttpRequest) -> User:
    """
    Return who is asking.

    :raises PermissionDenied: if nobody is signed in
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, if one was, however little it holds."""
    return request.POST if request.method == "POST" else None


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for the moving part rather than for the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and not (
        headers.get("HX-Boosted") or headers.get("HX-History-Restore-Request")
    )


def fragment_of(template: str) -> str:
    """Return the name of the template of a page's moving part."""
    folder, _, name = template.rpartition("/")
    stem = name.removesuffix(".html")
    return f"{folder}/_{stem}_fragment.html".lstrip("/")


@contextmanager
def errors_into(form: BaseForm) -> Iterator[None]:
    """Turn what a service refuses into errors of the form, at the field if it has it."""
    try:
        yield
    except TransitionNotAllowed as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        for field, problems in _by_field(error).items():
            form.add_error(field if field in form.fields else None, problems)


@contextmanager
def stale_into(form: BaseForm) -> Iterator[None]:
    """
    Keep what was entered over a version that somebody else changed meanwhile.

    Sending it once more is then meant for what is there now.
    """
    try:
        yield
    except StaleVersion as error:
        form.add_error(None, ValidationError(str(error), code=STALE))
        data = cast(QueryDict, form.data).copy()
        data["version"] = str(error.current.version)
        form.data = data


def compare(
    form: BaseForm, stored: Mapping[str, Any] | Model | None
) -> list[tuple[str, str, str]] | None:
    """
    Return both versions of a form that was stale: label, as it is now, as entered.

    Only of fields that differ. `stored` is what the form is about, or the values that
    it would begin with now.
    """
    if not form.has_error(NON_FIELD_ERRORS, STALE):
        return None
    if isinstance(stored, Model):
        stored.refresh_from_db()
        stored = {name: getattr(stored, name, None) for name in form.fields}
    values = stored or {}
    both = [
        (
            str(field.label),
            _in_words(field, values.get(field.name)),
            _in_words(field, form.cleaned_data.get(field.name)),
        )
        for field in form.visible_fields()
    ]
    return [(label, now, yours) for label, now, yours in both if now != yours]


def _in_words(field: BoundField, value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(_in_words(field, one) for one in value)
    if value is None or isinstance(value, Model):
        return str(value or "")
    choices = dict(getattr(field.field, "choices", None) or [])
    return str(localize(choices.get(value, field.field.prepare_value(value))))


def redirect_with(
    request: HttpRequest, message: str | Promise, target: Any, *args: Any
) -> HttpResponse:
    """Say what was done, and go on to another page."""
    messages.success(request, str(message))
    response = redirect(target, *args)
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(response.url)
    return response


def sent_file(stored: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """
    Send a stored file to be saved; whatever it is, it is no page of ours.

    :raises Http404: if it is lost
    """
    try:
        content = stored.open("rb")
    except (FileNotFoundError, ValueError) as error:
        # It has no name, or nothing is there under its name.
        log.error("file_lost", name=name, path=stored.name)
        raise Http404 from error
    return _to_be_saved(content, name, content_type)


def sent_bytes(
    content: bytes, *, name: str, content_type: str = "application/pdf"
) -> FileResponse:
    """Send what was made when it was asked for, to be saved; it is no page of ours."""
    return _to_be_saved(BytesIO(content), name, content_type)


def _to_be_saved(content: IO[bytes], name: str, content_type: str) -> FileResponse:
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        headers={
            "Content-Type": content_type,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _by_field(error: ValidationError) -> dict[str, Any]:
    if hasattr(error, "error_dict"):
        return dict(error.error_dict)
    return {NON_FIELD_ERRORS: error.error_list}
