"""What every page does alike: answer htmx, save a form, show what went wrong."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    ValidationError,
)
from django.db.models.fields.files import FieldFile
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django_htmx.http import HttpResponseClientRedirect

from core.lifecycle import TransitionNotAllowed
from core.models import User

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

    The moving part of `records/queue.html` is `records/_queue_fragment.html`.
    """
    name = fragment_of(template) if wants_fragment(request) else template
    response = render(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Render the page of a form, with status 422 if what was sent is not right."""
    status = 422 if form.is_bound and form.errors else 200
    return render_page(
        request, template, {"form": form, **(context or {})}, status=status
    )


def actor_of(request: HttpRequest) -> User:
    """
    Return who is asking.

    :raises PermissionDenied: if nobody is signed in
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


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
