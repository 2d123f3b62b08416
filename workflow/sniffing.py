"""What a file is, by its first bytes rather than by its name."""

from pathlib import PurePath

# Enough to tell every format below, and whether a text is one.
HEAD = 8192

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."

# For each extension: what its bytes must be, and the type it is delivered as.
TYPES: dict[str, tuple[str, str]] = {
    "png": ("png", "image/png"),
    "jpg": ("jpeg", "image/jpeg"),
    "jpeg": ("jpeg", "image/jpeg"),
    "gif": ("gif", "image/gif"),
    "webp": ("webp", "image/webp"),
    "bmp": ("bmp", "image/bmp"),
    "tif": ("tiff", "image/tiff"),
    "tiff": ("tiff", "image/tiff"),
    "heic": ("heic", "image/heic"),
    "pdf": ("pdf", "application/pdf"),
    "doc": ("ole", "application/msword"),
    "xls": ("ole", "application/vnd.ms-excel"),
    "ppt": ("ole", "application/vnd.ms-powerpoint"),
    "msg": ("ole", "application/vnd.ms-outlook"),
    "docx": ("zip", f"{OFFICE}wordprocessingml.document"),
    "xlsx": ("zip", f"{OFFICE}spreadsheetml.sheet"),
    "pptx": ("zip", f"{OFFICE}presentationml.presentation"),
    "odt": ("zip", f"{OPEN}text"),
    "ods": ("zip", f"{OPEN}spreadsheet"),
    "odp": ("zip", f"{OPEN}presentation"),
    "zip": ("zip", "application/zip"),
    "gz": ("gzip", "application/gzip"),
    "7z": ("7z", "application/x-7z-compressed"),
    "pcap": ("pcap", "application/vnd.tcpdump.pcap"),
    "evtx": ("evtx", "application/octet-stream"),
    **dict.fromkeys(
        ("txt", "log", "md", "ini", "conf", "yaml", "yml"), ("text", "text/plain")
    ),
    "csv": ("text", "text/csv"),
    "json": ("text", "application/json"),
    "xml": ("text", "application/xml"),
    "eml": ("text", "message/rfc822"),
    "ics": ("text", "text/calendar"),
}

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\xa1\xb2\xc3\xd4", "pcap"),
    (b"ElfFile\x00", "evtx"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"MZ", "program"),
    (b"#!", "program"),
)
# A text that begins like this would run in a browser.
ACTIVE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def extension_of(name: str) -> str:
    """Return the extension in lower case, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def sniff(head: bytes) -> str:
    """Return what the first bytes of a file say that it is; empty if nothing known."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1"):
        return "heic"
    found = [kind for magic, kind in MAGIC if head.startswith(magic)]
    # Two letters alone could as well begin a text.
    if found and not (found[0] in ("bmp", "program") and _is_prose(head)):
        return found[0]
    return _sniff_text(head)


def _is_prose(head: bytes) -> bool:
    return not head.startswith((b"#!", b"\x7fELF")) and _sniff_text(head) == "text"


def _sniff_text(head: bytes) -> str:
    start = head
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    opening = start[:1024].replace(b"\x00", b"").lower()
    if opening.lstrip().startswith(ACTIVE) or (
        opening.lstrip().startswith(b"<?xml")
        and (b"<svg" in opening or b"<html" in opening)
    ):
        return "active"
    if head.startswith(BYTE_ORDER_MARKS[1:]):
        return "text"
    return "" if b"\x00" in head else "text"


def content_type(name: str, head: bytes) -> str | None:
    """
    Return the type to deliver the file as, or nothing if it is not what it says.

    `head` are the first `HEAD` bytes of it.
    """
    wanted = TYPES.get(extension_of(name))
    if wanted is None or sniff(head) != wanted[0]:
        return None
    return wanted[1]
