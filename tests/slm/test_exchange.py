from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from calendars.models import Calendar
from core.models import Event
from slm.choices import Leg
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.exchange.loading import load_yaml
from slm.models import Agreement, Target
from slm.selectors import services_by_category, target_book

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[2] / "docs/examples/servicenow-log.yaml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
OLA = """
format: sms-portal-agreement/1
agreement:
  kind: ola
  title: Desk
  provider: Provider
  team: Desk
  time_zone: Europe/Berlin
  valid_from: 2026-01-01
calendars:
  - {name: Office, valid_from: 2026-01-01, timezone: UTC, weekly: {mon: [[10:00, 24:00]]}}
targets:
  - {metric: resolution, calendar: Office, budgets: {any: 3 d end of day, 1: 90 min}}
signatures:
  - {role: team_lead, name: Lea Lead, authority: Lead, signed_on: 2026-01-01, reference: Folder 1}
  - {role: service_level_manager, name: Lena Level, authority: Manager, signed_on: 2026-01-01, reference: Folder 1}
"""


@pytest.fixture
def manager(administrator, service_level_manager, noon):
    """Somebody with both sets of permissions, and when they act."""
    service_level_manager.groups.add(*administrator.groups.all())
    return {"actor": service_level_manager, "at": noon}


def counts():
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def services_of_log():
    return services_by_category(Organisation.objects.get(name="Log customer"))


def refused(text, manager):
    """Import what must be refused, and return the paths that were named."""
    before = counts()
    with pytest.raises(ExchangeError) as error:
        import_agreement(text, **manager)
    assert counts() == before
    return [problem.path for problem in error.value.problems]


def test_the_example_is_put_into_force(manager):
    found = import_agreement(TEXT, **manager)

    assert found.has_changed
    assert found.agreement.versions.get().status == "in_force"
    assert Calendar.objects.count() == 2
    services = services_of_log()
    assert len(services) == 31
    assert services["Category 45"].name == "Business applications"


def test_its_targets_apply_to_the_log(manager):
    found = import_agreement(TEXT, **manager)

    facts = {"service": None, "category": None, "priority": 3, "kind": "incident"}
    facts["customer"] = found.agreement.customer_id
    chosen = target_book().choose(facts, datetime(2016, 2, 29, tzinfo=UTC), Leg.SLA)
    assert [rule.budget.seconds // 3600 for rule in chosen] == [4, 48]


def test_a_second_time_changes_nothing(manager):
    import_agreement(TEXT, **manager)
    before = counts()

    assert not import_agreement(TEXT, **manager).has_changed
    assert counts() == before


@pytest.mark.parametrize("text", [TEXT, OLA])
def test_what_is_exported_can_be_read_back(text, manager):
    made = import_agreement(text, **manager).agreement
    exported = export_agreement(made.versions.get())
    before = counts()

    assert not import_agreement(exported, **manager).has_changed
    assert counts() == before


def test_other_terms_become_the_next_version(manager):
    import_agreement(TEXT, **manager)
    later = TEXT.replace(
        "valid_from: 2016-01-01\n  summary", "valid_from: 2017-01-01\n  summary"
    )

    made = import_agreement(later.replace("goal: 90", "goal: 80"), **manager).agreement

    old, new = made.versions.order_by("number")
    assert (old.valid_to, new.valid_from) == (date(2017, 1, 1), date(2017, 1, 1))
    assert new.targets.filter(goal_percent=80).count() == 2


def test_a_file_without_categories_leaves_the_map_alone(manager):
    import_agreement(TEXT, **manager)
    data = yaml.safe_load(TEXT)
    del data["categories"]

    import_agreement(yaml.safe_dump(data), **manager)

    assert len(services_of_log()) == 31


def test_those_who_may_not_bring_nothing_in(agent, service_level_manager, noon):
    for actor in (agent, service_level_manager):
        with pytest.raises(PermissionDenied):
            import_agreement(TEXT, actor=actor, at=noon)
    assert not Agreement.objects.exists()
    assert not Organisation.objects.filter(name="Log customer").exists()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("agreement/1", "agreement/2", "format"),
        ("  title: Service desk of the log\n", "", "agreement.title"),
        ("  kind: sla\n", "  kind: tla\n", "agreement.kind"),
        ("  time_zone: UTC\n", "  time_zone: Mars/Base\n", "agreement.time_zone"),
        ("2016-01-01\n  summary", "1.1.2016\n  summary", "agreement.valid_from"),
        ("  summary: >-", "  colour: >-", "agreement.colour"),
        ("kind: sla", "kind: sla\n  services: [Cooking]", "agreement.services"),
        ("    timezone: UTC", "    timezone: 7", "calendars[0].timezone"),
        ('"07:00", "19:00"', '"19:00", "07:00"', "calendars[1].weekly.mon"),
        ("  - name: Workplace", "  - nom: Workplace", "services[1].name"),
        ("  Category 7: Data centre", "  Category 7: Moon", "categories.Category 7"),
        ("  Category 7: Data centre", "  7: Data centre", "categories.7"),
        ("metric: resolution", "metric: beauty", "targets[2].metric"),
        ("    calendar: Desk hours", "    calendar: Night", "targets[1].calendar"),
        ("3: 4 h", "5: 4 h", "targets[1].budgets.5"),
        ("3: 4 h", "3: soon", "targets[1].budgets.3"),
        ("3: 4 h", "3: [4 h]", "targets[1].budgets.3"),
        ("pauses: [customer]", "pauses: [weather]", "targets[2].pauses[0]"),
        ("pauses: [customer]", "pauses: customer", "targets[2].pauses"),
        ("[50, 75, 100]", "[50, half]", "targets[2].thresholds[1]"),
        ("goal: 90", "goal: 900", "targets[2].goal"),
        ("record_kind: incident", "record_kind: 4", "targets[0].record_kind"),
        ("record_kind: incident", "service: Moon", "targets[0].service"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(old, new, path, manager):
    assert old in TEXT
    assert path in refused(TEXT.replace(old, new), manager)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "just words",
        "a: [",
        "a: 1\na: 2",
        "{[1]: 2}",
        "!!python/none",
        "&a [*a]",
    ],
)
def test_what_is_no_such_file_is_refused(text, manager):
    assert refused(text, manager)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [x]\nb: *a", "line 2: references are not read"),
        ('a: x\nb: "\\0"', "line 2: there are characters that are no text"),
        ('"\\ud800": x', "line 1: there are characters that are no text"),
    ],
)
def test_what_could_not_be_stored_or_has_no_end_is_not_read(text, words, db):
    with pytest.raises(ExchangeError, match=words):
        load_yaml(text)


