from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from slm.contents import BY_KEY
from slm.forms.sections import FORMS, ROWS, SectionForm, rows_of, values_of
from slm.models import Agreement
from slm.parts import Contents
from slm.selectors.contents import limit_words, span_words
from slm.services import edit_contents
from slm.views.agreements import crumbs
from slm.views.finding import agreement_page, newest_url, own_draft


@agreement_page
def section_edit(request: HttpRequest, number: str, key: str) -> HttpResponse:
    agreement = own_draft(request, number)
    if key not in BY_KEY:
        raise Http404
    contents = _contents(agreement)
    data = sent(request)
    kind = FORMS.get(key, SectionForm)
    initial = kind.initial_of(contents, key)
    form = kind(data, initial={**initial, "version": agreement.version})
    rows = rows_of(key, contents, data)
    if _is_valid(form, rows) and _saved(request, agreement, key, form, rows):
        message = _("“%s” is saved.") % BY_KEY[key].heading
        return redirect_with(request, message, f"{newest_url(number)}#{key}")
    context = {
        "title": str(BY_KEY[key].heading),
        "lead": BY_KEY[key].help,
        "rows": rows,
        "cancel_url": f"{newest_url(number)}#{key}",
        "crumbs": crumbs(agreement),
        "comparison": _comparison(form, rows, key, _contents(agreement)),
    }
    return render_form(request, "slm/section_form.html", form, context)


def _contents(agreement: Agreement) -> Contents:
    draft = agreement.versions.drafts().first()
    return Contents.of(draft) if draft else Contents()


def _is_valid(form: SectionForm, rows: "BaseFormSet[forms.Form] | None") -> bool:
    if not form.is_valid():
        return False
    if rows is not None and not rows.is_valid():
        form.add_error(None, _("Correct the rows below."))
        return False
    return True


def _saved(
    request: HttpRequest,
    agreement: Agreement,
    key: str,
    form: SectionForm,
    rows: "BaseFormSet[forms.Form] | None",
) -> bool:
    said: dict[str, Any] = form.said(key)
    if rows is not None:
        said[ROWS[key][0]] = values_of(rows)
    with errors_into(form), stale_into(form):
        edit_contents(
            number=agreement.number,
            **said,
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    return not form.errors


def _comparison(
    form: SectionForm,
    rows: "BaseFormSet[forms.Form] | None",
    key: str,
    now: Contents,
) -> list[tuple[str, str, str]] | None:
    """Show both versions of a form that was stale, its list of rows among them."""
    found = compare(form, form.initial_of(now, key))
    if found is None or rows is None:
        return found
    yours: dict[str, Any] = {ROWS[key][0]: values_of(rows)}
    before, after = (
        _rows_in_words(key, now),
        _rows_in_words(key, Contents().changed(**yours)),
    )
    return found if before == after else [*found, (_("List"), before, after)]


def _rows_in_words(key: str, contents: Contents) -> str:
    if key == "workload_limits":
        return "\n".join(map(limit_words, contents.limits))
    return "\n".join(map(span_words, contents.periods))
