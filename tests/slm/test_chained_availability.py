"""A promise of availability is worth what its legs promise, multiplied."""

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalogue.services import create_service
from slm.exchange import export_agreement, import_agreement
from slm.models import ChainLink
from slm.selectors import chain_of
from slm.services import add_target
from slm.terms import Rest
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, rest_on

pytestmark = pytest.mark.django_db
AVAILABLE = "availability"


@pytest.fixture
def leg(availability, service, provider, who):
    """Return what makes an agreement that promises so many percent of the service."""

    def made(party, goal):
        terms = replace(availability, service=service, goal_value=Decimal(goal))
        return leg_with(party, terms, provider=provider, **who)

    return made


def resting_on(draft, availability, *legs, who, goal="99.9"):
    terms = replace(availability, goal_value=Decimal(goal))
    return rest_on(draft, terms, *legs, metric=AVAILABLE, **who)


def test_legs_in_series_multiply(draft, availability, leg, team, supplier, who):
    # 99.5 % × 99.9 % = 99.4005 %
    legs = leg(team, "99.5"), leg(supplier, "99.9")
    resting_on(draft, availability, *legs, who=who)
    (fault,) = chain_of(draft.versions.get()).obstacles

    assert (fault.kind, fault.leg) == ("availability", legs[0])
    assert fault.percents == (Decimal("99.4005"), Decimal("99.9"))
    with pytest.raises(ValidationError, match="the weakest"):
        put_into_force(number=draft.number, **who)


def test_two_that_are_redundant_are_enough(
    draft, availability, leg, team, supplier, who
):
    # 1 − 0.5 % × 0.5 % = 99.9975 %
    beside = Rest(leg(supplier, "99.5"), AVAILABLE, True)
    resting_on(draft, availability, leg(team, "99.5"), beside, who=who)

    version = put_into_force(number=draft.number, **who)
    assert chain_of(version).targets[0].reached == Decimal("99.9975")


def test_a_leg_that_promises_no_availability_is_named(
    draft, availability, resolution, team, provider, who
):
    silent = leg_with(team, resolution, provider=provider, **who)
    resting_on(draft, availability, silent, who=who)

    assert [one.kind for one in chain_of(draft.versions.get()).obstacles] == ["silent"]


def test_of_a_leg_what_it_promises_of_the_same_service_counts(
    draft, availability, team, service, noon, provider, who
):
    # The team promises 90 % of the printers, 99.95 % of the service itself.
    printers = create_service(name="Printers", state="live", **who)
    low = replace(availability, service=printers, goal_value=Decimal(90))
    ola = leg_with(team, low, provider=provider, in_force=False, **who)
    high = replace(availability, service=service, goal_value=Decimal("99.95"))
    add_target(number=ola.number, terms=high, **who)
    put_into_force(number=ola.number, **who)
    same = replace(availability, service=service)
    rest_on(draft, same, ola, metric=AVAILABLE, **who)

    assert not chain_of(draft.versions.get()).obstacles


def test_times_do_not_rest_on_availability(
    draft, availability, resolution, leg, team, who
):
    ola = leg(team, "99.9")
    with pytest.raises(ValidationError, match="rests on availability"):
        rest_on(draft, resolution, ola, metric=AVAILABLE, **who)
    with pytest.raises(ValidationError, match="rests on availability"):
        rest_on(draft, availability, ola, metric="resolution", **who)
    assert not ChainLink.objects.exists()


def test_the_form_takes_it_and_the_page_multiplies(
    client, draft, availability, leg, team, supplier, who
):
    target = resting_on(draft, availability, who=who)
    ola, contract = leg(team, "99.5"), leg(supplier, "99.9")
    client.force_login(who["actor"])
    url = reverse("target_chain", args=[draft.number, target.pk])
    sent = {
        "leg_1": ola.pk,
        "metric_1": AVAILABLE,
        "leg_2": contract.pk,
        "metric_2": AVAILABLE,
    }
    page = client.post(url, sent, follow=True).text

    assert list(target.links.values_list("metric", flat=True)) == [AVAILABLE] * 2
    said = (
        "<p>Availability multiplied: 99.5 % × 99.9 % = 99.4005 %, promised are 99.9 %"
    )
    assert said in page


def test_a_file_and_the_api_say_it(
    client, draft, availability, leg, team, administrator, who
):
    ola = leg(team, "99.95")
    resting_on(draft, availability, ola, who=who)
    put_into_force(number=draft.number, **who)
    who["actor"].groups.add(*administrator.groups.all())
    text = export_agreement(draft.versions.get())
    (rest,) = yaml.safe_load(text)["targets"][0]["rests_on"]
    client.force_login(who["actor"])
    chain = client.get(f"/api/v1/agreements/{draft.number}/chain/").json()

    assert rest == {"team": str(team), "agreement": ola.title}
    assert not import_agreement(text, **who).has_changed
    (told,) = chain["targets"]
    assert told["rests_on"][0]["metric"] == AVAILABLE
    assert told["availability"] == "99.9500"


def test_what_rests_on_one_leg_is_no_sum(client, draft, availability, leg, team, who):
    resting_on(draft, availability, leg(team, "99.5"), who=who)
    client.force_login(who["actor"])
    page = client.get(reverse("agreement_detail", args=[draft.number])).text

    assert "What it rests on gives 99.5 %, promised are 99.9 %" in page
    assert "99.5 % = 99.5 %" not in page
