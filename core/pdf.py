"""Setting pages as PDF, from our own templates and files alone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from weasyprint import CSS, HTML, Attachment
from weasyprint.urls import (
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

SCHEME = "static"


class ForeignAddress(FatalURLFetchingError):  # type: ignore[misc]
    """Raised when a page to be set refers to anything but our own static files."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A file embedded in the PDF: its name, what it is, and its bytes."""

    name: str
    description: str
    content: bytes


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Fetch our own static files by `static:path`; refuse everything else."""

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = finders.find(parts.path) if parts.scheme == SCHEME else None
        if not isinstance(path, str):
            raise ForeignAddress(f"{url} is not one of our own files.")
        with open(path, "rb") as file:
            return URLFetcherResponse(url, body=file.read())


@contextmanager
def set_in(language: str) -> Iterator[None]:
    """
    Speak the language, and tell times in the provider's zone, whoever has it written.

    What goes into the text belongs within as well: words are chosen where they are
    looked up, not where they are printed.
    """
    with translation.override(language), timezone.override(None):
        yield


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    annexes: Sequence[Annex] = (),
    stylesheets: Sequence[str] = ("css/pdf.css",),
) -> bytes:
    """
    Render a template of `templates/pdf/` and return the PDF.

    :raises ForeignAddress: if the page refers to anything but our own files
    """
    fetcher = OwnFilesOnly()
    html = HTML(
        string=render_to_string(template, dict(context)),
        base_url=f"{SCHEME}:",
        url_fetcher=fetcher,
    )
    sheets = [CSS(url=f"{SCHEME}:{name}", url_fetcher=fetcher) for name in stylesheets]
    return bytes(
        html.write_pdf(
            stylesheets=sheets,
            attachments=[
                Attachment(
                    file_obj=BytesIO(annex.content),
                    name=annex.name,
                    description=annex.description,
                )
                for annex in annexes
            ],
            pdf_tags=True,
        )
    )
