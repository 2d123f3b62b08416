"""What a PDF shows where it cannot be read: off its page, or over what stands beside."""

from collections.abc import Iterator

from weasyprint import Document
from weasyprint.formatting_structure.boxes import (
    Box,
    InlineBlockBox,
    TableCellBox,
    TextBox,
)

# Of a CSS pixel: sums of rounded widths.
ROUNDED = 1


def beyond_the_edge(document: Document) -> Iterator[str]:
    """Yield each text that reaches beyond the text of its page, or beyond its cell."""
    for number, page in enumerate(document.pages, start=1):
        whole = page._page_box
        found = list(_beyond(whole, whole.content_box_x() + whole.width))
        for box in whole.descendants():
            if isinstance(box, InlineBlockBox | TableCellBox):
                found += _beyond(box, box.position_x + box.margin_width())
        yield from (f"page {number}: {text}" for text in dict.fromkeys(found))


def _beyond(box: Box, edge: float) -> Iterator[str]:
    for one in box.descendants():
        if isinstance(one, TextBox) and one.position_x + one.width > edge + ROUNDED:
            yield one.text
