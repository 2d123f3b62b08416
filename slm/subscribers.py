from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import Event, Outbox, User
from core.subscriptions import later, now
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from slm import (
    agreement_news,  # noqa: F401 (tells of agreements)
    capability_subscribers,  # noqa: F401
    chain_subscribers,  # noqa: F401
    month_subscribers,  # noqa: F401
    outage_news,  # noqa: F401
    outage_subscribers,  # noqa: F401
    process_news,  # noqa: F401
    review_subscribers,  # noqa: F401
)
from slm.facts import FOLLOWED as MOVING
from slm.facts import RECLASSIFIED
from slm.models import AgreedCatalogue, AgreementVersion, Exclusion
from slm.models.exclusion import SCOPE
from slm.selectors import CHANGED, FOLLOWED, service_level_managers
from slm.selectors.telling import representatives_of
from slm.services import (
    apply_repair,
    check_lowering,
    escalate,
    follow_record,
    recalculate_clocks,
    void_where_reworded,
    withdraw_escalations,
)

GROUP = _("Service levels")
MOST_AT_ONCE = 2_000

for topic in (
    Topic(
        "slm.threshold",
        _("Time runs out on one of mine or of my team"),
        GROUP,
        "records.work_record",
    ),
    Topic(
        "exclusion.requested",
        _("An exclusion waits for a decision"),
        GROUP,
        "slm.decide_exclusion",
    ),
    Topic(
        "exclusion.decided",
        _("An exclusion that I requested is decided"),
        GROUP,
        "slm.request_exclusion",
    ),
    Topic(
        "agreed_catalogue.offered",
        _("A catalogue is offered to us"),
        GROUP,
        "slm.sign_catalogue",
    ),
    Topic(
        "agreed_catalogue.decided",
        _("A customer signed or declined a catalogue"),
        GROUP,
        "slm.offer_catalogue",
    ),
    Topic(
        "agreed_catalogue.asked_anew",
        _("A customer asks to agree on the catalogue anew"),
        GROUP,
        "slm.offer_catalogue",
    ),
    Topic("slm.breach", _("A promise was not kept"), GROUP, "slm.view_agreement"),
    Topic(
        "slm.digest",
        _("Many promises run out of time at once"),
        GROUP,
        "records.work_record",
    ),
    Topic(
        "slm.promise",
        _("A promise to my organisation runs out of time, or was not kept"),
        GROUP,
        "slm.view_own_agreement",
    ),
):
    register_topic(topic)


# Before the clocks follow: it asks how they stood under the priority before.
@now(RECLASSIFIED)
def ask_why_a_late_priority_is_lowered(event: Event, acting_as: User) -> None:
    before, after = event.changes.get("priority", (None, None))
    if event.item_id and before and after > before and not event.facts["has_reason"]:
        check_lowering(record_id=event.item_id, at=event.occurred_at)


@now(*MOVING)
def keep_clocks_in_step(event: Event, acting_as: User) -> None:
    if event.item_id is not None:
        is_about_else = event.name == RECLASSIFIED
        follow_record(
            record_id=event.item_id, at=event.occurred_at, afresh=is_about_else
        )


@now(*CHANGED["calendar"])
def void_what_was_signed_of_other_hours(event: Event, acting_as: User) -> None:
    drafts = AgreementVersion.objects.filter(targets__calendar=event.item_id)
    void_where_reworded(drafts, actor=acting_as, at=event.occurred_at)


@later(*CHANGED["calendar"], FOLLOWED["calendar"])
def keep_clocks_with_their_calendar(
    event: Event, acting_as: User, at: datetime
) -> None:
    _recalculate(event, acting_as, at)


@later(*CHANGED["exclusion"], FOLLOWED["exclusion"])
def keep_clocks_with_exclusions(event: Event, acting_as: User, at: datetime) -> None:
    _recalculate(event, acting_as, at)


@later(*CHANGED["repair"], FOLLOWED["repair"])
def keep_clocks_with_repairs(event: Event, acting_as: User, at: datetime) -> None:
    _recalculate(event, acting_as, at, apply_repair)


def _recalculate(
    event: Event,
    acting_as: User,
    at: datetime,
    follow: Callable[..., int] = recalculate_clocks,
) -> None:
    facts = event.facts
    if event.item is None or facts.get("left") == 0:
        return
    follow(
        item=event.item,
        after=facts.get("after", 0),
        done=facts.get("done", 0),
        left=facts.get("left"),
        actor=acting_as,
        at=at,
    )


