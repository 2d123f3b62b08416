"""Every error of the API as a problem that a program can read (RFC 9457)."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.lifecycle import TransitionNotAllowed
from core.versions import StaleVersion

MEDIA_TYPE = "application/problem+json"


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class Illegal(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "illegal_move"


class Stale(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale_version"


def problem_for(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Answer what a view raised; what is nobody's mistake is left to be a 500."""
    known = _translate(error)
    response = exception_handler(known, context) if known else None
    if not isinstance(response, Response) or known is None:
        return response
    set_rollback()
    request = context.get("request")
    problem = {
        "type": f"urn:sms-portal:problem:{_code(known)}",
        "title": _title(response.status_code),
        "status": response.status_code,
        "detail": _detail(known),
        "instance": request.path if request else "",
    }
    if isinstance(known, exceptions.ValidationError):
        problem["errors"] = list(_flatten(known.detail, ()))
    if isinstance(error, StaleVersion):
        problem["current_version"] = error.current.version
    response.data = problem
    response.content_type = MEDIA_TYPE
    return response


def _translate(error: Exception) -> Exception | None:
    if isinstance(error, ValidationError):
        return _validation(error)
    if isinstance(error, TransitionNotAllowed):
        return Illegal(str(error))
    if isinstance(error, StaleVersion):
        return Stale(str(error))
    if isinstance(error, ObjectDoesNotExist | Http404):
        return exceptions.NotFound()
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("The request is too large."))
    if isinstance(error, BadRequest | SuspiciousOperation):
        return exceptions.ParseError(str(error) or None)
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    return error


def _validation(error: ValidationError) -> exceptions.ValidationError:
    if hasattr(error, "error_dict"):
        return exceptions.ValidationError(
            {
                "" if name == "__all__" else name: messages
                for name, messages in error.message_dict.items()
            }
        )
    return exceptions.ValidationError({"": error.messages})


def _flatten(detail: Any, path: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            parts = (name,) if name not in ("", "non_field_errors") else ()
            yield from _flatten(inner, (*path, *map(str, parts)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            is_nested = isinstance(inner, dict | list)
            yield from _flatten(inner, (*path, str(place)) if is_nested else path)
    else:
        yield {
            "field": ".".join(path),
            "code": str(getattr(detail, "code", "invalid")),
            "detail": str(detail),
        }


def _code(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "validation"
    code = getattr(error, "default_code", "") or type(error).__name__.lower()
    return str(code).replace("_", "-")


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("Some values are not right; `errors` names them. Nothing was changed.")
    detail = getattr(error, "detail", None)
    if isinstance(detail, str):
        return str(detail)
    return str(error) or _title(404)


def _title(code: int) -> str:
    return TITLES.get(code, "Error")


TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Not possible in this state",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Media type not understood",
    429: "Too many requests",
}
