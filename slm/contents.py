"""The sections of an agreement: their order, their headings, and who wants them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from slm.choices import Leg

ALL = frozenset(Leg)
TO_CUSTOMER = frozenset({Leg.SLA})
FROM_SUPPLIER = frozenset({Leg.UC})


@dataclass(frozen=True, slots=True)
class Section:
    """One section: `wanted_by` are the kinds that are not complete without it."""

    key: str
    heading: str | Promise
    help: str | Promise
    wanted_by: frozenset[Leg] = ALL


SECTIONS = (
    Section(
        "service_description",
        _("Service description"),
        _("What is delivered, to whom, and what is not part of it."),
    ),
    Section(
        "contact_points",
        _("Contact points"),
        _("Where users and the other side turn to, by which ways, and when."),
    ),
    Section(
        "service_hours",
        _("Service hours and exceptions"),
        _(
            "When the service is promised, on which days not, and how more is asked for."
        ),
    ),
    Section(
        "critical_periods",
        _("Critical business periods"),
        _("When an interruption hurts most, and what is done differently then."),
        TO_CUSTOMER,
    ),
    Section(
        "planned_interruptions",
        _("Planned interruptions"),
        _("How they are announced and agreed, how often, and how long they may last."),
        frozenset({Leg.SLA, Leg.UC}),
    ),
    Section(
        "customer_responsibilities",
        _("Responsibilities of the customer"),
        _("What the provider relies on: contacts, access, approvals, tests."),
        TO_CUSTOMER,
    ),
    Section(
        "provider_responsibilities",
        _("Responsibilities of the provider"),
        _("What the provider, the team or the supplier does and stands for."),
    ),
    Section(
        "workload_limits",
        _("Workload limits"),
        _("Between which numbers the targets hold, and what happens beyond them."),
    ),
    Section(
        "continuity",
        _("Continuity requirements"),
        _("What must work again how soon after a disaster, and how it is tested."),
    ),
    Section(
        "security",
        _("Security requirements"),
        _("What is protected how, who may have access, and what is reported."),
    ),
    Section(
        "priority_guide",
        _("Priority guide"),
        _("How impact and urgency are told apart, with examples."),
        frozenset({Leg.SLA, Leg.OLA}),
    ),
    Section(
        "action_on_interruption",
        _("Action on interruption"),
        _("What happens when the service fails: who is told, by whom, how often."),
    ),
    Section(
        "escalation",
        _("Escalation path"),
        _("To whom either side turns, step by step, if something does not go on."),
    ),
    Section(
        "emergency_contacts",
        _("Emergency contacts"),
        _("Who is reached outside service hours, and for what."),
        frozenset({Leg.SLA, Leg.UC}),
    ),
    Section(
        "complaints",
        _("Complaints"),
        _("How a complaint is made, who handles it, and by when it is answered."),
        TO_CUSTOMER,
    ),
    Section(
        "disputed_breaches",
        _("Disputed breaches"),
        _("How long a figure can be questioned, and who decides."),
        frozenset({Leg.SLA, Leg.UC}),
    ),
    Section(
        "change_mechanism",
        _("Changes of this agreement"),
        _("Who may ask for a change, how it is assessed, and who agrees to it."),
    ),
    Section(
        "reports_and_reviews",
        _("Reports and reviews"),
        _("What is reported how often, and when both sides meet about it."),
    ),
    Section(
        "housekeeping",
        _("Housekeeping"),
        _("Backups, clean-up and other recurring work, and when it is done."),
        frozenset(),
    ),
    Section(
        "liability",
        _("Liability"),
        _("Who answers for what, up to which amount, and what is excluded."),
        FROM_SUPPLIER,
    ),
    Section(
        "charging",
        _("Charging"),
        _("Where prices, credits and invoicing are agreed."),
        frozenset({Leg.SLA, Leg.UC}),
    ),
    Section(
        "exceptions",
        _("Exceptions"),
        _("For whom, where or when this agreement does not hold as it stands."),
        TO_CUSTOMER,
    ),
    Section(
        "glossary",
        _("Glossary"),
        _("Words that both sides must understand alike."),
        frozenset(),
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
