"""Reviews held and coming, what came of them, queries, improvements, measures."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from core.models import User
from core.periods import first_of, month, months_until, shift
from governance.models import Improvement, MeasureValue
from governance.services import (
    approve_improvement,
    implement_improvement,
    propose_improvement,
    set_limits,
    start_improvement,
    take_measures,
    verify_improvement,
)
from reporting.models import ServiceReport
from reporting.selectors import figures_of
from reporting.services import answer_query, close_query, query_figure
from slm.choices import Leg, Verdict
from slm.models import Agreement, BreachCause, Clock, ClockCause, Outage
from slm.selectors.reviewing import reviews_due
from slm.selectors.unexplained import missed_targets
from slm.services import (
    explain_breach,
    explain_month,
    explain_outage,
    follow_review,
    move_review,
    plan_due_reviews,
    plan_review,
)
from sms.demo import world
from workflow.models import Meeting
from workflow.services import (
    add_point,
    approve_minutes,
    approve_paper,
    call_meeting,
    decide_at_meeting,
    finish_task,
    give_task,
    hold_meeting,
    send_papers,
    settle_point,
    write_minutes,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONTHS = 5
WORDS = (
    "Two colleagues were ill at the same time.",
    "The part came a day late.",
    "The record lay in the wrong queue over night.",
    "",
)
LIMITS = (
    ("slm.services_with_sla", 90, None),
    ("slm.reviews_on_time", 100, None),
    ("slm.days_to_review", None, 15),
)


def settle_reviews(anchor: datetime) -> None:
    """Have every agreement reviewed once, and the next reviews planned."""
    if Meeting.objects.exists():
        return
    manager = _signing_in("manager")
    begin = first_of(anchor)
    _limit(manager, anchor)
    _explain(manager, month(shift(begin, -1)).start, anchor)
    _explain_losses(manager, month(shift(begin, -1)).start)
    first = _early_improvement(manager, anchor)
    due = reviews_due(month(shift(begin, -1)).start)
    agreements = sorted(
        (one.agreement for one in due), key=lambda one: (one.leg != Leg.SLA, one.pk)
    )
    # One of the customers' a week after it was due.
    late = {agreements[2]: -7}
    held = [_held_review(one, manager, anchor, late.get(one, 2)) for one in agreements]
    _improvements(held, manager, anchor)
    _verify(first, manager, anchor)
    _called_review(agreements[0], manager, anchor)
    plan_due_reviews(actor=manager, at=anchor)
    for back in range(MONTHS, 0, -1):
        ended = shift(begin, -back)
        if not MeasureValue.objects.filter(month=ended).exists():
            take_measures(month=ended, actor=manager, at=month(ended).end + 5 * HOUR)


def _signing_in(name: str) -> User:
    member = next(one for one in world.PEOPLE if one.sign_in == name)
    return User.objects.get(email=member.email)


def _limit(manager: User, anchor: datetime) -> None:
    at = month(shift(first_of(anchor), -MONTHS)).start
    for measure, lower, upper in LIMITS:
        bounds: dict[str, Any] = {
            "lower": None if lower is None else Decimal(lower),
            "upper": None if upper is None else Decimal(upper),
        }
        set_limits(measure=measure, **bounds, actor=manager, at=at)


def _explain(manager: User, until: datetime, anchor: datetime) -> None:
    """Say why promises were broken before the last month, and of it for some."""
    chance = Random(7)
    causes = list(BreachCause.objects.all())
    late = Clock.objects.visible_to(manager).filter(
        leg=Leg.SLA, verdict=Verdict.BREACHED
    )
    for clock in late.filter(verdict_at__lt=anchor - DAY).order_by("pk"):
        said_at = (clock.verdict_at or anchor) + DAY
        is_recent = clock.verdict_at is None or clock.verdict_at >= until
        if ClockCause.objects.filter(clock=clock).exists():
            continue
        if is_recent and chance.random() < 0.5:
            continue
        explain_breach(
            clock_id=clock.pk,
            cause=chance.choice(causes),
            words=chance.choice(WORDS),
            actor=manager,
            at=said_at,
        )


def _explain_losses(manager: User, until: datetime) -> None:
    """Say why services were lost and months missed before the last month."""
    chance = Random(8)
    who: dict[str, Any] = {"actor": manager, "at": until}
    causes = list(BreachCause.objects.all())
    lost = Outage.objects.visible_to(manager).losses().filter(cause=None)
    for outage in lost.filter(start__lt=until).order_by("pk"):
        words = chance.choice(WORDS)
        cause = chance.choice(causes)
        explain_outage(number=outage.number, cause=cause, words=words, **who)
    for first in months_until(shift(first_of(until), -1)):
        for one in missed_targets(month(first), reader=manager):
            if one.is_unexplained:
                row, cause = one.row, chance.choice(causes)
                about: dict[str, Any] = {"target_id": row.target.pk}
                explain_month(
                    month=first, service=row.service, **about, cause=cause, **who
                )


def _held_review(
    agreement: Agreement, manager: User, anchor: datetime, days_left: int
) -> Meeting:
    """Have the agreement reviewed in the month before this, with all that belongs to it."""
    start = month(shift(first_of(anchor), -1)).start + (8 + agreement.pk % 5) * DAY
    start += 9 * HOUR
    by: dict[str, Any] = {"actor": manager}
    move_review(
        number=agreement.number,
        review_on=start.date() + days_left * DAY,
        **by,
        at=start - 30 * DAY,
    )
    review = plan_review(
        number=agreement.number,
        starts_at=start,
        place="https://meet.meridian.example/review",
        **by,
        at=start - 20 * DAY,
    )
    number = review.number
    add_point(
        number=number, title="Working hours in December", **by, at=start - 15 * DAY
    )
    call_meeting(number=number, **by, at=start - 8 * DAY)
    papers = review.papers.all()
    for paper in papers:
        approve_paper(number=number, paper_id=paper.pk, **by, at=start - 7 * DAY)
    if papers:
        send_papers(number=number, **by, at=start - 5 * DAY)
    came = list(review.attendance.values_list("person", flat=True))
    told: dict[str, Any] = {"held_at": start, "attended": came}
    held = hold_meeting(number=number, **told, **by, at=start + HOUR)
    # History is written without those who hear of it later.
    follow_review(held, **by, at=start + 2 * HOUR)
    _minute(review, manager, start + 2 * HOUR, anchor)
    return review


def _minute(review: Meeting, manager: User, at: datetime, anchor: datetime) -> None:
    by: dict[str, Any] = {"number": review.number, "actor": manager, "at": at}
    point = review.agenda.get(source="")
    settle_point(point_id=point.pk, outcome="The desk stays open until 20:00.", **by)
    decide_at_meeting(
        text="The desk is open until 20:00 in December.", point_id=point.pk, **by
    )
    owner = manager.person
    done = give_task(
        text="Announce the longer hours.",
        owner=owner,
        due_on=(at + 7 * DAY).date(),
        **by,
    )
    give_task(
        text="Send the plan for the holidays.",
        owner=owner,
        due_on=(anchor + 10 * DAY).date(),
        **by,
    )
    finish_task(
        task_id=done.pk,
        result="On the portal since today.",
        actor=manager,
        at=at + 3 * DAY,
    )
    write_minutes(
        minutes="The figures were gone through target by target. What was late is"
        " explained; the causes stand with the breaches.",
        internal_notes="They will ask for a shorter first response next year.",
        **by,
    )
    approve_minutes(number=review.number, actor=manager, at=at + 4 * DAY)


def _early_improvement(manager: User, anchor: datetime) -> Improvement:
    """Propose and carry out one that can be verified by now."""
    at = month(shift(first_of(anchor), -3)).start + 3 * DAY
    improvement = propose_improvement(
        improvement=Improvement(
            title="Answer what waits over night first",
            description="The early shift begins with what came in since the evening.",
            source="trend",
            owner=manager.person,
            due_on=(at + 20 * DAY).date(),
            measure="clocks.breached",
            target_value=Decimal(18),
        ),
        actor=manager,
        at=at,
    )
    by: dict[str, Any] = {"number": improvement.number, "actor": manager}
    approve_improvement(**by, at=at + DAY)
    start_improvement(**by, at=at + 2 * DAY)
    implement_improvement(**by, at=at + 15 * DAY)
    return improvement


def _verify(improvement: Improvement, manager: User, anchor: datetime) -> None:
    improvement.refresh_from_db()
    verify_improvement(
        number=improvement.number,
        is_effective=True,
        effect="Fewer records are late in the morning.",
        actor=manager,
        at=anchor - HOUR,
    )


def _improvements(held: list[Meeting], manager: User, anchor: datetime) -> None:
    """Raise one from a review, under way, and one from a breach, to be decided on."""
    review = held[0]
    review.refresh_from_db()
    at = (review.held_at or review.starts_at) + 5 * DAY
    raised = propose_improvement(
        improvement=Improvement(
            title="Second shift for the network team",
            description="So that sites are up again before the shops open.",
            source="review",
            about=review.item,
            owner=manager.person,
            due_on=(anchor + 40 * DAY).date(),
            measure="clocks.breached",
            measured_about=review.about,
            target_value=Decimal(2),
        ),
        actor=manager,
        at=at,
    )
    by: dict[str, Any] = {"number": raised.number, "actor": manager}
    approve_improvement(reason="Agreed at the review.", **by, at=at + HOUR)
    start_improvement(**by, at=at + DAY)
    late = Clock.objects.visible_to(manager).filter(
        verdict=Verdict.BREACHED, leg=Leg.SLA
    )
    clock = late.order_by("-verdict_at").select_related("record__item").first()
    if clock is not None:
        propose_improvement(
            improvement=Improvement(
                title="Warn before the supplier's time runs out",
                description="The supplier is reminded when half of the time is used.",
                source="breach",
                about=clock.record.item,
                clock=clock,
            ),
            actor=manager,
            at=anchor - 2 * HOUR,
        )


def _called_review(agreement: Agreement, manager: User, anchor: datetime) -> None:
    """Have one called, after which its customer queries figures of the last report."""
    review = plan_review(
        number=agreement.number,
        starts_at=(anchor + 6 * DAY).replace(hour=9, minute=0, second=0, microsecond=0),
        place="Customer's office",
        actor=manager,
        at=anchor - 3 * DAY,
    )
    call_meeting(number=review.number, actor=manager, at=anchor - 2 * DAY)
    reports = ServiceReport.objects.filter(customer=agreement.customer, service=None)
    report = reports.order_by("-month", "-revision").first()
    asker = _signing_in("customer")
    if report is None or asker.person.organisation_id != agreement.customer_id:
        return
    keys = [one.key for one in figures_of(report)]
    ask: dict[str, Any] = {"number": report.number, "actor": asker}
    first = query_figure(
        figure=keys[1], text="We counted one less.", **ask, at=anchor - 20 * HOUR
    )
    answer = "One was reopened and late the second time."
    answer_query(
        number=first.number, answer=answer, actor=manager, at=anchor - 18 * HOUR
    )
    close_query(number=first.number, actor=asker, at=anchor - 17 * HOUR)
    query_figure(
        figure=keys[0], text="Does this count the holiday?", **ask, at=anchor - 3 * HOUR
    )
