"""What shows that customers agreed to the catalogue, and that all fits together."""

from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalogue.models import Service
from catalogue.selectors import web_of_services
from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from slm.models import AgreedCatalogue
from slm.selectors import catalogue_standings
from slm.selectors.mismatches import Mismatch, mismatches
from slm.wording import exact


def agreed_catalogues(period: Period, reader: User) -> Finding:
    """Find what customers signed; a gap where none holds, or it is no longer true."""
    found = (
        AgreedCatalogue.objects.visible_to(reader)
        .filter(offered_at__lt=period.end)
        .select_related("item", "customer", "decided_by")
        .order_by("-offered_at", "-pk")
    )
    rows = [_catalogue_row(one) for one in found]
    customers = Organisation.objects.customers().filter(is_active=True)
    due = [
        one.customer.name
        for one in catalogue_standings(customers.order_by("name"), period.end)
        if one.services and not one.is_current
    ]
    if due:
        reason = _("Not agreed, or changed since: %s.") % ", ".join(due)
        return Finding(Verdict.GAP, rows, reason=reason)
    if not rows:
        return Finding(Verdict.GAP, reason=_("No customer agreed to a catalogue."))
    return Finding(Verdict.EVIDENCED, rows)


def _catalogue_row(one: AgreedCatalogue) -> EvidenceRow:
    return EvidenceRow(
        one.pk,
        one.number,
        one.title,
        one.decided_at or one.offered_at or one.drafted_at,
        (
            (_("State"), str(one.get_state_display())),
            (_("Decided by"), str(one.decided_by or "–")),
            (_("On whose authority"), one.authority or "–"),
            (_("Decided"), exact(one.decided_at) if one.decided_at else "–"),
            (_("SHA-256 of what it says"), one.content_hash),
        ),
    )


def dependencies(period: Period, reader: User) -> Finding:
    """Find what each offered service rests on; a gap where nothing is said."""
    web = web_of_services()
    services = Service.objects.visible_to(reader).live().select_related("item")
    rows, silent = [], []
    for service in services.order_by("item__number"):
        needs = web.needs.get(service.pk, [])
        if not needs and not service.is_supporting:
            silent.append(service.name)
        facts = tuple((str(row.part), row.role or "–") for row in needs)
        kind = (_("Kind"), service.kind_label)
        rows.append(
            EvidenceRow(
                service.pk, service.number, service.name, period.start, (kind, *facts)
            )
        )
    if not rows:
        return Finding(Verdict.GAP, reason=_("No service is live."))
    if silent:
        reason = _("Nothing is said of what these rest on: %s.") % ", ".join(silent)
        return Finding(Verdict.GAP, rows, reason=reason)
    return Finding(Verdict.EVIDENCED, rows)


def what_does_not_fit(period: Period, reader: User) -> Finding:
    """Find what does not fit at the end of the period; a gap if anything does not."""
    if not reader.has_perm("slm.view_agreement"):
        return Finding(Verdict.NOTHING_OCCURRED)
    found = mismatches(period.end)
    if not found:
        return Finding(
            Verdict.EVIDENCED, reason=_("Catalogue and agreements fit each other.")
        )
    counted: dict[str, int] = {}
    for one in found:
        counted[_sentence(one)] = counted.get(_sentence(one), 0) + 1
    rows = [
        EvidenceRow(
            one.item.pk,
            one.item.number,
            one.title,
            period.start,
            ((_sentence(one), one.text),),
        )
        for one in found
    ]
    figures = [(sentence, str(count)) for sentence, count in counted.items()]
    reason = _("%d mismatches stand open.") % len(found)
    return Finding(Verdict.GAP, rows, figures, reason)


def _sentence(one: Mismatch) -> str:
    return str(one.check.sentence) if one.check else ""
