"""Taking an agreement over from a file, all of it or nothing; a second time, nothing."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from accounts.selectors import person_of
from calendars.models import Calendar
from calendars.selectors import version_at
from calendars.services import add_calendar_version, create_calendar
from catalogue.models import Service
from core.models import User
from records.models import Category
from slm.choices import PARTIES, Leg, VersionStatus
from slm.exchange.chains import rest_of
from slm.exchange.document import parse_document
from slm.exchange.escalation import steps_of_file
from slm.exchange.loading import load_yaml
from slm.exchange.parts import CalendarPart, Document, TargetPart
from slm.exchange.problems import ExchangeError, Problem
from slm.exchange.signing import sign_as_on_paper
from slm.exchange.surroundings import (
    ensure_categories,
    ensure_measure,
    ensure_organisation,
    ensure_people,
    ensure_services,
    ensure_team,
)
from slm.exchange.targets import COUNTS
from slm.models import Agreement, AgreementVersion, EscalationStep, Measure
from slm.parts import Contents
from slm.selectors.telling import own_steps
from slm.services import (
    DURATION,
    Wording,
    add_step,
    add_target,
    create_agreement,
    edit_contents,
    edit_draft,
    map_categories,
    remove_step,
    remove_target,
    start_new_version,
)
from slm.terms import TargetTerms

IN_FORCE = VersionStatus.IN_FORCE


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says that a version is to say."""

    wording: Wording
    terms: list[TargetTerms]
    contents: Contents
    steps: list[EscalationStep]
    names_who_answers: bool

    def is_in(self, version: AgreementVersion) -> bool:
        """Whether the version says just that."""
        stored = [TargetTerms.of(target).facts() for target in version.targets.all()]
        given = [each.facts() for each in self.terms]
        if not self.names_who_answers:
            # Whoever takes it over answers for it, but changes nothing by that.
            for facts in (*stored, *given):
                facts.pop("responsible", None)
        was = replace(Wording.of(version), review_on=self.wording.review_on)
        if version.agreed_to:
            # Terms that have run out since do not make it another agreement.
            was = replace(was, valid_to=version.agreed_to)
        return (
            was.facts() == self.wording.facts()
            and was.summary == self.wording.summary
            and Contents.of(version) == self.contents
            and sorted(stored, key=str) == sorted(given, key=str)
            and [one.step.facts() for one in own_steps(version)]
            == [one.step.facts() for one in self.steps]
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """The agreement that a file is about, and whether anything had to be done."""

    agreement: Agreement
    has_changed: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a file stand for."""

    calendars: dict[str, Calendar]
    services: dict[str, Service]
    categories: dict[str, Category]
    customers: dict[str, Organisation]
    people: dict[str, Person]
    measures: dict[str, Measure]
    # Who answers for what the file leaves open.
    responsible: Person | None


@transaction.atomic
def import_agreement(text: str, *, actor: User, at: datetime) -> Imported:
    """
    Take over the agreement of a file, with calendars, services and categories.

    What is there already under its name is used; an agreement whose terms are the
    same is left alone; other terms become its next version. It enters into force if
    the file says that all have signed on paper, else it is offered and waits for them.

    :raises ExchangeError: naming every key that is wrong; nothing is stored then
    :raises PermissionDenied: if the actor may not manage what the file brings
    """
    document = parse_document(load_yaml(text))
    try:
        return _take_over(document, actor, at)
    except ValidationError as error:
        problems = [Problem(document.title, message) for message in error.messages]
        raise ExchangeError(problems) from error


def _take_over(document: Document, actor: User, at: datetime) -> Imported:
    provider = ensure_organisation(document.provider, "is_provider", actor, at)
    party = _party(document, actor, at)
    acts = document.kind == Leg.OLA and document.supplier
    parties = {PARTIES[Leg.UC if acts else Leg(document.kind)]: party}
    customer = party if document.kind == Leg.SLA else None
    names = _names(document, provider, customer, actor, at)
    mapping_changed = _map(document, customer, names, actor, at)
    agreement = Agreement.objects.filter(
        leg=document.kind, level=document.level, title=document.title, **parties
    ).first()
    said = _said(document, names)
    current = agreement and agreement.versions.filter(status=IN_FORCE).first()
    if agreement and current and said.is_in(current):
        return Imported(agreement, mapping_changed)
    agreement = agreement or create_agreement(
        agreement=Agreement(
            leg=document.kind,
            level=document.level,
            title=document.title,
            provider=provider,
            **parties,
            time_zone=document.time_zone,
            is_interim=document.is_interim,
        ),
        actor=actor,
        at=at,
    )
    is_reworded = _reword(agreement, said, actor, at)
    is_signed = sign_as_on_paper(agreement, document.signatures, actor, at)
    return Imported(agreement, is_reworded or is_signed or mapping_changed)


def _said(document: Document, names: Names) -> Said:
    wording = Wording(
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        summary=document.summary,
        services=[names.services[name] for name in document.limited_to],
        **{name: getattr(document, name) for name in DURATION},
    )
    return Said(
        wording=wording,
        terms=[_terms(part, names) for part in document.targets],
        contents=document.contents.resolved(names.services),
        steps=steps_of_file(document.escalation),
        names_who_answers=all(
            document.responsible or part.responsible for part in document.targets
        ),
    )


def _map(
    document: Document,
    customer: Organisation | None,
    names: Names,
    actor: User,
    at: datetime,
) -> bool:
    if customer is None or document.categories is None:
        return False
    mapping = {
        names.categories[category]: names.services[service]
        for category, service in document.categories.items()
    }
    return map_categories(customer=customer, mapping=mapping, actor=actor, at=at)


def _reword(agreement: Agreement, said: Said, actor: User, at: datetime) -> bool:
    """Let the draft say what the file says; return whether it did not."""
    by: dict[str, Any] = {"number": agreement.number, "actor": actor, "at": at}
    draft = agreement.versions.drafts().first()
    if draft and said.is_in(draft):
        return False
    if draft is None:
        start_new_version(**by)
    edit_draft(title=agreement.title, wording=said.wording, **by)
    draft = agreement.versions.drafts().get()
    for target in draft.targets.all():
        remove_target(target_id=target.pk, **by)
    for each in said.terms:
        add_target(terms=each, **by)
    for old in draft.steps.all():
        remove_step(step_id=old.pk, **by)
    for step in said.steps:
        add_step(step=step, **by)
    _fill(said.contents, Contents.of(draft), by)
    return True


def _fill(contents: Contents, before: Contents, by: dict[str, Any]) -> None:
    if contents == before:
        return
    edit_contents(
        sections={**dict.fromkeys(before.sections, ""), **contents.sections},
        limits=contents.limits,
        periods=contents.periods,
        numbers=asdict(contents.numbers),
        **by,
    )


def _party(document: Document, actor: User, at: datetime) -> Any:
    """Return the customer, the team or the supplier that it is made with."""
    if document.team:
        return ensure_team(document.team, actor, at)
    if document.supplier:
        return ensure_organisation(document.supplier, "is_supplier", actor, at)
    if not document.customer:
        return None
    return ensure_organisation(document.customer, "is_customer", actor, at)


def _names(
    document: Document,
    provider: Organisation,
    customer: Organisation | None,
    actor: User,
    at: datetime,
) -> Names:
    said = {document.responsible, *(part.responsible for part in document.targets)}
    people = ensure_people(said, provider, actor, at)
    responsible = people.get(document.responsible) or person_of(actor)
    services = ensure_services(document.services, customer, actor, at)
    categories = {
        *(document.categories or ()),
        *(part.category for part in document.targets),
    }
    customers = {part.customer for part in document.targets if part.customer}
    return Names(
        calendars={
            part.name: _calendar(part, actor, at) for part in document.calendars
        },
        services=services,
        categories=ensure_categories(categories - {""}, actor, at),
        customers={
            name: ensure_organisation(name, "is_customer", actor, at)
            for name in sorted(customers)
        },
        people=people,
        measures=_measures(document, services, responsible, actor, at),
        responsible=responsible,
    )


def _measures(
    document: Document,
    services: dict[str, Service],
    responsible: Person | None,
    actor: User,
    at: datetime,
) -> dict[str, Measure]:
    if document.measures and responsible is None:
        text = _("say who is responsible for the measures")
        raise ExchangeError([Problem("agreement.responsible", text)])
    return {
        part.name: ensure_measure(
            Measure(
                name=part.name,
                unit=part.unit,
                service=services[part.service],
                point=part.point,
                source=part.source,
                responsible=responsible,
            ),
            actor,
            at,
        )
        for part in document.measures
    }


def _calendar(part: CalendarPart, actor: User, at: datetime) -> Calendar:
    # The document was refused if either of them were missing.
    if part.definition is None or part.valid_from is None:
        raise ExchangeError([Problem("calendars", part.name)])
    definition = part.definition.to_json()
    zone = ZoneInfo(part.definition.timezone)
    valid_from = datetime.combine(part.valid_from, time.min, zone)
    calendar = Calendar.objects.filter(name=part.name).first()
    if calendar is None:
        return create_calendar(
            name=part.name,
            definition=definition,
            valid_from=valid_from,
            actor=actor,
            at=at,
        )
    # It may have begun in the middle of that day.
    version = version_at(calendar, valid_from + timedelta(1))
    if version is None or version.agreed.to_json() != definition:
        add_calendar_version(
            number=calendar.number,
            definition=definition,
            valid_from=valid_from,
            actor=actor,
            at=at,
        )
    return calendar


def _terms(part: TargetPart, names: Names) -> TargetTerms:
    return TargetTerms(
        metric=part.metric,
        calendar=names.calendars[part.calendar],
        budgets=part.budgets,
        name=part.name,
        record_kind=part.record_kind,
        customer=names.customers.get(part.customer),
        service=names.services.get(part.service),
        category=names.categories.get(part.category),
        pauses=part.pauses,
        thresholds=part.thresholds,
        goal_percent=part.goal,
        rests_on=tuple(rest_of(one) for one in part.rests_on),
        credits=part.credits,
        source=part.source,
        measuring_point=part.measuring_point,
        formula=part.formula,
        responsible=names.people.get(part.responsible) or names.responsible,
        goal_value=part.goal_value,
        direction=part.direction,
        statistic=part.statistic,
        measure=names.measures.get(part.measure),
        **{name: getattr(part, name) for name in COUNTS},
    )
