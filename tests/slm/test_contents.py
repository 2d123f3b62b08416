"""What an agreement says beside its targets: kept with its version, never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction
from django.utils import translation

from core.evidence import Period
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from records.models import Record
from slm.models import AgreementSection, WorkloadLimit
from slm.parts import Contents, CriticalSpan, Limit
from slm.selectors import empty_sections, sections_of, workload_of
from slm.selectors.contents import critical_spans
from slm.services import StaleAgreement, edit_contents, start_new_version
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db
FULL: dict[str, Any] = {
    "sections": {"continuity": "Within a day.", "security": "Behind a door."},
    "limits": [Limit(record_kind="incident", lower=1, upper=2)],
    "periods": [
        CriticalSpan("Closing", date(2026, 1, 29), date(2026, 1, 31), "monthly"),
        CriticalSpan("Fair", date(2026, 5, 4), date(2026, 5, 8)),
    ],
    "numbers": {
        "notice_hours": 120,
        "interruptions_at_most": 2,
        "interruptions_per": "month",
        "longest_minutes": 240,
        "review_every_months": 3,
    },
}


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def said(draft, by):
    """The draft with contents of every kind."""
    edit_contents(number=draft.number, **FULL, **by)
    return draft


def test_what_was_said_is_read_back(said):
    contents = Contents.of(said.versions.get())

    assert contents == Contents().changed(**FULL)


def test_what_is_not_given_stays_and_an_empty_text_goes(said, by):
    edit_contents(number=said.number, sections={"security": " "}, **by)

    contents = Contents.of(said.versions.get())
    assert contents.sections == {"continuity": "Within a day."}
    assert len(contents.limits) == 1


def test_a_change_is_recorded_its_words_apart(said):
    event = Event.objects.get(name="agreement.contents_edited")

    assert event.changes["review_every_months"] == [None, 3]
    assert event.changes["limits"][1][0]["upper"] == 2
    assert event.facts["sections"] == ["continuity", "security"]
    assert event.data.values["section_security"] == ["", "Behind a door."]


def test_who_manages_no_agreements_changes_nothing(draft, agent, noon):
    with pytest.raises(PermissionDenied):
        edit_contents(number=draft.number, **FULL, actor=agent, at=noon)
    assert not AgreementSection.objects.exists()


def test_what_is_in_force_does_not_change(agreement, by):
    with pytest.raises(TransitionNotAllowed):
        edit_contents(number=agreement.number, **FULL, **by)
    version = agreement.versions.get()
    for row in (
        AgreementSection(version=version, key="security", text="x"),
        WorkloadLimit(version=version, upper=3),
    ):
        with pytest.raises(InternalError, match="in force"), transaction.atomic():
            row.save()


def test_a_stale_save_is_refused(said, by):
    with pytest.raises(StaleAgreement):
        edit_contents(number=said.number, sections={}, version=1, **by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": {"weather": "x"}},
        {"limits": [Limit()]},
        {"limits": [Limit(lower=3, upper=2)]},
        {"limits": [Limit(upper=2), Limit(upper=3)]},
        {"limits": [Limit(record_kind="dream", upper=2)]},
        {"periods": [CriticalSpan("x", date(2026, 2, 1), date(2026, 1, 1))]},
        {"numbers": {"interruptions_per": ""}},
        {"numbers": {"review_every_months": 0}},
    ],
)
def test_what_is_wrong_changes_nothing(wrong, said, by):
    with pytest.raises(ValidationError), transaction.atomic():
        edit_contents(number=said.number, **wrong, **by)
    assert Contents.of(said.versions.get()) == Contents().changed(**FULL)


def test_the_next_version_says_the_same(agreement, by):
    start_new_version(number=agreement.number, **by)
    edit_contents(number=agreement.number, **FULL, **by)
    before = Contents.of(agreement.versions.drafts().get())
    draft = agreement.versions.drafts().get()
    type(draft).objects.filter(pk=draft.pk).update(
        status="superseded", valid_from=YEAR_START, activated_at=by["at"]
    )

    start_new_version(number=agreement.number, **by)

    assert Contents.of(agreement.versions.drafts().get()) == before


def test_all_of_it_is_said_in_words(said):
    words = {key: text for key, _heading, text in sections_of(said.versions.get())}

    assert words["continuity"] == "Within a day."
    assert words["workload_limits"] == "Incidents: 1 to 2 per month"
    assert "Closing: 29 to 31 of every month" in words["critical_periods"]
    assert words["planned_interruptions"].splitlines() == [
        "Announced at least 5 days before.",
        "At most 2 per month.",
        "None lasts longer than 4 h.",
    ]
    assert words["reports_and_reviews"] == "A review every 3 months."
    with translation.override("de"):
        assert sections_of(said.versions.get())[0][1] != "Service description"


def test_what_a_kind_should_say_and_does_not_is_named(said):
    keys = {section.key for section in empty_sections(said.versions.get())}

    assert "service_description" in keys
    assert not {"continuity", "workload_limits", "liability", "glossary"} & keys


def test_a_critical_period_comes_again(said):
    found = critical_spans(said.versions.get(), date(2026, 2, 1), date(2026, 5, 5))

    assert found == [
        ("Closing", date(2026, 2, 28), date(2026, 2, 28)),
        ("Closing", date(2026, 3, 29), date(2026, 3, 31)),
        ("Closing", date(2026, 4, 29), date(2026, 4, 30)),
        ("Fair", date(2026, 5, 4), date(2026, 5, 8)),
    ]


def test_workload_is_counted_by_whole_months(said, incident_of):
    for day in (3, 4, 5):
        incident_of(datetime(2026, 2, day, 9, tzinfo=UTC))
    incident_of(datetime(2026, 4, 1, 9, tzinfo=UTC))
    period = Period(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 2, 12, tzinfo=UTC)
    )

    (found,) = workload_of(said.versions.get(), period, records=Record.objects.all())

    assert [count for _day, count in found.counts] == [0, 3, 0]
    assert (found.unfinished, found.total, found.most) == (1, 4, 3)
    assert (found.above, found.below) == (1, 2)


def test_workload_of_a_service_counts_that_alone(said, incident_of, service, by):
    limit = replace(FULL["limits"][0], service=service)
    edit_contents(number=said.number, limits=[limit], **by)
    incident_of(datetime(2026, 2, 3, 9, tzinfo=UTC), service=None)
    period = Period(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))

    (found,) = workload_of(said.versions.get(), period, records=Record.objects.all())

    assert found.total == 0
