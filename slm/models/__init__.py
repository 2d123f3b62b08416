from slm.models.agreement import Agreement, AgreementService, AgreementVersion
from slm.models.book import BookEdition
from slm.models.clock import Clock, Crossing, Point
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.measure import Measure, MeasuredValue
from slm.models.outage import Outage
from slm.models.target import Target, TargetBudget

__all__ = [
    "Agreement",
    "AgreementService",
    "AgreementVersion",
    "BookEdition",
    "CategoryService",
    "Clock",
    "Crossing",
    "Exclusion",
    "Measure",
    "MeasuredValue",
    "Outage",
    "Point",
    "Target",
    "TargetBudget",
]
