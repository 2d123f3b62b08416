"""The demonstration as one long piece of work that may be cut off anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import Organisation, Person
from catalogue.models import Service
from core.choices import Channel
from core.history import writing_history
from core.jobs import Progress
from core.models import Item, Job, JobState, User
from core.origin import acting_through
from core.system_users import system_user
from slm.models import Agreement
from sms.demo import world
from sms.demo.availability import settle_outages
from sms.demo.capability import settle_capability
from sms.demo.catalogues import settle_catalogues
from sms.demo.chains import settle_chains
from sms.demo.exceptions import settle_exclusions
from sms.demo.needs import settle_needs
from sms.demo.negotiating import settle_negotiations
from sms.demo.papers import issue_reports, prepare_evidence
from sms.demo.periods import settle_corrections, settle_periods
from sms.demo.plan import in_order_of_making, make_plan
from sms.demo.playing import Stage, play, played_already
from sms.demo.reviews import settle_reviews
from sms.demo.settling import (
    settle_agreements,
    settle_people,
    settle_rules,
    settle_services,
    settle_suppliers,
)
from sms.demo.sign_ins import write_sign_ins

KIND = "demonstration"
INCIDENTS = 1_500
TELL_EVERY = 5


@dataclass(frozen=True, slots=True)
class Seeding:
    """What is being made: as of when, how much, and whom to tell."""

    anchor: datetime
    count: int
    has_papers: bool
    tell: Progress


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the work; `run` leaves alone what it finds done."""

    label: str
    run: Callable[[Seeding], None]


def _people(seeding: Seeding) -> None:
    if not Person.objects.filter(email=world.MANAGER.email).exists():
        settle_people(seeding.anchor)
    if not Organisation.objects.filter(name=world.SUPPLIERS[0].name).exists():
        settle_suppliers(seeding.anchor)
    write_sign_ins()


def _services(seeding: Seeding) -> None:
    if not Service.objects.filter(name=world.SERVICES[0].name).exists():
        settle_services(seeding.anchor)


def _agreements(seeding: Seeding) -> None:
    if not Agreement.objects.filter(provider__name=world.PROVIDER).exists():
        settle_agreements(seeding.anchor)


def _incidents(seeding: Seeding) -> None:
    plan = make_plan(seeding.anchor, seeding.count)
    known = played_already()
    left = [p for p in in_order_of_making(plan) if p.index not in known]
    stage = Stage()
    for done, planned in enumerate(left, len(plan) - len(left)):
        if done % TELL_EVERY == 0:
            seeding.tell(done, len(plan))
        play(planned, stage, until=seeding.anchor)


def _rules(seeding: Seeding) -> None:
    settle_rules(seeding.anchor)


def _reports(seeding: Seeding) -> None:
    if seeding.has_papers:
        issue_reports(seeding.anchor)


def _evidence(seeding: Seeding) -> None:
    if seeding.has_papers:
        prepare_evidence(seeding.anchor)


def _exclusions(seeding: Seeding) -> None:
    settle_exclusions(seeding.anchor)


def _negotiations(seeding: Seeding) -> None:
    settle_negotiations(seeding.anchor)


def _chains(seeding: Seeding) -> None:
    settle_chains(seeding.anchor)


def _reviews(seeding: Seeding) -> None:
    settle_reviews(seeding.anchor)


def _periods(seeding: Seeding) -> None:
    settle_periods(seeding.anchor)


def _corrections(seeding: Seeding) -> None:
    settle_corrections(seeding.anchor)


def _outages(seeding: Seeding) -> None:
    settle_outages(seeding.anchor)


def _capability(seeding: Seeding) -> None:
    settle_capability(seeding.anchor)


def _needs(seeding: Seeding) -> None:
    settle_needs(seeding.anchor)


def _catalogues(seeding: Seeding) -> None:
    settle_catalogues(seeding.anchor)


# In this order: what is closed and reported on is there before, and what is offered
# is of the hours that hold after a calendar was repaired.
STEPS = (
    Step(gettext_noop("People and teams"), _people),
    Step(gettext_noop("Services"), _services),
    Step(gettext_noop("Agreements"), _agreements),
    Step(gettext_noop("Incidents"), _incidents),
    Step(gettext_noop("Rules"), _rules),
    Step(gettext_noop("Outages"), _outages),
    Step(gettext_noop("Closed months"), _periods),
    Step(gettext_noop("Reports"), _reports),
    Step(gettext_noop("Exclusions"), _exclusions),
    Step(gettext_noop("Chains and escalations"), _chains),
    Step(gettext_noop("Reviews and improvements"), _reviews),
    Step(gettext_noop("Corrections"), _corrections),
    Step(gettext_noop("Negotiations"), _negotiations),
    Step(gettext_noop("Requirements"), _needs),
    Step(gettext_noop("Agreed catalogues"), _catalogues),
    Step(gettext_noop("Capability"), _capability),
    Step(gettext_noop("Evidence"), _evidence),
)


def make_demonstration(
    arguments: dict[str, Any], owner: User, tell: Progress, at: datetime
) -> Item | None:
    """Make whatever of the demonstration is not there yet."""
    seeding = Seeding(
        anchor=datetime.fromisoformat(arguments["anchor"]),
        count=arguments["incidents"],
        has_papers=arguments["papers"],
        tell=tell,
    )
    with writing_history(), acting_through(Channel.DEMONSTRATION):
        for step in STEPS:
            step.run(seeding)
    tell(seeding.count, seeding.count)
    return None


def latest_job() -> Job | None:
    """Return the work as it stands, if it was ever begun."""
    return Job.objects.filter(kind=KIND).order_by("-pk").first()


def queue_job(*, incidents: int, papers: bool = True, at: datetime) -> Job:
    """Begin the work, or get it ready to go on after it was cut off or failed."""
    job = latest_job()
    if job is None:
        return Job.objects.create(
            kind=KIND,
            arguments={
                "anchor": at.isoformat(),
                "incidents": incidents,
                "papers": papers,
            },
            owner=system_user("sms"),
            total=incidents,
            created_at=at,
            heard_at=at,
        )
    job.state, job.finished_at, job.message = JobState.QUEUED, None, ""
    job.heard_at = at
    job.save(update_fields=["state", "finished_at", "message", "heard_at"])
    return job


def has_data_of_its_own() -> bool:
    """Whether the database is in earnest use: then it is no place for a play."""
    return latest_job() is None and Person.objects.exists()
