import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.urls import reverse
from django.utils import translation

from accounts.models import Person
from incidents.services import start_incident, take_incident

ROOT = Path(portal.BASE_DIR)
GERMAN = Path("locale/de/LC_MESSAGES/django.po")
LEFT_OUT = shutil.ignore_patterns(
    ".*", "tests", "benchmarks", "static*", "docs", "__pycache__", "*.mo"
)
GATHER = "makemessages -l de --add-location file --no-wrap --no-obsolete"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")


def tool(*words: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout


def left(*wish: str, catalogue: Path = ROOT / GERMAN) -> str:
    return tool("msgattrib", "--no-obsolete", *wish, catalogue)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("locale")
    target = folder / "de" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    tool("msgfmt", "--check", "-o", target, ROOT / GERMAN)
    return folder


@pytest.fixture
def german(settings, compiled) -> None:
    settings.LOCALE_PATHS = [compiled]


def test_every_message_is_translated():
    assert left("--untranslated") == ""


def test_no_translation_is_a_guess():
    assert left("--only-fuzzy") == ""


def test_placeholders_are_the_same_in_both_languages(compiled):
    with (compiled / "de" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        words = vars(gettext.GNUTranslations(file))["_catalog"]
    different = [
        english
        for english, told in words.items()
        # Of plurals msgfmt itself has compared each form.
        if isinstance(english, str)
        and set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(told))
    ]
    assert len(words) > 1000
    assert different == []


def test_the_catalogue_has_every_message_of_the_source_and_no_other(tmp_path):
    copy = tmp_path / "source"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    tool(sys.executable, "manage.py", *GATHER.split(), cwd=copy)
    gathered = copy / GERMAN
    assert left("--untranslated", catalogue=gathered) == ""
    assert left("--only-fuzzy", catalogue=gathered) == ""
    assert messages(gathered) == messages(ROOT / GERMAN)


def messages(catalogue: Path) -> set[str]:
    plain = tool("msgcat", "--no-location", "--no-wrap", catalogue)
    return {block for block in plain.split("\n\n")[1:] if block.strip()}


def test_months_are_months(german):
    with translation.override("de"):
        assert translation.gettext("May") == "Mai"
        assert translation.gettext("may") == "Mai"


def test_the_sign_in_page_is_german(german, db, client):
    page = client.get("/accounts/login/", headers={"accept-language": "de"})
    assert '<html lang="de"' in page.text
    assert "Anmelden" in page.text


@pytest.mark.parametrize(
    ("who", "address", "heading"),
    [
        ("requester", "portal_home", "Wie können wir helfen?"),
        ("agent", "incident_list", "Warteschlange"),
        ("service_level_manager", "agreement_list", "Vereinbarungen"),
    ],
)
def test_pages_are_german_for_who_reads_german(
    german, client, cast, who, address, heading
):
    Person.objects.filter(user=cast[who]).update(language="de")
    client.force_login(cast[who])
    page = client.get(reverse(address))
    assert '<html lang="de"' in page.text
    assert re.search(rf"<h1[^>]*>\s*{re.escape(heading)}", page.text)


def test_the_verb_agrees_with_who_did_it(
    german, client, requester, agent, incident, noon
):
    take_incident(number=incident.number, actor=agent, at=noon)
    start_incident(number=incident.number, actor=agent, at=noon)
    Person.objects.filter(user=requester).update(language="de")
    client.force_login(requester)
    page = client.get(reverse("portal_record", args=[incident.number]))
    assert re.search(r"Rita Requester</b>\s+(<span>)?hat es gemeldet", page.text)
    assert re.search(r"Wir</b>\s+(<span>)?haben mit der Arbeit begonnen", page.text)
