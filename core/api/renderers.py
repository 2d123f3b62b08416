"""What is answered where it is no JSON; a problem on the way there still is."""

from rest_framework.renderers import JSONRenderer


class PdfRenderer(JSONRenderer):
    media_type = "application/pdf"
    format = "pdf"


class FileRenderer(JSONRenderer):
    """For files that somebody attached: their type is theirs."""

    media_type = "*/*"
    format = "file"
