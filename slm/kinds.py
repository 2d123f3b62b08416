from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from slm.choices import Leg
from slm.models import (
    AgreedCatalogue,
    Agreement,
    CapabilityAssessment,
    Exclusion,
    Measure,
    Outage,
    Repair,
    ServiceLevelRequirement,
    WhatIf,
)
from slm.permissions import may_review
from slm.selectors.agenda import (
    breaches_on_the_agenda,
    coming_on_the_agenda,
    months_on_the_agenda,
    performance_on_the_agenda,
)
from slm.selectors.reviewing import SERVICE_REVIEW, breaches_without_cause
from slm.selectors.unexplained import losses_on_the_agenda, losses_without_cause
from workflow.agenda import carry_on
from workflow.meetings import (
    MeetingKind,
    register_agenda,
    register_hindrance,
    register_meeting_kind,
)

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

register_meeting_kind(
    MeetingKind(
        key=SERVICE_REVIEW,
        label=_("service review"),
        manage="slm.manage_agreement",
        read="slm.view_agreement",
        planned_from="review_list",
        runs=may_review,
    )
)
carry_on(SERVICE_REVIEW)
# Before these come the customer's open queries, after them what upper apps know of.
for order, key, build in (
    (30, "performance", performance_on_the_agenda),
    (35, "months", months_on_the_agenda),
    (40, "breaches", breaches_on_the_agenda),
    (45, "losses", losses_on_the_agenda),
    (60, "coming", coming_on_the_agenda),
):
    register_agenda(SERVICE_REVIEW, key, build, order)
register_hindrance(SERVICE_REVIEW, breaches_without_cause)
register_hindrance(SERVICE_REVIEW, losses_without_cause)
register_kind(
    Kind(
        key="requirement",
        prefix="SLR",
        label=_("service level requirement"),
        label_plural=_("service level requirements"),
        visible_to=ServiceLevelRequirement.objects.visible_to,
        url_name="requirement_detail",
        customer_url_name="portal_need",
        staff_permission="slm.view_agreement",
    )
)
register_kind(
    Kind(
        key="outage",
        prefix="OUT",
        label=_("outage"),
        label_plural=_("outages"),
        visible_to=Outage.objects.visible_to,
        url_name="outage_detail",
        customer_url_name="portal_outage",
        staff_permission="slm.view_agreement",
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
register_kind(
    Kind(
        key="measure",
        prefix="MSR",
        label=_("measure"),
        label_plural=_("measures"),
        visible_to=Measure.objects.visible_to,
        url_name="measure_detail",
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
register_kind(
    Kind(
        key="capability",
        prefix="CAP",
        label=_("capability assessment"),
        label_plural=_("capability assessments"),
        visible_to=CapabilityAssessment.objects.visible_to,
        url_name="capability_detail",
    )
)
