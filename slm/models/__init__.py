from slm.models.agreement import Agreement, AgreementService, AgreementVersion
from slm.models.book import BookEdition
from slm.models.chain import ChainFault, ChainLink
from slm.models.clock import Clock, Crossing, Point
from slm.models.escalation import Escalation, EscalationNotice, EscalationStep
from slm.models.exclusion import Exclusion
from slm.models.mapping import CategoryService
from slm.models.target import Target, TargetBudget

__all__ = [
    "Agreement",
    "AgreementService",
    "AgreementVersion",
    "BookEdition",
    "CategoryService",
    "ChainFault",
    "ChainLink",
    "Clock",
    "Crossing",
    "Escalation",
    "EscalationNotice",
    "EscalationStep",
    "Exclusion",
    "Point",
    "Target",
    "TargetBudget",
]
