"""Sample values for the style page; nothing of this is in the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms

from core.listing import Column, Heading
from core.models import Job, JobState
from core.navigation import Door, Link, Navigation, Section
from core.wording import service_duration
from sms.design.figures import sample_charts

HOUR = 3600
MONTHS = [
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Jan",
    "Feb",
    "Mar",
]


@dataclass(frozen=True, slots=True)
class SampleClock:
    label: str
    status: str
    budget_seconds: int
    remaining_seconds: int
    due_at: datetime

    @property
    def used(self) -> float:
        return 1 - self.remaining_seconds / self.budget_seconds

    @property
    def promised(self) -> str:
        return service_duration(self.budget_seconds)


def navigation(door: Door) -> Navigation:
    paths = {Door.PORTAL: "portal", Door.DESK: "queue", Door.MANAGE: "dashboard"}
    return Navigation(
        doors=[
            Link(one.label, f"/design/{path}/", is_current=one == door)
            for one, path in paths.items()
        ],
        sections={"desk": _desk(), "manage": _manage()},
        search_url="/design/",
        inbox_url="/design/",
    )


def _desk() -> list[Section]:
    return [
        Section(
            "",
            [
                Link("Queue", "/design/queue/", "queue-list", True, 42),
                Link("My work", "/design/record/", "user-circle", False, 7),
                Link("New incident", "/design/form/", "plus-circle"),
            ],
        ),
        Section(
            "Views",
            [
                Link("At risk now", "/design/queue/?v=1", "exclamation-triangle"),
                Link("Waiting for customer", "/design/queue/?v=2", "pause-circle"),
            ],
        ),
        Section(
            "Catalogue",
            [
                Link("Services", "/design/", "square-3-stack-3d"),
                Link("People", "/design/", "users"),
            ],
        ),
    ]


def _manage() -> list[Section]:
    return [
        Section(
            "Service levels",
            [
                Link("Dashboard", "/design/dashboard/", "chart-bar", True),
                Link("Agreements", "/design/", "document-text"),
                Link("Calendars", "/design/", "calendar-days"),
            ],
        ),
        Section(
            "Proof",
            [
                Link("Reports", "/design/", "document-chart-bar"),
                Link("Evidence packs", "/design/", "archive-box"),
            ],
        ),
    ]


def clocks(at: datetime) -> list[SampleClock]:
    due = at + timedelta(hours=2)
    return [
        SampleClock("Response", "met", HOUR, 2100, at),
        SampleClock("Resolution", "on_track", 4 * HOUR, 7800, due),
        SampleClock("Resolution", "at_risk", 4 * HOUR, 1500, due),
        SampleClock("Resolution", "breached", 4 * HOUR, -4500, at),
        SampleClock("Resolution", "paused", 8 * HOUR, 21_600, due),
        SampleClock("Response", "missed", HOUR, -900, at),
        SampleClock("Team", "void", HOUR, 900, at),
    ]


SUBJECTS = (
    ("INC-000412", "VPN drops every few minutes from home", "active", "In progress", 1),
    ("INC-000409", "Invoices from Friday are missing in the archive", "new", "New", 2),
    ("INC-000407", "Cannot open shared mailbox “Orders”", "waiting", "Customer", 3),
    ("INC-000398", "Label printer in hall 2 prints blank", "active", "In progress", 3),
    ("INC-000391", "Single sign-on asks twice", "active", "Assigned", 4),
    ("INC-000388", "Report of March shows figures of February", "done", "Resolved", 2),
)
PRIORITIES = {1: "Critical", 2: "High", 3: "Medium", 4: "Low"}
PEOPLE = ("Ada Berg", "Jonas Lind", "", "Mira Costa", "Ada Berg", "Jonas Lind")


def records(at: datetime) -> list[dict[str, Any]]:
    ticking = clocks(at)
    order = (3, 2, 4, 1, 1, 0)
    return [
        {
            "number": number,
            "title": title,
            "phase": phase,
            "state": state,
            "level": level,
            "priority": PRIORITIES[level],
            "service": ("Remote access", "Document archive", "Mail")[index % 3],
            "customer": ("Nordwind Logistics", "Halden Foods")[index % 2],
            "assignee": PEOPLE[index],
            "clock": ticking[order[index]],
            "updated_at": at - timedelta(minutes=7 + 53 * index**2),
        }
        for index, (number, title, phase, state, level) in enumerate(SUBJECTS)
    ]


class QueueFilters(forms.Form):
    q = forms.CharField(
        label="Words", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    team = forms.ChoiceField(
        label="Team", required=False, choices=[("", "All teams"), ("1", "Network")]
    )
    priority = forms.ChoiceField(
        label="Priority",
        required=False,
        choices=[("", "Any"), *((str(k), v) for k, v in PRIORITIES.items())],
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Open"), ("done", "Resolved")]
    )


class IncidentForm(forms.Form):
    caller = forms.CharField(
        label="Caller", help_text="Name, e-mail address or telephone number."
    )
    service = forms.ChoiceField(
        label="Service", choices=[("", "Choose…"), ("1", "Remote access")]
    )
    title = forms.CharField(label="What is the matter?", max_length=120)
    description = forms.CharField(
        label="Details", widget=forms.Textarea, required=False
    )
    impact = forms.ChoiceField(
        label="Impact",
        widget=forms.RadioSelect,
        choices=[("1", "Everybody"), ("2", "A group"), ("3", "One person")],
    )
    evidence = forms.FileField(label="Attachment", required=False)
    is_confidential = forms.BooleanField(
        label="Confidential",
        required=False,
        help_text="Only the named teams will see it.",
    )


COLUMNS = (
    Column("title", "Incident", "number"),
    Column("priority", "Priority", "priority"),
    Column("state", "State"),
    Column("clock", "Next clock", "due_at"),
    Column("service", "Service", "service"),
    Column("assignee", "Assignee"),
    Column("updated", "Updated", "updated_at"),
)


def job(at: datetime) -> Job:
    return Job(pk=214, state=JobState.RUNNING, done=412, total=890, heard_at=at)


def listing(at: datetime) -> dict[str, Any]:
    return {
        "rows": records(at),
        "headings": [
            Heading(
                column,
                f"?sort={column.sort}" if column.sort else "",
                "ascending" if column.name == "clock" else "",
            )
            for column in COLUMNS
        ],
        "filterset": {"form": QueueFilters()},
        "count": 1001,
        "count_label": "1,000+",
        "next_url": "?after=x",
        "is_filtered": True,
    }


def components(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "tones": ("breached", "risk", "track", "paused", ""),
        "clocks": clocks(at),
        "phases": ("new", "active", "waiting", "done", "closed", "void"),
        "priorities": PRIORITIES.items(),
        "crumbs": [("Design", "/design/"), ("Queue", "/design/queue/")],
        "tabs": [
            Link("Timeline", "?", is_current=True),
            Link("Tasks", "?tab=tasks", tally=2),
            Link("Attachments", "?tab=files", tally=0),
        ],
        "job": job(at),
        "charts": sample_charts(),
        "facts": [("Customer", "Nordwind Logistics"), ("Opened by", None)],
    }
