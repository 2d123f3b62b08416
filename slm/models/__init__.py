from slm.models.agreed import AgreedCatalogue
from slm.models.agreement import Agreement
from slm.models.book import BookEdition
from slm.models.capability import CapabilityAssessment, CapabilityLine
from slm.models.cause import BreachCause, ClockCause, MonthCause, OutageCause
from slm.models.chain import ChainFault, ChainLink
from slm.models.clock import Clock, Crossing, Point
from slm.models.contents import (
    AgreementSection,
    Arrangement,
    CriticalPeriod,
    WorkloadLimit,
)
from slm.models.coverage import AgreementService
from slm.models.credit import CreditRule
from slm.models.escalation import Escalation, EscalationNotice, EscalationStep
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.measure import Measure, MeasuredValue
from slm.models.negotiation import Comment, Offer, Signature
from slm.models.outage import Outage
from slm.models.period import PeriodDoubt, PeriodResult
from slm.models.repair import Repair
from slm.models.requirement import RequirementAnswer, ServiceLevelRequirement
from slm.models.target import Target, TargetBudget
from slm.models.version import AgreementVersion
from slm.models.what_if import WhatIf

# What one asks for and another decides.
Decision = Exclusion | Repair

__all__ = [
    "AgreedCatalogue",
    "Agreement",
    "AgreementSection",
    "AgreementService",
    "AgreementVersion",
    "Arrangement",
    "BookEdition",
    "BreachCause",
    "CapabilityAssessment",
    "CapabilityLine",
    "CategoryService",
    "ChainFault",
    "ChainLink",
    "Clock",
    "ClockCause",
    "Comment",
    "CreditRule",
    "CriticalPeriod",
    "Crossing",
    "Decision",
    "Escalation",
    "EscalationNotice",
    "EscalationStep",
    "Exclusion",
    "Measure",
    "MeasuredValue",
    "MonthCause",
    "Offer",
    "Outage",
    "OutageCause",
    "PeriodDoubt",
    "PeriodResult",
    "Point",
    "Repair",
    "RequirementAnswer",
    "ServiceLevelRequirement",
    "Signature",
    "Target",
    "TargetBudget",
    "WhatIf",
    "WorkloadLimit",
]
