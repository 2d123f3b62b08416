from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from core.api.paging import Paging
from core.api.parsers import UploadParser
from core.api.renderers import FileRenderer
from core.api.views import acting, actor_of, read_input
from core.generic import sent_file
from core.kinds import get_kind, visible_object
from core.models import Item
from workflow import services
from workflow.api.serializers import (
    AttachmentInput,
    AttachmentSerializer,
    ItemSerializer,
    LinkInput,
    LinkSerializer,
    TagSerializer,
    WatcherInput,
    WatcherSerializer,
)
from workflow.models import Attachment
from workflow.permissions import available_actions
from workflow.selectors import (
    attachments_for,
    get_attachment,
    neighbours,
    tags_of,
    watchers_of,
)

ID = "[0-9]{1,18}"
UPLOAD = {"multipart/form-data": AttachmentInput}
FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class ByAdding(Paging):
    ordering = ("added_at", "pk")


class ItemViewSet(viewsets.GenericViewSet[Item]):
    """What any thing with a number can have: files, links, tags, watchers."""

    serializer_class = ItemSerializer
    lookup_field = "number"
    lookup_value_regex = "[A-Z]{2,4}-[0-9]{1,12}"
    queryset = Item.objects.all()

    def get_item(self) -> tuple[Item, Any]:
        """
        Return the item and the thing behind it.

        :raises Item.DoesNotExist: if the asker may not see such an item
        """
        number = self.kwargs["number"]
        thing = visible_object(number, actor_of(self.request))
        return Item.objects.get(number=number), thing

    def retrieve(self, request: Request, number: str) -> Response:
        item, thing = self.get_item()
        actions = available_actions(actor_of(request), item, thing)
        shown = {
            "number": item.number,
            "kind": item.kind,
            "is_watched": "unwatch" in actions,
            "available_actions": actions,
        }
        return Response(ItemSerializer(shown).data)

    @extend_schema(responses=AttachmentSerializer(many=True))
    @action(detail=True, parser_classes=[UploadParser])
    def attachments(self, request: Request, number: str) -> Response:
        item, thing = self.get_item()
        found = attachments_for(item, actor_of(request))
        found = found.select_related("added_by", "item")
        paging = ByAdding()
        page = paging.paginate_queryset(found, request, view=None)
        context = {"request": request, "thing": thing}
        shown = AttachmentSerializer(page, many=True, context=context)
        return paging.get_paginated_response(shown.data)

    @extend_schema(request=UPLOAD, responses={201: AttachmentSerializer})
    @attachments.mapping.post
    def attach(self, request: Request, number: str) -> Response:
        _item, thing = self.get_item()
        values = read_input(self, AttachmentInput)
        made = services.add_attachment(
            number=number,
            name=values["file"].name,
            content=values["file"],
            visibility=values["visibility"],
            **acting(request),
        )
        context = {"request": request, "thing": thing}
        return Response(AttachmentSerializer(made, context=context).data, status=201)

    @extend_schema(responses=LinkSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def links(self, request: Request, number: str) -> Response:
        return self._links(status=200)

    @extend_schema(request=LinkInput, responses={201: LinkSerializer(many=True)})
    @links.mapping.post
    def link(self, request: Request, number: str) -> Response:
        self.get_item()
        values = read_input(self, LinkInput)
        services.add_link(number=number, **values, **acting(request))
        return self._links(status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=f"links/(?P<link_id>{ID})")
    def unlink(self, request: Request, number: str, link_id: str) -> Response:
        services.remove_link(number=number, link_id=int(link_id), **acting(request))
        return Response(status=204)

    @extend_schema(responses=TagSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def tags(self, request: Request, number: str) -> Response:
        item, _thing = self._of_staff()
        found = [{"name": name} for name in tags_of(item)]
        return Response(TagSerializer(found, many=True).data)

    @extend_schema(request=TagSerializer, responses={204: None})
    @tags.mapping.post
    def tag(self, request: Request, number: str) -> Response:
        return self._do(services.tag_item, TagSerializer)

    @extend_schema(request=TagSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="tags/remove")
    def untag(self, request: Request, number: str) -> Response:
        return self._do(services.untag_item, TagSerializer)

    @extend_schema(responses=WatcherSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def watchers(self, request: Request, number: str) -> Response:
        item, _thing = self._of_staff()
        return Response(WatcherSerializer(watchers_of(item), many=True).data)

    @extend_schema(request=WatcherInput, responses={204: None})
    @watchers.mapping.post
    def watch(self, request: Request, number: str) -> Response:
        return self._do(services.watch_item, WatcherInput)

    @extend_schema(request=WatcherInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="watchers/remove")
    def unwatch(self, request: Request, number: str) -> Response:
        return self._do(services.unwatch_item, WatcherInput)

    def _links(self, *, status: int) -> Response:
        item, _thing = self.get_item()
        found = neighbours(item, actor_of(self.request))
        return Response(LinkSerializer(found, many=True).data, status=status)

    def _of_staff(self) -> tuple[Item, Any]:
        item, thing = self.get_item()
        if not get_kind(item.kind).is_staff(actor_of(self.request)):
            # As on the screens: words and eyes of the staff are theirs.
            raise PermissionDenied
        return item, thing

    def _do(self, service: Any, input_class: type[BaseSerializer[Any]]) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        item, _thing = self.get_item()
        values = read_input(self, input_class)
        service(number=item.number, **values, **acting(self.request))
        return Response(status=204)


class AttachmentViewSet(viewsets.GenericViewSet[Attachment]):
    """One file that was attached to something that the asker may see."""

    serializer_class = AttachmentSerializer
    lookup_value_regex = ID
    queryset = Attachment.objects.all()

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.present()

    def retrieve(self, request: Request, pk: str) -> Response:
        actor = actor_of(request)
        found = get_attachment(int(pk), actor)
        thing = visible_object(found.item.number, actor)
        context = {"request": request, "thing": thing}
        return Response(AttachmentSerializer(found, context=context).data)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        services.remove_attachment(attachment_id=int(pk), **acting(request))
        return Response(status=204)

    @extend_schema(responses=FILE)
    @action(detail=True, renderer_classes=[FileRenderer])
    def file(self, request: Request, pk: str) -> FileResponse:
        found = get_attachment(int(pk), actor_of(request))
        return sent_file(found.file, name=found.name, content_type=found.content_type)
