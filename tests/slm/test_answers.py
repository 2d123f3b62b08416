"""Only what is agreed with a customer answers its need."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from catalogue.services import create_service
from slm.models import Target
from slm.selectors.ways import offered_answers
from slm.services import document_requirement, terminate_agreement
from tests.slm.chained import leg_with
from tests.slm.test_requirements import _agree, by, need, needed, resolved

__all__ = ["by", "need", "needed", "resolved"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("leg", ["ola", "terminated"])
def test_what_is_within_or_over_is_no_answer(
    leg, resolved, agreement, provider, team, resolution, by
):
    if leg == "ola":
        made = leg_with(team, replace(resolution, pauses=()), provider=provider, **by)
        target = Target.objects.get(version__agreement=made)
    else:
        terminate_agreement(
            number=agreement.number, ends_on=by["at"].date(), reason="x", **by
        )
        target = Target.objects.get()

    with pytest.raises(ValidationError, match="is not agreed with this customer"):
        document_requirement(
            number=resolved.number, coverage="partly", targets=[target], **by
        )


def test_an_answer_named_twice_is_one(resolved, agreement, by):
    twice = list(Target.objects.all()) * 2
    document_requirement(number=resolved.number, coverage="wholly", targets=twice, **by)

    assert resolved.targets.count() == 1


@pytest.mark.parametrize("other", ["metric", "service"])
def test_what_is_about_something_else_is_no_answer(
    other, resolved, customer, provider, resolution, who, by
):
    printing = create_service(
        name="Printing", state="live", customers=[customer], **who
    )
    about = {"metric": "first_response"} if other == "metric" else {"service": printing}
    target = _agree(customer, provider, replace(resolution, **about), by)
    assert target not in offered_answers(resolved, by["at"].date())
    with pytest.raises(ValidationError, match="is not agreed with this customer for"):
        document_requirement(
            number=resolved.number, coverage="partly", targets=[target], **by
        )
