from workflow.services.attaching import (
    add_attachment,
    check_file,
    remove_attachment,
)
from workflow.services.linking import add_link, remove_link
from workflow.services.tagging import tag_item, untag_item
from workflow.services.watching import unwatch_item, watch_item

__all__ = [
    "add_attachment",
    "add_link",
    "check_file",
    "remove_attachment",
    "remove_link",
    "tag_item",
    "untag_item",
    "unwatch_item",
    "watch_item",
]
