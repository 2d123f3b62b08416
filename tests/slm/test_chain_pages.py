"""What staff read and enter about chains, on pages, by the API and in files."""

import json
import re
from dataclasses import replace

import pytest
import yaml
from django.urls import reverse

from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.models import ChainLink
from slm.services import add_target
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, hold, resolve
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.test_screens import address, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def ola(team, resolution, provider, manager):
    return leg_with(team, within(resolution, 4), provider=provider, **manager)


@pytest.fixture
def contract(supplier, resolution, provider, manager):
    return leg_with(supplier, within(resolution, 2), provider=provider, **manager)


@pytest.fixture
def target(draft, resolution, ola, manager):
    """A target of the draft, 8 h, that rests on the team."""
    return rest_on(draft, within(resolution, 8, goal_percent=90), ola, **manager)


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_legs_are_entered_in_their_order(desk, draft, target, ola, contract):
    data = {
        "leg_1": contract.pk,
        "metric_1": "resolution",
        "leg_3": ola.pk,
        "metric_3": "resolution",
        "beside_3": "on",
    }
    answer = desk.post(address("target_chain", draft, target.pk), data)

    assert answer.status_code == 302
    links = ChainLink.objects.filter(target=target).values_list("leg", "is_parallel")
    assert list(links) == [(contract.pk, False), (ola.pk, True)]


def test_what_cannot_be_is_refused_and_changes_nothing(desk, draft, target, ola):
    url = address("target_chain", draft, target.pk)
    twice = {"leg_1": ola.pk, "leg_2": ola.pk}
    for wrong in ({"leg_1": draft.pk}, {"leg_1": "x"}, twice, {"metric_1": "y"}):
        assert desk.post(url, wrong).status_code == 422
    stale = {"leg_1": ola.pk, "version": 1}

    assert desk.post(url, stale).status_code == 409
    assert ChainLink.objects.get().leg == ola


def test_editing_a_target_keeps_what_it_rests_on(desk, draft, target, office, ola):
    data = {
        "metric": "resolution",
        "calendar": office.pk,
        "budget_any": "9 h",
        "goal_percent": "90",
        "thresholds": "100",
    }
    answer = desk.post(address("target_edit", draft, target.pk), data)

    assert answer.status_code == 302
    assert ChainLink.objects.get().leg == ola


def test_the_page_shows_the_chain_as_picture_table_and_words(desk, draft, target, ola):
    page = desk.get(address("agreement_chain", draft))

    assert "what it rests on, in percent of the time promised" in words(page)
    assert ola.number in words(page)
    assert page.content.count(b'class="series-1"') >= 4
    assert "4 h" in words(page)


def test_what_is_too_short_is_said_where_it_is_put_into_force(
    desk, draft, resolution, ola, manager
):
    rest_on(draft, within(resolution, 3, goal_percent=90), ola, **manager)
    for name in ("agreement_chain", "agreement_detail", "agreement_activate"):
        assert "1 h too little" in words(desk.get(address(name, draft))) or (
            name == "agreement_activate"
        )
    refused = desk.post(address("agreement_activate", draft))

    assert refused.status_code == 422
    assert "1 h too little" in words(refused)


def test_terminating_a_leg_asks_after_showing_what_breaks(
    desk, draft, target, ola, manager
):
    put_into_force(number=draft.number, **manager)
    url = address("agreement_terminate", ola)
    data = {"ends_on": "2026-06-30", "reason": "x"}
    asked = desk.post(url, data)

    assert asked.status_code == 200
    assert "would no longer hold" in words(asked)
    assert ola.versions.get().status == "in_force"
    assert desk.post(url, {**data, "confirmed_for": "2026-06-30"}).status_code == 302
    assert ola.versions.get().status == "terminated"


def test_each_leg_is_shown_with_its_clocks_and_with_what_broke_in_its_hands(
    desk, draft, target, ola, manager, incident_of, agent, team
):
    put_into_force(number=draft.number, **manager)
    incident = incident_of()
    hold(incident, agent, team, TEN)
    resolve(incident, agent, TEN + 9 * HOUR)
    page = desk.get(address("agreement_chain", draft) + "?month=2026-03")

    text = words(page)
    assert "1 promise of this agreement was broken" in text
    row = re.search(
        r"<tbody>(.*?)</tbody>", page.content.decode().split("legs-title")[-1], re.S
    )
    assert row
    assert incident.number in row[1]
    link = re.search(r'href="([^"]*agreement=[^"]*verdict=breached)"', row[1])
    assert link
    behind = desk.get(link[1].replace("&amp;", "&"))
    assert incident.number in behind.content.decode()


