"""Asking an address as one of the cast, as a line of the table has it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import TABLE
from tests.access.rows import GROUPS, Row

KEY = re.compile(r"(?:([A-Z]+) )?(\w+)(?: \(.+\))?")


def addresses(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one, inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", list(one.pattern.regex.groupindex)


def names() -> dict[str, list[str]]:
    """Return every address but those of the administration, with its arguments."""
    found = dict(addresses())
    return {name: found[name] for name in found if not name.startswith("admin:")}


def lines(table: dict[str, Row] = TABLE) -> dict[str, Row]:
    """Return the lines whose address there is: some pages are only for developers."""
    known = names()
    return {key: line for key, line in table.items() if url_name_of(key) in known}


def parts_of(key: str) -> tuple[str, str]:
    """Return the method and the name of the address that a line is about."""
    match = KEY.fullmatch(key)
    if match is None:
        raise ValueError(f"No key of a line: {key}")
    return match[1] or "GET", match[2]


def url_name_of(key: str) -> str:
    return parts_of(key)[1]


def path_of(key: str, line: Row, stage: dict[str, Any]) -> str:
    """Return the path and query of a line, with the things of the stage."""
    name = url_name_of(key)
    # The catch-all has no address of its own.
    if name == "api_unknown":
        return "/api/nowhere/"
    path = reverse(name, args=[stage[argument] for argument in line.arguments])
    return f"{path}?{line.query.format(**stage)}" if line.query else path


def send(
    key: str, line: Row, client: Client, stage: dict[str, Any], *, method: str = ""
) -> HttpResponseBase:
    """Send what the line says, or the same by another method."""
    method = method or parts_of(key)[0]
    path = path_of(key, line, stage)
    if method == "GET":
        return client.get(path)
    if url_name_of(key).startswith("api_"):
        body = json.dumps(line.body or {})
        return client.generic(method, path, body, "application/json")
    return client.post(path, line.body or {})


def ask(key: str, line: Row, client: Client, stage: dict[str, Any]) -> int:
    """Send it, undo what it did, return the status."""
    with transaction.atomic():
        response = send(key, line, client, stage)
        transaction.set_rollback(True)
    return response.status_code


def text_of(response: HttpResponseBase) -> str:
    """Return what the answer says, however it was sent."""
    return b"".join(response).decode(errors="replace")


def complaints(
    key: str, line: Row, found: dict[str, int], expected: dict[str, int]
) -> list[str]:
    """Say who got another answer than expected, and the line that would expect it."""
    wrong = [
        f"  {who}: {status}, not {expected[who]}"
        for who, status in found.items()
        if status != expected[who]
    ]
    return [f"{key}:", *wrong, line_for(key, line, found)] if wrong else []


def line_for(key: str, line: Row, statuses: dict[str, int]) -> str:
    """Spell the line of the table that would expect these statuses."""
    is_api = url_name_of(key).startswith("api_")
    values = list(statuses.values())
    default = max(set(values), key=lambda status: (values.count(status), -status))
    words = [f'"{name}"' for name in line.arguments]
    words += [f'query="{line.query}"'] if line.query else []
    words += [f"default={default}"] if default != 200 else []
    named = {n: s for n, s in statuses.items() if s != default}
    for group, members in GROUPS.items():
        if len(shared := {named.get(member) for member in members}) == 1:
            status = shared.pop()
            if status is not None:
                words.append(f"{group}={status}")
                named = {n: s for n, s in named.items() if n not in members}
    usual = 401 if is_api else 302
    named.pop("anonymous", None)
    if statuses["anonymous"] != usual:
        named["anonymous"] = statuses["anonymous"]
    words += [f"{name}={status}" for name, status in named.items()]
    return f'    "{key}": {"api" if is_api else "row"}({", ".join(words)}),'
