"""Records, as the search over everything finds them."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.finding import Found, Source, found_item, register_source
from core.models import User
from records.doors import list_url
from records.models import Record
from records.search import Search, words_for


def _records(text: str, user: User, most: int) -> list[Found]:
    search = Search(text, words=words_for(user))
    if not search.terms:
        return []
    records = Record.objects.visible_to(user).with_people()
    ranked = search.ranked(search.matching(records), records)
    return [
        found_item(record.item, record.title, user, _facts(record))
        for record in ranked.order_by("-rank", "-pk")[:most]
    ]


def _facts(record: Record) -> str:
    facts = (record.state_label, record.requester, record.service)
    return " · ".join(str(fact) for fact in facts if fact)


def _list(text: str, user: User) -> str:
    if user.has_perm("records.view_all_records"):
        return list_url(q=text)
    return f"{reverse('portal_records')}?{urlencode({'q': text})}"


register_source(Source("records", _("Records"), _records, _list, order=10))
