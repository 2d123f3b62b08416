"""Nothing judges the past for good while the past is being brought in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from core.history import LOCK, after_history
from governance.tasks import take_measures
from reporting.tasks import issue_monthly_reports
from slm.tasks import (
    close_periods,
    plan_due_assessments,
    plan_due_reviews,
    warn_of_months,
)

pytestmark = pytest.mark.django_db


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Let another process, by its own connection, write history."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            # Closing alone lets go of it some time later.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            other.close()


def test_what_judges_the_past_waits_for_it():
    closed = []

    @after_history
    def close() -> int:
        closed.append("a month")
        return len(closed)

    with somebody_writing():
        assert close() == 0
    assert not closed

    assert close() == 1


@pytest.mark.parametrize(
    "task",
    [
        close_periods,
        issue_monthly_reports,
        plan_due_assessments,
        plan_due_reviews,
        take_measures,
        warn_of_months,
    ],
)
def test_the_timetable_waits_too(task, django_assert_num_queries):
    with somebody_writing(), django_assert_num_queries(1):
        assert task() == 0
