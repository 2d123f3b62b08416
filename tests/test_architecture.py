"""About the code itself: directions, names, and what every part must have."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
OURS = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
# Put together here, lest this file find itself.
HOSTS = [f"{name}.{ending}" for name, ending in (("pypi", "org"), ("npmjs", "com"))]
HOSTS += ["python" + "hosted", "index" + "-url", "find" + "-links", "unpkg" + ".com"]
MACHINE_PATHS = [f"/{folder}/" for folder in ("root", "home", "work", "Users")]


def contracts() -> dict[str, Any]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    linter: dict[str, Any] = config["tool"]["importlinter"]
    return linter


def app_layers() -> list[str]:
    """Read the order of apps, lowest first, from the contract the linter enforces."""
    layers = contracts()["contracts"][0]["layers"]
    return [name.strip() for layer in reversed(layers) for name in layer.split("|")]


def our_files() -> list[Path]:
    """List what is, or would be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        path for name in listed.stdout.split("\n") if (path := ROOT / name).is_file()
    ]


def test_foreign_keys_point_downwards():
    # The import linter cannot see relations declared by name ("slm.Clock").
    rank = {label: height for height, label in enumerate(app_layers())}
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and field.concrete and field.related_model
        if rank.get(model._meta.app_label, 99)
        < rank.get(field.related_model._meta.app_label, -1)
    ]
    assert upward == []


@pytest.mark.parametrize("label", [config.label for config in OURS])
def test_every_app_is_under_every_contract(label):
    linter = contracts()
    directions, rooms = linter["contracts"][:2]

    assert label in linter["root_packages"]
    assert label in app_layers()
    assert directions["type"] == rooms["type"] == "layers"
    # The project's own package is wiring, not an app with rooms.
    assert label in [*rooms["containers"], "sms"]


def test_apps_are_installed_in_the_order_of_their_layers():
    order = app_layers()

    assert [config.label for config in OURS] == sorted(
        (config.label for config in OURS), key=order.index
    )


def test_every_command_has_a_test():
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    commands = [
        path.stem
        for path in ROOT.glob("*/management/commands/*.py")
        if path.stem != "__init__"
    ]
    assert [name for name in commands if f'"{name}"' not in tests] == []


def test_every_template_compiles():
    folders = [ROOT / "templates", *(Path(app.path) / "templates" for app in OURS)]
    names = [
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*.*")
    ]
    for name in names:
        assert get_template(name)


def test_migrations_are_named_for_what_they_do():
    nameless = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/migrations/[0-9]*.py")
        if re.search(r"_auto_|_alter_\w+_and_more|^\d+\.py$", path.name)
    ]
    assert nameless == []


def test_no_file_names_a_package_host_or_a_place_on_somebodys_machine():
    words = re.compile("|".join(map(re.escape, HOSTS + MACHINE_PATHS)))
    found = []
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in words.findall(text)]
    assert found == []
