"""The Celery application and the whole timetable of what runs by the clock."""

import logging.config
import os
import signal
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_init, worker_process_init, worker_ready
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_structlog.celery.steps import DjangoStructLogInitStep

from sms.checks import refuse_unsafe_settings
from sms.orphans import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sms.settings")

app = Celery("sms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)

app.conf.beat_schedule = {
    "deliver-outbox": {"task": "core.tasks.deliver_outbox", "schedule": 10.0},
    "send-due-mails": {
        "task": "notifications.tasks.send_due_mails",
        "schedule": 10.0,
    },
    "note-heartbeat": {"task": "sms.tasks.note_heartbeat", "schedule": 30.0},
    "close-resolved-incidents": {
        "task": "incidents.tasks.close_resolved_incidents",
        "schedule": 900.0,
    },
    "sweep-clocks": {"task": "slm.tasks.sweep_clocks", "schedule": 60.0},
    "follow-escalations": {"task": "slm.tasks.follow_escalations", "schedule": 60.0},
    # Legs expire by the calendar, without anybody doing anything.
    "check-chains": {"task": "slm.tasks.check_chains", "schedule": crontab(minute=17)},
    "seal-events": {"task": "core.tasks.seal_events", "schedule": 60.0},
    # Asked every hour: who has been given the report already is not given it again.
    "issue-monthly-reports": {
        "task": "reporting.tasks.issue_monthly_reports",
        "schedule": crontab(minute=7),
    },
    # Every hour, too: what is closed is left alone.
    "tell-of-doubts": {
        "task": "slm.tasks.tell_of_doubts",
        "schedule": crontab(minute=27),
    },
    "close-periods": {"task": "slm.tasks.close_periods", "schedule": crontab(minute=3)},
    # What was said of a month is not said again.
    "warn-of-months": {
        "task": "slm.tasks.warn_of_months",
        "schedule": crontab(minute=47),
    },
    # Asked every hour, since days begin at other hours elsewhere; each is told once.
    "follow-agreements": {
        "task": "slm.tasks.follow_agreements",
        "schedule": crontab(minute=37),
    },
    "plan-due-reviews": {
        "task": "slm.tasks.plan_due_reviews",
        "schedule": crontab(hour=5, minute=22),
    },
    # Every day, though once a year is enough: a day of downtime loses nothing.
    "plan-due-assessments": {
        "task": "slm.tasks.plan_due_assessments",
        "schedule": crontab(hour=5, minute=32),
    },
    "send-meeting-mail": {
        "task": "workflow.tasks.send_meeting_mail",
        "schedule": crontab(minute=12),
    },
    "remind-of-overdue-tasks": {
        "task": "workflow.tasks.remind_of_overdue_tasks",
        "schedule": crontab(hour=6, minute=12),
    },
    # Asked every day: what is taken already is not taken again.
    "take-measures": {
        "task": "governance.tasks.take_measures",
        "schedule": crontab(hour=4, minute=32),
    },
    "revive-jobs": {"task": "core.tasks.revive_jobs", "schedule": 60.0},
}


@setup_logging.connect
def log_as_configured(**kwargs: Any) -> None:
    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def refuse_unsafe_worker(**kwargs: Any) -> None:
    # Celery runs the system checks but goes on whatever they say.
    try:
        refuse_unsafe_settings()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@worker_process_init.connect
def end_with_the_worker(**kwargs: Any) -> None:
    # A killed worker would leave a long task running on, unknown to anybody.
    die_with(os.getppid(), signal.SIGKILL)


@worker_ready.connect
def announce_worker(**kwargs: Any) -> None:
    app.send_task("sms.tasks.note_heartbeat")
