from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from slm.choices import Leg
from slm.models import AgreedCatalogue, Agreement, Exclusion

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
        key="agreed_catalogue",
        prefix="CAT",
        label=_("agreed catalogue"),
        label_plural=_("agreed catalogues"),
        visible_to=AgreedCatalogue.objects.visible_to,
        url_name="agreed_catalogue_detail",
        customer_url_name="portal_agreed_catalogue",
        staff_permission="slm.view_agreement",
    )
)
