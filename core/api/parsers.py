"""Reading what programs send, without trusting any of it."""

import json
import math
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from core.api.problems import TooLarge

DEEPEST = 20


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, of bounded size and depth, that Postgres can store."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        limit = settings.API_LARGEST_BODY
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(_("The request is larger than %d bytes.") % limit)
        try:
            found = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("This is not JSON: %s.") % error) from error
        _check(found, "", DEEPEST)
        return found


class UploadParser(MultiPartParser):
    """A form with a file; too long a one is refused by the length it announces."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        limit = settings.ATTACHMENT_MAX_BYTES + settings.API_LARGEST_BODY
        announced = str(parser_context["request"].META.get("CONTENT_LENGTH", ""))
        if announced.isdecimal() and int(announced) > limit:
            raise TooLarge(_("The request is larger than %d bytes.") % limit)
        return super().parse(stream, media_type, parser_context)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")


def _check(value: Any, path: str, depth: int) -> None:
    where = path.lstrip(".") or _("the request")
    if depth == 0:
        raise ParseError(_("The JSON is nested too deeply."))
    if isinstance(value, str) and not _is_storable(value):
        raise ParseError(_("There are characters in %s that are no text.") % where)
    if isinstance(value, float) and not math.isfinite(value):
        raise ParseError(_("The number in %s is too large.") % where)
    for name, inner in _parts(value):
        if not _is_storable(name):
            raise ParseError(_("A name in %s is no text.") % where)
        _check(inner, f"{path}.{name}", depth - 1)


def _parts(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return [(str(place), inner) for place, inner in enumerate(value)]
    return []


def _is_storable(text: str) -> bool:
    # Postgres stores no NUL; half a surrogate pair is no character.
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
