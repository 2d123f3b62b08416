"""Each target of the month says where it is measured, how, and what a part is worth."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from slm.choices import OF_OUTAGES
from slm.exchange import export_agreement
from slm.models import Target
from slm.selectors import data_collection, obstacles
from slm.selectors.wording_hash import wording_hash, wording_of
from slm.services import add_target
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.test_availability_pages import sent

__all__ = ["sent"]
pytestmark = pytest.mark.django_db
LACKS = "Target “%s” lacks: measuring point%s."


@pytest.fixture
def collected(draft, who):
    """Add a target, and return its line of the data collection document."""

    def added(terms):
        target = add_target(number=draft.number, terms=terms, **who)
        rows = data_collection(draft.versions.get())
        return next(one for one in rows if one.target == target)

    return added


@pytest.mark.parametrize("metric", OF_OUTAGES)
def test_what_outages_tell_needs_a_measuring_point(metric, draft, availability, who):
    bare = {"metric": metric, "measuring_point": "", "partial_weight": None}
    bare["goal_value"] = Decimal(3)
    target = add_target(number=draft.number, terms=replace(availability, **bare), **who)

    weight = ", weight of a degraded service" if metric == "availability" else ""
    assert LACKS % (target, weight) in obstacles(draft.versions.get())


def test_a_weight_of_nothing_is_said(collected, availability):
    row = collected(replace(availability, partial_weight=0))
    assert row.gaps == []
    assert row.counting[0] == "A degraded service counts 0 %."


@pytest.mark.parametrize("metric", ["between", "restore", "longest"])
def test_a_weight_is_said_only_where_it_is_used(collected, availability, metric):
    weighed = {"metric": metric, "goal_value": Decimal(3), "partial_weight": 50}
    row = collected(replace(availability, **weighed))
    assert row.counting[0] == "Planned interruptions do not count."


def test_a_measure_names_its_own_and_ratings_have_none(
    collected, availability, measure
):
    none = replace(availability, measuring_point="", partial_weight=None)
    kind = {"metric": "measured", "measure": measure, "statistic": "p95"}
    probed = collected(replace(none, **kind, direction="at_most"))
    rated = collected(replace(none, metric="experience", goal_value=Decimal(4)))

    assert (probed.measuring_point, rated.measuring_point) == ("Branch office", "")
    assert "measuring point" not in [*probed.gaps, *rated.gaps]


def test_a_point_is_signed_and_none_leaves_the_hash_as_it_was(draft, availability, who):
    terms = replace(availability, measuring_point="")
    target = add_target(number=draft.number, terms=terms, **who)
    version = draft.versions.get()
    (facts,) = wording_of(version)["targets"]
    before = wording_hash(version)
    assert "measuring_point" not in facts

    replace(terms, measuring_point="Gateway").write_to(target)
    target.save()
    assert wording_of(version)["targets"] == [{**facts, "measuring_point": "Gateway"}]
    assert wording_hash(version) != before


def test_form_and_file_keep_it(client, draft, sent, who):
    client.force_login(who["actor"])
    create = reverse("target_create_period", args=[draft.number])
    assert client.post(create, sent).status_code == 302
    target = Target.objects.get()
    assert TargetTerms.of(target).measuring_point == "Mailbox at the workplace"
    assert "measuring_point: Mailbox" in export_agreement(draft.versions.get())

    edit = reverse("target_edit", args=[draft.number, target.pk])
    assert 'value="Mailbox at the workplace"' in client.get(edit).text
    rated = {**sent, "metric": "experience", "goal_value": "4"}
    assert client.post(edit, rated).status_code == 302
    target.refresh_from_db()
    assert target.measuring_point == ""


def test_the_document_says_point_formula_and_weight(
    client, draft, availability, who, representative
):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    client.force_login(representative)
    url = reverse("data_collection", args=[draft.number])

    paper = b"".join(client.get(f"{url}?as=pdf").streaming_content)
    pages = PdfReader(BytesIO(paper)).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    file = b"".join(client.get(f"{url}?as=csv").streaming_content).decode()
    for said in ("Mailbox", "As usual", "A degraded service counts 50 %."):
        for where in (client.get(url).text, text, file):
            assert said in where, said


def test_on_paper_all_of_it_stands_in_longer_words_too(
    client, draft, availability, who, representative
):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    person = representative.person
    person.language = "de"
    person.save(update_fields=["language"])
    client.force_login(representative)
    url = reverse("data_collection", args=[draft.number])
    paper = b"".join(client.get(f"{url}?as=pdf").streaming_content)

    # That nothing of it reaches beyond the edge is asked of every PDF.
    (page,) = PdfReader(BytesIO(paper)).pages
    assert "Seite der Vereinbarung" in " ".join(page.extract_text().split())


def test_it_says_where_each_is_shown(collected, availability, resolution, measure):
    kind = {"metric": "measured", "measure": measure, "statistic": "p95"}
    rated = replace(availability, metric="experience", goal_value=Decimal(4))
    probed = replace(availability, **kind, direction="at_most")
    own = "dashboard, monthly report, agenda of the review"
    months = f"{own}, page of the agreement, availability page"

    shown = [
        collected(one).shown_at for one in (resolution, availability, probed, rated)
    ]
    assert shown == [
        f"{own}, page of each record",
        f"{months}, availability of the service",
        f"{months}, page of the measure",
        f"{months}, ratings of the agreement",
    ]
