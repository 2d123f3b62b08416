"""How instants, durations and states are shown, everywhere alike."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from core.language import ago, local_time
from core.panels import panels_of
from core.wording import day, duration, exactly, percent, service_duration

register = template.Library()
for wording in (day, duration, percent, service_duration):
    register.filter(wording)

# For each status of a clock: its tone, its icon.
TONES_OF_CLOCK = {
    "on_track": ("track", "clock"),
    "met": ("track", "check-circle"),
    "at_risk": ("risk", "exclamation-triangle"),
    "breached": ("breached", "exclamation-circle"),
    "missed": ("breached", "exclamation-circle"),
    "paused": ("paused", "pause-circle"),
    "void": ("none", "no-symbol"),
}
TONES_OF_MESSAGE = {"success": "track", "warning": "risk", "error": "breached"}


@register.simple_tag
def instant(value: datetime | None, style: str = "short") -> str:
    """Show an instant in the reader's zone; `short`, `long`, `exact`, `time` or `ago`."""
    if value is None:
        return format_html('<span class="soft">{}</span>', "–")
    local = local_time(value)
    return _time_element(local, _instant_text(local, style), style == "ago")


@register.filter
def scaled(share: float | None, width: float = 100) -> str:
    """Return a share between 0 and 1 as a length in an SVG, never beyond `width`."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * float(width):.2f}"


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last name."""
    words = [word for word in str(name).split("@")[0].split() if word]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [w[:2] for w in words]
    return "".join(letters).upper()


@register.filter
def asks_password(form: BaseForm) -> bool:
    """Tell whether the form asks for a password, which is never sent back."""
    return any(field.widget_type == "password" for field in form)


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """Return the value of a key that is itself a variable."""
    return mapping.get(key)


@register.filter
def among(value: object, table: str) -> str:
    """Return what the table says of a value: `open=risk else=track`; without, nothing."""
    said = dict(entry.split("=") for entry in table.split())
    return said.get(str(value), said.get("else", ""))


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, slot: str, subject: Any) -> SafeString:
    """Show every panel that apps offer for this slot of the page about `subject`."""
    request = context["request"]
    shown = []
    for panel in panels_of(slot):
        values = panel.context(subject, request.user)
        if values is not None:
            shown.append(render_to_string(panel.template, dict(values), request))
    # Each part was escaped when it was rendered on its own.
    return mark_safe("".join(shown))  # noqa: S308


def _time_element(local: datetime, text: str, is_live: bool) -> SafeString:
    exact = date_format(local, pgettext("date format", "l j F Y, H:i:s T"))
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        local.isoformat(timespec="seconds"),
        exact,
        mark_safe(" data-ago") if is_live else "",
        text,
    )


def _instant_text(local: datetime, style: str) -> str:
    if style == "long":
        return date_format(local, pgettext("date format", "j F Y, H:i T"))
    if style == "exact":
        return exactly(local)
    if style == "time":
        return date_format(local, pgettext("date format", "H:i"))
    now = timezone.localtime()
    if style == "ago":
        return ago(local, now)
    if local.date() == now.date():
        return date_format(local, pgettext("date format", "H:i"))
    if local.year == now.year:
        return date_format(local, pgettext("date format", "j M, H:i"))
    return date_format(local, pgettext("date format", "j M Y, H:i"))


@register.filter
def tone_of_clock(status: str) -> str:
    return TONES_OF_CLOCK[status][0]


@register.filter
def icon_of_clock(status: str) -> str:
    return TONES_OF_CLOCK[status][1]


@register.filter
def tone_of_message(level: str) -> str:
    return TONES_OF_MESSAGE.get(level, "")


@register.filter
def positive(value: float) -> float:
    """Return the number without its sign."""
    return abs(value)
