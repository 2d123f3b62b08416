"""`prepare` makes ready what a start needs, and may be repeated."""

import json

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_static_files_are_collected_under_the_name_of_their_content(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        },
    }
    for _ in range(2):
        call_command("prepare", verbosity=0)

    manifest = json.loads((tmp_path / "static/staticfiles.json").read_text())
    name = manifest["paths"]["django_htmx/htmx-2.min.js"]
    assert (tmp_path / "static" / name).exists()