def test_every_problem_is_named_at_once(manager):
    wrong = TEXT.replace("metric: resolution", "metric: x").replace(
        "goal: 90", "goal: x"
    )

    assert len(refused(wrong, manager)) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[50, 75, 100]", "[50, 75]"),
        ("record_kind: incident", "record_kind: dream"),
        ("budgets: {3: 4 h, 4: 8 h}", "budgets: {1: 4 h}"),
        ('"00:00", "24:00"', '"00:00", "23:59"'),
    ],
)
def test_what_the_services_refuse_is_refused(old, new, manager, noon):
    if "23:59" in new:
        import_agreement(TEXT, **manager)
    assert refused(TEXT.replace(old, new), manager)


def test_it_can_be_given_to_the_commands(tmp_path, capsys):
    call_command("import_agreement", str(EXAMPLE))
    number = Agreement.objects.get().number
    call_command("export_agreement", number)

    exported = tmp_path / "agreement.yaml"
    exported.write_text(capsys.readouterr().out.partition("\n")[2], encoding="utf-8")
    call_command("import_agreement", str(exported))
    assert "unchanged" in capsys.readouterr().out
    assert set(Event.objects.values_list("channel", flat=True)) >= {"import"}


def test_the_commands_say_what_is_wrong(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(b"\xff\xfe")
    for arguments in (
        ("import_agreement", "nowhere.yaml"),
        ("import_agreement", str(wrong)),
        ("export_agreement", "SLA-999999"),
    ):
        with pytest.raises(CommandError):
            call_command(*arguments)
    assert not Target.objects.exists()


def test_credits_of_a_month_target_are_written_and_read(manager):
    text = OLA.replace("kind: ola", "kind: sla").replace("team: Desk", "customer: One")
    month = (
        "  - {metric: availability, calendar: Office, goal: 99.5, source: Probe,"
        " measuring_point: Mailbox, partial_weight: 50,"
        " formula: As usual, responsible: Lea Lead, credits: {0: 5 %}}\nsignatures:"
    )
    roles = text.replace("role: team_lead", "role: service_owner")
    customer = (
        "  - {role: customer, name: C, authority: Head,"
        " signed_on: 2026-01-01, reference: Folder 1}\n"
    )
    made = import_agreement(roles.replace("signatures:", month) + customer, **manager)
    version = made.agreement.versions.get()

    [target] = version.targets.filter(metric="availability")
    assert target.credit_rules.count() == 1
    written = export_agreement(version)
    assert "5 %" in written
    assert not import_agreement(written, **manager).has_changed
