"""What somebody is told before they sign: what is open still, and what is new."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.selectors import person_of
from core.models import User
from slm.models import AgreementVersion, Comment
from slm.redlines import redline
from slm.selectors import clauses_of, comments_for
from slm.selectors.clauses import notice_words

Notice = tuple[str, Sequence[str]]


def notices_before_signing(
    draft: AgreementVersion,
    agreed: AgreementVersion | None,
    reader: User,
    page: str,
) -> list[Notice]:
    """
    Return what the reader should know of the draft before signing it.

    `agreed` is the version before it that was put into force, `page` the address on
    which the comments on the draft stand.
    """
    found = [_open_comments(draft, reader, page)]
    if agreed is not None:
        found.append(_what_differs(draft, agreed))
    return [(heading, lines) for heading, lines in found if lines]


def _open_comments(draft: AgreementVersion, reader: User, page: str) -> Notice:
    """Name the comments of the reader's own side that nobody has settled."""
    said = [
        one
        for one in comments_for(draft, reader)
        if one.resolved_at is None and _is_of_side(one, reader)
    ]
    heading = ngettext(
        "%d comment of yours is open", "%d comments of yours are open", len(said)
    )
    lines = [
        format_html(
            '<a href="{}#comment-{}">{}</a>',
            *(page, str(one.pk), Truncator(one.text).chars(100)),
        )
        for one in said
    ]
    return heading % len(said), lines


def _is_of_side(comment: Comment, reader: User) -> bool:
    own, author = person_of(reader), person_of(comment.author)
    if own is None or author is None:
        return comment.author_id == reader.pk
    return own.organisation_id == author.organisation_id


def _what_differs(draft: AgreementVersion, agreed: AgreementVersion) -> Notice:
    heading = _("What differs from version %d") % agreed.number
    lines: list[str] = [_changed_lines(draft, agreed)]
    if draft.notice != agreed.notice:
        before, after = notice_words(agreed.notice), notice_words(draft.notice)
        words = {"before": before, "after": after}
        lines.append(_("Notice: %(after)s instead of %(before)s") % words)
    if draft.renews_months != agreed.renews_months:
        before, after = _renewal(agreed), _renewal(draft)
        words = {"before": before, "after": after}
        lines.append(_("Renewal: %(after)s instead of %(before)s") % words)
    return heading, lines


def _changed_lines(draft: AgreementVersion, agreed: AgreementVersion) -> SafeString:
    clauses = redline(clauses_of(agreed), clauses_of(draft))
    changed = sum(line.how != "kept" for one in clauses for line in one.lines)
    page = reverse("agreement_compare", args=[draft.agreement.number])
    words = ngettext("%d line was changed", "%d lines were changed", changed)
    return format_html(
        '<a href="{}?from={}&amp;to={}">{}</a>',
        *(page, str(agreed.number), str(draft.number), words % changed),
    )


def _renewal(version: AgreementVersion) -> str:
    months = version.renews_months
    if not months:
        return _("none")
    return ngettext("by %d month", "by %d months", months) % months
