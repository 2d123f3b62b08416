from slm.models.agreement import Agreement, AgreementService, AgreementVersion
from slm.models.book import BookEdition
from slm.models.clock import Clock, Crossing, Point
from slm.models.contents import (
    AgreementSection,
    Arrangement,
    CriticalPeriod,
    WorkloadLimit,
)
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.requirement import RequirementAnswer, ServiceLevelRequirement
from slm.models.target import Target, TargetBudget

__all__ = [
    "Agreement",
    "AgreementSection",
    "AgreementService",
    "AgreementVersion",
    "Arrangement",
    "BookEdition",
    "CategoryService",
    "Clock",
    "CriticalPeriod",
    "Crossing",
    "Exclusion",
    "Point",
    "RequirementAnswer",
    "ServiceLevelRequirement",
    "Target",
    "TargetBudget",
    "WorkloadLimit",
]
