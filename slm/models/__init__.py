from slm.models.agreed import AgreedCatalogue
from slm.models.agreement import Agreement, AgreementService, AgreementVersion
from slm.models.book import BookEdition
from slm.models.clock import Clock, Crossing, Point
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.target import Target, TargetBudget

__all__ = [
    "AgreedCatalogue",
    "Agreement",
    "AgreementService",
    "AgreementVersion",
    "BookEdition",
    "CategoryService",
    "Clock",
    "Crossing",
    "Exclusion",
    "Point",
    "Target",
    "TargetBudget",
]
