import pytest
from django.conf import settings

from workflow.sniffing import TYPES, content_type, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"PK\x03\x04", "zip"),
        (b"\x7fELF\x02", "program"),
        (b"#!/bin/sh\nrm", "program"),
        (b"MZ\x90\x00\x03\x00", "program"),
        (b"BMW is a car", "text"),
        ("Grüße".encode(), "text"),
        ("Grüße".encode("latin-1"), "text"),
        (b"\xff\xfeh\x00i\x00", "text"),
        (b"\xef\xbb\xbf<HTML>", "active"),
        (b"\xff\xfe<\x00s\x00v\x00g\x00", "active"),
        (b"\x00\x01\x02", ""),
    ],
)
def test_first_bytes_tell_what_it_is(head, kind):
    assert sniff(head) == kind


def test_every_extension_that_is_taken_can_be_told():
    assert set(settings.ATTACHMENT_EXTENSIONS) <= set(TYPES)


def test_the_type_is_ours_and_never_one_a_browser_runs():
    assert content_type("Report.PDF", b"%PDF-1.7") == "application/pdf"
    assert not {"text/html", "image/svg+xml"} & {kind for _x, kind in TYPES.values()}
