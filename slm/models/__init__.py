from slm.models.agreement import Agreement, AgreementVersion
from slm.models.book import BookEdition
from slm.models.clock import Clock, Crossing, Point
from slm.models.coverage import AgreementService
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.negotiation import Comment, Offer, Signature
from slm.models.target import Target, TargetBudget

__all__ = [
    "Agreement",
    "AgreementService",
    "AgreementVersion",
    "BookEdition",
    "CategoryService",
    "Clock",
    "Comment",
    "Crossing",
    "Exclusion",
    "Offer",
    "Point",
    "Signature",
    "Target",
    "TargetBudget",
]
