"""Planning reviews of agreements: by hand, and by their interval."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person, TeamMembership
from accounts.selectors import language_for, person_of
from core.models import User
from slm.choices import Leg
from slm.models import Agreement
from slm.notice import add_months
from slm.permissions import legs_managed_by, may_manage
from slm.selectors.negotiating import managers_of_contracts
from slm.selectors.reviewing import (
    SERVICE_REVIEW,
    ReviewDue,
    agreement_of,
    covered_by,
    is_reviewed,
    months_between_reviews,
    review_due,
    reviews_due,
    settles,
)
from slm.selectors.sheet import current_version, version_to_show
from slm.selectors.telling import service_level_managers
from slm.services.expiring import move_review
from workflow.models import Meeting
from workflow.selectors import coming_meetings
from workflow.services import change_meeting, plan_meeting

log = structlog.get_logger()

# Of a review planned by its interval: when it begins, and how long it takes.
AT_TEN, AN_HOUR = time(10), timedelta(hours=1)
# Nobody is asked to meet sooner than notice can be given.
AHEAD = timedelta(days=10)
SATURDAY = 5


def plan_review(
    *,
    number: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    place: str = "",
    chair: Person | None = None,
    actor: User,
    at: datetime,
) -> Meeting:
    """
    Plan a review of an agreement; who speaks for the other side is invited.

    Clause 6.1: reviews at planned intervals, with customers, internal groups and
    customers acting as suppliers; of contracts 7.2. Where the next is planned already, it is
    an extraordinary one, to be held before that.

    :raises Agreement.DoesNotExist: if the actor may not see such an agreement
    :raises PermissionDenied: if the actor may not review agreements
    :raises ValidationError: if it is not in force, a review is planned already and not
        later than this, or the time is not ahead
    """
    agreement = Agreement.objects.visible_to(actor).get(item__number=number)
    if not may_manage(actor, agreement):
        raise PermissionDenied
    if not is_reviewed(agreement):
        message = _("What is interim, or made for all customers, is not reviewed.")
        raise ValidationError(message)
    due = review_due(agreement, at)
    if due is None:
        raise ValidationError(_("This agreement is not in force."))
    if starts_at <= at:
        raise ValidationError({"starts_at": _("This must lie ahead.")})
    planned = _meeting(due, starts_at, ends_at or starts_at + AN_HOUR)
    planned.place, planned.chair = place.strip(), chair or person_of(actor)
    return _plan(planned, agreement, actor=actor, at=at)


def plan_due_reviews(*, actor: User, at: datetime) -> list[Meeting]:
    """
    Plan the next review of every agreement in force that has none coming.

    Each in a transaction of its own: one that cannot be planned keeps no other from it.
    Safe to run at any time, and twice.

    :raises PermissionDenied: if the actor may not review agreements
    """
    legs = legs_managed_by(actor)
    if not legs:
        raise PermissionDenied
    planned = []
    for due in reviews_due(at, leg__in=legs):
        if due.planned is not None:
            continue
        starts_at = _suitable(due.due_on, due.agreement, at)
        review = _meeting(due, starts_at, starts_at + AN_HOUR)
        review.chair = _holder(due.agreement) or person_of(actor)
        try:
            planned.append(_plan(review, due.agreement, actor=actor, at=at))
        except ValidationError as error:
            number, why = due.agreement.number, error.messages
            log.warning("review_not_planned", agreement=number, why=why)
    return planned


def _holder(agreement: Agreement) -> Person | None:
    """Return who looks after the agreement: of a contract, who manages contracts."""
    managers = service_level_managers()
    if agreement.leg == Leg.UC:
        managers = [*managers_of_contracts(agreement), *managers]
    people = (person_of(user) for user in managers)
    return next((person for person in people if person is not None), None)


@transaction.atomic
def _plan(
    review: Meeting, agreement: Agreement, *, actor: User, at: datetime
) -> Meeting:
    # Two reviews of one agreement cannot be planned at the same moment.
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    planned = coming_meetings(agreement.item).filter(kind=SERVICE_REVIEW).first()
    if planned and (review.due_on or review.starts_at >= planned.starts_at):
        message = _("A review is planned already: %s. Another must be held before it.")
        raise ValidationError(message % planned.number)
    return plan_meeting(
        meeting=review, people=representatives(agreement), actor=actor, at=at
    )


def follow_review(meeting: Meeting, *, actor: User, at: datetime) -> None:
    """
    Let the day that was set for a review move on by its interval, once one was held.

    An extraordinary one was due on no day, and moves none. Safe to run twice.
    """
    agreement = agreement_of(meeting) if meeting.kind == SERVICE_REVIEW else None
    if agreement is None or meeting.held_at is None or meeting.due_on is None:
        return
    version = current_version(
        list(agreement.versions.order_by("-number")), agreement.day_of(at)
    )
    if version is None or version.review_on is None:
        return
    if not settles(meeting, version.review_on):
        return
    held_on = agreement.day_of(meeting.held_at)
    following = add_months(held_on, months_between_reviews(version))
    # A version that is to come has taken the day over already.
    is_set = agreement.versions.published().filter(review_on=following).exists()
    if agreement.day_of(at) < following and not is_set:
        move_review(number=agreement.number, review_on=following, actor=actor, at=at)


def follow_review_day(agreement: Agreement, *, actor: User, at: datetime) -> None:
    """
    Let the review that is planned be due on the day that is set for it by now.

    One that should have been held already stays late. Safe to run twice.
    """
    due = review_due(agreement, at)
    if due is None or due.planned is None or due.planned.due_on is None:
        return
    if agreement.day_of(at) <= due.planned.due_on != due.due_on:
        number, values = due.planned.number, {"due_on": due.due_on}
        change_meeting(number=number, values=values, actor=actor, at=at)


def representatives(agreement: Agreement) -> Iterable[Person]:
    """Return who speaks for the other side of an agreement and can sign in."""
    people = Person.objects.active().exclude(user=None).select_related("user")
    if agreement.team_id:
        leads = TeamMembership.objects.filter(team=agreement.team_id, is_lead=True)
        led = people.filter(pk__in=leads.values("person"))
        return list(led.filter(organisation__is_provider=True))
    return [
        person
        for person in people.filter(organisation=_organisation_of(agreement))
        if person.user and person.user.has_perm("slm.view_own_agreement")
    ]


def _organisation_of(agreement: Agreement) -> Organisation | None:
    """Return the customer, or the supplier, or none of what a team promised."""
    return agreement.customer or agreement.supplier


def _meeting(due: ReviewDue, starts_at: datetime, ends_at: datetime) -> Meeting:
    agreement = due.agreement
    day = timezone.localtime(starts_at).date()
    version = version_to_show(list(agreement.versions.all()), day)
    months = months_between_reviews(version)
    covers_from, covers_until = covered_by(due.last, starts_at, months)
    organisation = _organisation_of(agreement)
    with translation.override(language_for(organisation or Organisation())):
        words = _("Service review: %s")
        if due.planned:
            words = _("Extraordinary service review: %s")
    return Meeting.of_kind(
        SERVICE_REVIEW,
        title=words % agreement.title,
        about=agreement.item,
        organisation=organisation,
        starts_at=starts_at,
        ends_at=ends_at,
        due_on=None if due.planned else due.due_on,
        covers_from=covers_from,
        covers_until=covers_until,
    )


def _suitable(due_on: date, agreement: Agreement, at: datetime) -> datetime:
    """Return ten o'clock on the last working day by then, or soon if that is past."""
    zone = ZoneInfo(agreement.time_zone)
    soonest = at.astimezone(zone).date() + AHEAD
    if due_on < soonest:
        day = soonest
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    else:
        day = due_on
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
    return datetime.combine(day, AT_TEN, zone)
