"""Where the answer to a need can be promised: the agreements with its customer."""

from datetime import date

from django.db.models import Q

from core.models import User
from slm.choices import Leg, RequirementState, Resolution
from slm.models import Agreement, AgreementVersion, ServiceLevelRequirement
from slm.selectors.sheet import with_versions

DECIDED = (RequirementState.RESOLVED, RequirementState.DOCUMENTED)


def leads_on(requirement: ServiceLevelRequirement) -> bool:
    """Whether it was decided to do something about the need."""
    is_done = requirement.resolution == Resolution.NO_ACTION
    return requirement.state in DECIDED and not is_done


def agreements_for(
    requirement: ServiceLevelRequirement, reader: User, day: date
) -> list[Agreement]:
    """Return what is agreed with the customer, or being drafted, with its versions."""
    lasting = AgreementVersion.objects.lasting(day).values("agreement")
    drafted = AgreementVersion.objects.drafts().values("agreement")
    theirs = Agreement.objects.visible_to(reader).filter(
        Q(pk__in=lasting) | Q(pk__in=drafted),
        leg=Leg.SLA,
        customer=requirement.customer_id,
    )
    return list(with_versions(theirs, reader).order_by("item__number"))
