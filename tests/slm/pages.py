"""The pages of a clock, read as a person with a pencil would."""

import re

from django.utils.html import strip_tags


def page(client, user, clock, name="clock_explain"):
    client.force_login(user)
    path = {"clock_explain": "/manage/clocks/", "clock_promise": "/promises/"}[name]
    return client.get(f"{path}{clock.pk}/")


def seconds(text: str) -> int:
    if text == "–":
        return 0
    if ":" not in text:
        units = {"h": 3600, "min": 60, "s": 1}
        said = re.findall(r"(\d+) (h|min|s)\b", text)
        return sum(int(n) * units[unit] for n, unit in said)
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def ledger_of(html: str) -> tuple[list[list[int]], list[int]]:
    """Read the amounts of every line, and of the sum line, off the page."""
    table = re.search(
        r'<table class="table is-dense" id="ledger">.*?</table>', html, re.S
    )
    assert table
    body, foot = table[0].split("<tfoot>")
    lines = []
    for row in [*re.findall(r"<tr>.*?</tr>", body, re.S)[1:], foot]:
        cells = re.findall(r'<td class="is-numeric">(.*?)</td>', row, re.S)
        if cells:
            lines.append([seconds(strip_tags(cell).strip()) for cell in cells])
    return lines[:-1], lines[-1]


def add_up(html: str) -> int:
    """Add every line and column of the ledger by hand, and return the figure."""
    lines, foot = ledger_of(html)
    total = 0
    for wall, *parts, counted, running in lines:
        total += counted
        assert wall == sum(parts) + counted
        assert running == total
    columns = [sum(column) for column in zip(*lines, strict=True)] or [0] * len(foot)
    assert foot == [*columns[:-1], total]
    return total
