from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from slm.choices import Leg
from slm.models import Agreement, Exclusion

register_kind(
    Kind(
        key=Leg.SLA.value,
        prefix="SLA",
        label=_("service level agreement"),
        label_plural=_("service level agreements"),
        visible_to=Agreement.objects.visible_to,
        url_name="agreement_detail",
        customer_url_name="offer_detail",
        staff_permission="slm.view_agreement",
    )
)
register_kind(
    Kind(
        key=Leg.OLA.value,
        prefix="OLA",
        label=_("operational level agreement"),
        label_plural=_("operational level agreements"),
        visible_to=Agreement.objects.visible_to,
        url_name="agreement_detail",
        customer_url_name="offer_detail",
        staff_permission="slm.view_agreement",
    )
)
register_kind(
    Kind(
        key=Leg.UC.value,
        prefix="UC",
        label=_("underpinning contract"),
        label_plural=_("underpinning contracts"),
        visible_to=Agreement.objects.visible_to,
        url_name="agreement_detail",
        customer_url_name="offer_detail",
        staff_permission="slm.view_agreement",
    )
)
register_kind(
    Kind(
        key="exclusion",
        prefix="EXC",
        label=_("exclusion"),
        label_plural=_("exclusions"),
        visible_to=Exclusion.objects.visible_to,
        url_name="exclusion_detail",
    )
)
