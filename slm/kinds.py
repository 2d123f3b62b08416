from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from slm.choices import Leg
from slm.models import Agreement, Exclusion, Repair, WhatIf

register_kind(
    Kind(
        key=Leg.SLA.value,
        prefix="SLA",
        label=_("service level agreement"),
        label_plural=_("service level agreements"),
        visible_to=Agreement.objects.visible_to,
        url_name="agreement_detail",
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
register_kind(
    Kind(
        key="repair",
        prefix="REP",
        label=_("repair"),
        label_plural=_("repairs"),
        visible_to=Repair.objects.visible_to,
        url_name="repair_detail",
    )
)
register_kind(
    Kind(
        key="what_if",
        prefix="WIF",
        label=_("what-if"),
        label_plural=_("what-ifs"),
        visible_to=WhatIf.objects.visible_to,
        url_name="what_if_detail",
    )
)
