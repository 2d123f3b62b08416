import re
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.core.exceptions import BadRequest, PermissionDenied
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.views import defaults

from sms.design import samples

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STYLES = set((TEMPLATES.parent / "static" / "css").glob("*.css"))
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
OURS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.fixture
def shown(client, db) -> str:
    """All pages of the style guide, one after the other."""
    paths = ("", "queue/", "record/", "form/", "dashboard/", "portal/")
    return "".join(client.get(f"/design/{path}").content.decode() for path in paths)


@pytest.mark.parametrize("name", OURS)
def test_every_template_compiles(name):
    assert get_template(name) is not None


# Mail is read outside of our pages, where no style sheet of ours reaches.
@pytest.mark.parametrize(
    "name", [name for name in OURS if not name.startswith("email/")]
)
def test_no_template_holds_inline_style_or_script(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", source)


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_what_it_needs(name):
    source = (TEMPLATES / "components" / name).read_text(encoding="utf-8")

    assert source.startswith("{# Needs: ")


@pytest.mark.urls("tests.design_urls")
def test_the_style_page_shows_every_state_of_a_clock_in_words(shown):
    for words in ("On track", "At risk", "Breached", "Paused", "Met"):
        assert f"<strong>{words}</strong>" in shown


@pytest.mark.urls("tests.design_urls")
def test_clocks_say_how_much_of_the_service_time_is_left(shown):
    assert "2 h 10 min left of 4 h" in shown
    assert "1 h 15 min over 4 h" in shown


@pytest.mark.urls("tests.design_urls")
def test_ids_are_unique_on_a_page(client, db):
    for path in ("", "queue/", "record/", "form/", "dashboard/", "portal/"):
        page = client.get(f"/design/{path}").content.decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


def test_a_form_with_errors_keeps_the_input_and_leads_to_the_fields():
    html = str(samples.IncidentForm({"caller": "Ada Berg"}))

    assert 'value="Ada Berg"' in html
    assert '<a href="#id_service">Service</a>: This field is required.' in html
    assert 'aria-describedby="id_service_error"' in html
    assert 'id="id_service_error"' in html


@pytest.mark.django_db
def test_a_form_with_passwords_does_not_claim_to_have_kept_them(client):
    page = client.post("/accounts/login/", {"login": "x"}).content.decode()

    assert "Nothing was changed. Please put this right:" in page
    assert "still here" not in page


def test_a_form_without_input_shows_no_errors():
    assert "error-summary" not in str(samples.IncidentForm())


def test_optional_fields_are_marked():
    html = str(samples.IncidentForm())

    assert html.count("(optional)") == 2


def test_text_of_users_is_escaped_in_a_timeline_event():
    html = render_to_string(
        "components/timeline_entry.html",
        {"kind": "event", "author": "<b>x</b>", "text": "<i>y</i>", "at": None},
    )

    assert "&lt;b&gt;x" in html
    assert "&lt;i&gt;y" in html


@pytest.mark.parametrize(
    ("level", "tone"), [("success", "track"), ("error", "breached"), ("info", "")]
)
def test_messages_wear_the_tone_of_their_level(level, tone):
    message = {"level_tag": level, "level": constants.INFO}
    html = render_to_string("components/messages.html", {"messages": [message]})

    assert (f"tone-{tone}" in html) == bool(tone)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "error", "status"),
    [
        (defaults.bad_request, BadRequest(), 400),
        (defaults.permission_denied, PermissionDenied(), 403),
        (defaults.page_not_found, Exception(), 404),
    ],
)
def test_error_pages_say_that_nothing_was_changed(view, error, status, requester):
    request = RequestFactory().get("/somewhere/")
    request.user = requester
    response = view(request, error)

    assert response.status_code == status
    assert b"Nothing was changed" in response.content


def test_the_page_for_our_own_faults_needs_nothing():
    response = defaults.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"Something broke on our side" in response.content


def test_every_brace_of_the_styles_is_closed_once():
    for sheet in sorted(STYLES):
        text = sheet.read_text(encoding="utf-8")
        assert text.count("{") == text.count("}"), sheet.name


def test_the_styles_stay_small():
    # What sets paper is never sent to a browser.
    paper = {"agreement.css", "pack.css", "paper.css", "pdf.css", "wide.css"}
    sheets = {sheet for sheet in STYLES if sheet.name not in paper}

    assert sum(sheet.stat().st_size for sheet in sheets) < 40_000
