"""What every endpoint does alike."""

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from core.models import User

ETAG = re.compile(r'"(\d{1,9})"')


def actor_of(request: Request) -> User:
    """
    Return the user who asks.

    :raises NotFound: if nobody is signed in, which the permissions have refused
    """
    if isinstance(request.user, User):
        return request.user
    raise NotFound


def seen_version(request: Request) -> int | None:
    """
    Return the version that `If-Match` names, if one is named.

    :raises ParseError: if it is not one entity tag as this API gives them
    """
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = ETAG.fullmatch(given)
    if found is None:
        raise ParseError(_('If-Match must be one version in quotes, such as "3".'))
    return int(found[1])


def acting(request: Request) -> dict[str, Any]:
    """Return who acts, and when: what every service wants to know."""
    return {"actor": actor_of(request), "at": timezone.now()}


class UnknownAddress(APIView):
    """Answers every address below `/api/` at which there is nothing."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = []

    @extend_schema(exclude=True)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(_("There is nothing at this address."))


M = TypeVar("M", bound=Model)


class Reading(mixins.ListModelMixin, Generic[M]):
    """
    Lists and shows things; answers each with the entity tag of its version.

    A list may say less of each than the detail does: by `list_serializer_class`.
    """

    list_serializer_class: type[BaseSerializer[M]] | None = None

    def get_serializer_class(self) -> type[BaseSerializer[M]]:
        if self.list_serializer_class and getattr(self, "action", "") == "list":
            return self.list_serializer_class
        usual: type[BaseSerializer[M]] = super().get_serializer_class()  # type: ignore[misc]
        return usual

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view = cast("GenericAPIView[M]", self)
        return self.answer(view.get_object())

    def answer(self, thing: M, *, status: int = 200) -> Response:
        view = cast("GenericAPIView[M]", self)
        context = view.get_serializer_context()
        shown = view.get_serializer_class()(thing, context=context)
        version = getattr(thing, "version", None)
        headers = {} if version is None else {"ETag": f'"{version}"'}
        return Response(shown.data, status=status, headers=headers)


class ByNumber(Reading[M]):
    """Finds things by their number; acts on one, and answers it as it is then."""

    lookup_field = "item__number"
    lookup_url_kwarg: str | None = "number"

    def _do(
        self,
        service: Callable[..., Any],
        reads: type[BaseSerializer[Any]] | None = None,
        *,
        status: int = 200,
        **values: Any,
    ) -> Response:
        view = cast("GenericAPIView[Any]", self)
        # What the asker may not see is not there, whatever they sent about it.
        number = view.get_object().number
        given = read_input(view, reads) if reads else {}
        by = {"version": seen_version(view.request), **acting(view.request)}
        service(number=number, **given, **values, **by)
        return self.answer(view.get_object(), status=status)


def read_input(
    view: APIView, serializer_class: type[BaseSerializer[Any]], *, partial: bool = False
) -> dict[str, Any]:
    """
    Return the values that were sent, checked by the serializer.

    :raises ValidationError: if a value is missing or wrong
    """
    serializer = serializer_class(
        data=view.request.data, partial=partial, context={"request": view.request}
    )
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values