def test_what_broke_in_its_hands_stands_once_beside_all_that_a_leg_promises(
    desk, draft, resolution, provider, team, manager, incident_of, agent
):
    own = {"provider": provider, "in_force": False, **manager}
    leg = leg_with(team, within(resolution, 4), **own)
    response = replace(resolution, metric="first_response")
    add_target(number=leg.number, terms=within(response, 1), **manager)
    put_into_force(number=leg.number, **manager)
    rest_on(draft, within(resolution, 8, goal_percent=90), leg, **manager)
    answered = within(response, 2, goal_percent=90)
    rest_on(draft, answered, leg, metric="first_response", **manager)
    put_into_force(number=draft.number, **manager)
    incident = incident_of()
    hold(incident, agent, team, TEN)
    resolve(incident, agent, TEN + 9 * HOUR)
    page = desk.get(address("agreement_chain", draft) + "?month=2026-03").text

    body = page.split("legs-title")[-1].split("<tbody>")[1].split("</tbody>")[0]
    assert body.count('rowspan="2"') == 2
    assert body.count(f">{incident.number}<") == 2
    cells = body.split('<td rowspan="2">')[1].split("</td>")[0]
    assert [cells.count(one) for one in ("Resolution<", "First response<")] == [1, 1]


@pytest.fixture
def incident_of(requester, service, agent):
    from incidents.models import Incident
    from incidents.services import open_incident

    def opened():
        return open_incident(
            incident=Incident(title="x", requester=requester.person, service=service),
            actor=agent,
            at=TEN,
        )

    return opened


@pytest.mark.parametrize(
    ("query", "status"), [("month=x", 400), ("month=2026-13", 400), ("version=9", 404)]
)
def test_an_address_that_means_nothing_leads_nowhere(
    desk, draft, target, query, status
):
    answer = desk.get(f"{address('agreement_chain', draft)}?{query}")

    assert answer.status_code == status


def test_the_list_says_which_hold(desk, draft, target, manager):
    put_into_force(number=draft.number, **manager)
    url = reverse("chain_list")

    assert draft.number in words(desk.get(url))
    assert draft.number in words(desk.get(f"{url}?state=holds"))
    assert draft.number not in words(desk.get(f"{url}?state=broken"))
    assert desk.get(f"{url}?state=x").status_code == 400


def test_programs_read_and_say_what_a_target_rests_on(
    desk, draft, target, ola, contract
):
    path = f"/api/v1/agreements/{draft.number}/"
    legs = [{"leg": contract.number, "metric": "resolution"}]
    sent = desk.patch(
        f"{path}targets/{target.pk}/",
        json.dumps({"rests_on": legs}),
        "application/json",
    )
    chain = desk.get(f"{path}chain/").json()

    assert sent.status_code == 200
    assert chain["holds"]
    assert chain["targets"][0]["rests_on"][0]["leg"] == contract.number
    assert chain["targets"][0]["needs"][0]["needed_seconds"] == 2 * 3600
    wrong = json.dumps({"rests_on": [{"leg": draft.number, "metric": "resolution"}]})
    refused = desk.patch(f"{path}targets/{target.pk}/", wrong, "application/json")
    assert refused.status_code == 400


def test_customers_are_not_told_of_what_their_agreement_rests_on(
    client, draft, target, representative, ola, manager
):
    put_into_force(number=draft.number, **manager)
    client.force_login(representative)
    path = f"/api/v1/agreements/{draft.number}/"

    assert ola.number not in client.get(path).content.decode()
    assert client.get(f"{path}chain/").status_code == 403
    page = client.get(address("agreement_detail", draft))
    assert ola.number not in page.content.decode()
    assert client.get(address("agreement_chain", draft)).status_code == 404


def test_a_file_says_what_its_targets_rest_on(
    draft, target, ola, manager, administrator
):
    manager["actor"].groups.add(*administrator.groups.all())
    put_into_force(number=draft.number, **manager)
    text = export_agreement(draft.versions.get())
    document = yaml.safe_load(text)

    assert document["targets"][0]["rests_on"] == [
        {"team": "Service desk", "agreement": ola.title}
    ]
    assert not import_agreement(text, **manager).has_changed
    document["targets"][0]["rests_on"] = [{"team": "Nobody"}]
    with pytest.raises(ExchangeError, match="no agreement with “Nobody”"):
        import_agreement(yaml.safe_dump(document), **manager)


@pytest.mark.parametrize(
    "wrong",
    [{"team": "a", "supplier": "b"}, {}, {"team": "a", "colour": "red"}, {"beside": 3}],
)
def test_a_file_that_says_it_wrongly_is_refused(draft, target, manager, wrong):
    put_into_force(number=draft.number, **manager)
    document = yaml.safe_load(export_agreement(draft.versions.get()))
    document["targets"][0]["rests_on"] = [wrong]

    with pytest.raises(ExchangeError) as refused:
        import_agreement(yaml.safe_dump(document), **manager)
    paths = [problem.path for problem in refused.value.problems]
    assert any(path.startswith("targets[0].rests_on[0]") for path in paths)


def test_targets_that_rest_on_nothing_stand_together(
    desk, draft, target, resolution, manager
):
    terms = replace(resolution, metric="first_response")
    add_target(number=draft.number, terms=terms, **manager)
    page = desk.get(address("agreement_chain", draft))

    (one,) = page.context["chain"].silent
    named = words(page).partition("Targets that do not say what they rest on")[2]
    assert str(one.target) in named
    assert address("target_chain", draft, one.target.pk) in page.text
