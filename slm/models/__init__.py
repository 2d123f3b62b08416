from slm.models.agreement import Agreement, AgreementService, AgreementVersion
from slm.models.book import BookEdition
from slm.models.clock import Clock, Crossing, Point
from slm.models.credit import CreditRule
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.period import PeriodDoubt, PeriodResult
from slm.models.repair import Repair
from slm.models.target import Target, TargetBudget
from slm.models.what_if import WhatIf

__all__ = [
    "Agreement",
    "AgreementService",
    "AgreementVersion",
    "BookEdition",
    "CategoryService",
    "Clock",
    "CreditRule",
    "Crossing",
    "Exclusion",
    "PeriodDoubt",
    "PeriodResult",
    "Point",
    "Repair",
    "Target",
    "TargetBudget",
    "WhatIf",
]