@later("slm.threshold_crossed")
def tell_that_time_runs_out(event: Event, acting_as: User, at: datetime) -> None:
    if event.facts["notifies"]:
        escalate(events=_with_those_waiting(event), actor=acting_as, at=at)


def _with_those_waiting(event: Event) -> list[Event]:
    """Return the event and what waits to be heard as well, so that it is told at once."""
    waiting = Outbox.objects.filter(
        subscriber=f"{__name__}.tell_that_time_runs_out",
        delivered_at=None,
        parked_at=None,
        # What failed before is heard alone: it keeps nobody else from being heard.
        attempts=0,
        event__facts__notifies=True,
    )
    rows = waiting.select_related("event").order_by("pk")[:MOST_AT_ONCE]
    return [event, *(one.event for one in rows)]


@later("slm.threshold_withdrawn")
def withdraw_what_was_told(event: Event, acting_as: User, at: datetime) -> None:
    withdraw_escalations(event=event, at=at)


@tells("exclusion.requested")
def tell_who_decides_on_exclusions(event: Event) -> Iterator[News]:
    subject = _("%(number)s: somebody asks that time does not count")
    context = _about(_exclusion_of(event))
    yield News("exclusion.requested", subject, service_level_managers(), context)


@tells("exclusion.approved", "exclusion.rejected", "exclusion.withdrawn")
def tell_who_requested_an_exclusion(event: Event) -> Iterator[News]:
    exclusion = _exclusion_of(event)
    subject, who = _("%(number)s: %(state)s"), [exclusion.requested_by]
    yield News("exclusion.decided", subject, who, _about(exclusion))


def _exclusion_of(event: Event) -> Exclusion:
    rows = Exclusion.objects.select_related("item", "requested_by", *SCOPE)
    return rows.get(item=event.item)


def _about(exclusion: Exclusion) -> dict[str, Any]:
    why = exclusion.withdrawal_reason or exclusion.decision_reason
    return {
        "number": exclusion.number,
        "state": exclusion.get_state_display(),
        "who": exclusion.requested_by,
        "start": exclusion.start,
        "end": exclusion.end,
        "facts": [
            (_("Reason"), exclusion.get_reason_display()),
            (_("About"), ", ".join(map(str, exclusion.subjects))),
            *([(_("Why"), why)] if why else []),
        ],
    }


@tells("agreed_catalogue.offered")
def tell_whom_a_catalogue_is_offered(event: Event) -> Iterator[News]:
    catalogue = _catalogue_of(event)
    yield News(
        "agreed_catalogue.offered",
        _("%(number)s: our catalogue of services is offered to you"),
        representatives_of(catalogue.customer),
        {"number": catalogue.number, "edition": catalogue.edition},
        template="slm/catalogue_offered",
    )


@tells("agreed_catalogue.agreed", "agreed_catalogue.declined")
def tell_who_offered_a_catalogue(event: Event) -> Iterator[News]:
    catalogue = _catalogue_of(event)
    context = {
        "number": catalogue.number,
        "state": catalogue.get_state_display(),
        "customer": catalogue.customer,
        "edition": catalogue.edition,
        "who": catalogue.decided_by,
        "facts": [(_("Why"), catalogue.reason)] if catalogue.reason else [],
    }
    subject = _("%(number)s: %(state)s by %(customer)s")
    who = [catalogue.offered_by] if catalogue.offered_by else []
    template = "slm/catalogue_decided"
    yield News("agreed_catalogue.decided", subject, who, context, template)


@tells("agreed_catalogue.asked_anew")
def tell_who_may_offer_another_catalogue(event: Event) -> Iterator[News]:
    catalogue = _catalogue_of(event)
    yield News(
        "agreed_catalogue.asked_anew",
        _("%(customer)s asks to agree on its catalogue of services anew"),
        service_level_managers(),
        {
            "customer": catalogue.customer,
            "edition": catalogue.edition,
            "who": event.actor,
        },
        template="slm/catalogue_asked_anew",
    )


def _catalogue_of(event: Event) -> AgreedCatalogue:
    rows = AgreedCatalogue.objects.select_related(
        "item", "customer", "offered_by", "decided_by"
    )
    return rows.get(item=event.item)
