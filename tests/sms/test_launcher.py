"""The launcher, with real servers in a data folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sms.demo import world
from sms.launcher.environment import Servers, environment
from sms.launcher.portal import DEMO_ZONE, WORKERS
from sms.launcher.postgres_server import remove_stale_pid
from sms.launcher.redis_server import free_port
from sms.launcher.state import Running, State

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "SITE_URL", "TIME_ZONE"}
# Works once: the second time the table is there.
KEEP = (
    'python -c "import os, psycopg2;'
    " c = psycopg2.connect(os.environ['DATABASE_URL']);"
    " c.cursor().execute('CREATE TABLE kept (x int)'); c.commit()\""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def launch(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started = []
    env = {name: value for name, value in os.environ.items() if name not in GIVEN}
    env |= {"STATE_DIR": str(folder), "PORT": str(free_port()), "DEMO": "0"}

    def start(*words: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "sms.launcher", *words]
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=60)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def processes_on(folder: Path) -> list[str]:
    """Return the command lines of all processes that work in the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            surroundings = path.read_bytes()
            command = path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        is_launcher = b"sms.launcher" in command
        if not is_launcher and os.fsencode(folder) in surroundings + command:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def leader_of(word: str, folder: Path) -> int:
    """Return the process of that command line whose parent has another one."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if os.fsencode(folder) in path.read_bytes():
                words = path.with_name("cmdline").read_bytes().split(b"\0")
                if word.encode() in words:
                    fields = path.with_name("stat").read_text().rpartition(")")[2]
                    found[int(path.parent.name)] = int(fields.split()[1])
    (leader,) = [pid for pid, parent in found.items() if parent not in found]
    return leader


def announced(folder: Path) -> dict[str, object]:
    path = folder / "running.json"
    return json.loads(path.read_text()) if path.exists() else {}


def page(address: object, path: str) -> bytes:
    try:
        with urllib.request.urlopen(f"{address}{path}") as answer:
            content: bytes = answer.read()
    except urllib.error.HTTPError:
        return b""
    return content


def hear(launcher: subprocess.Popen[str], words: str) -> None:
    assert launcher.stdout is not None
    for line in launcher.stdout:
        if words in line:
            return
    raise AssertionError(f"It ended without saying {words!r}.")


def kill(launcher: subprocess.Popen[str], folder: Path) -> None:
    launcher.kill()
    launcher.communicate()
    until(lambda: processes_on(folder) == [], seconds=15)


def test_a_program_ends_with_its_own_exit_status(launch):
    ended = launch("run", "--bare", "bash", "-c", "echo $REDIS_URL; exit 7")
    output, _ = ended.communicate()

    assert ended.returncode == 7
    # Only the program speaks on standard output.
    assert output.startswith("redis://")
    assert len(output.splitlines()) == 1


def test_a_program_that_is_not_there_is_named(launch):
    ended = launch("run", "--temporary", "--bare", "no-such-program")
    _, aside = ended.communicate()

    assert ended.returncode == 127
    assert "no-such-program: command not found" in aside


def test_a_killed_run_leaves_nothing_and_loses_nothing(launch, folder):
    busy = f"{KEEP} && touch $STATE_DIR/did && exec sleep 300"
    killed = launch("run", "--bare", "bash", "-c", busy)
    until((folder / "did").exists)
    kill(killed, folder)
    again = launch("run", "--bare", "bash", "-c", KEEP)
    _, aside = again.communicate()

    assert again.returncode == 1
    assert "already exists" in aside


def test_the_portal_starts_once_survives_a_kill_and_stops_on_demand(launch, folder):
    State(folder).folder.joinpath("signins.txt").write_text("agent@example.org\n")
    first = launch("up")
    hear(first, "ready at")
    hear(first, "agent@example.org")
    address = announced(folder)["address"]
    assert page(address, "/healthz") == b"ok\n"
    until(lambda: page(address, "/readyz"))

    second = launch("up")
    assert "One is running already" in second.communicate()[1]
    assert second.returncode == 1

    assert launch("run", "bash", "-c", KEEP).wait() == 0

    kill(first, folder)
    third = launch("up")
    hear(third, "ready at")
    assert launch("run", "bash", "-c", KEEP).wait() == 1
    third.send_signal(signal.SIGINT)
    assert "Stopped." in third.communicate()[0]
    assert third.returncode == 0
    assert processes_on(folder) == []
    assert not (folder / "running.json").exists()


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_that_is_gone_stops_the_portal(launch, folder, name):
    portal = launch("up")
    hear(portal, "ready at")
    until(lambda: page(announced(folder)["address"], "/readyz"))
    os.kill(leader_of(f"{name}@%h", folder), signal.SIGKILL)
    _, aside = portal.communicate(timeout=60)

    assert f"{name} has stopped" in aside
    assert portal.returncode != 0
    assert processes_on(folder) == []


def test_what_is_set_already_reaches_every_part(tmp_path, monkeypatch):
    monkeypatch.setenv("TIME_ZONE", "Europe/Berlin")

    told = environment(State(tmp_path), Servers("postgres:///x", "redis://x"), 8000)

    assert told["TIME_ZONE"] == "Europe/Berlin"


def test_the_demonstration_is_at_home_where_its_provider_is(tmp_path, monkeypatch):
    monkeypatch.delenv("TIME_ZONE", raising=False)
    fresh, used = State(tmp_path / "fresh"), State(tmp_path / "used")
    used.secret()
    zones = []
    for state in (fresh, used):
        state.settle_in(DEMO_ZONE)
        told = environment(state, Servers("postgres:///x", "redis://x"), 8000)
        zones.append(told["TIME_ZONE"])

    assert zones == [world.PROVIDER_ORGANISATION.zone, "UTC"]


def test_a_note_with_the_number_of_another_process_is_removed(tmp_path):
    note = tmp_path / "postmaster.pid"
    # Our own number: alive, but no database server.
    note.write_text(f"{os.getpid()}\n{tmp_path}\n")

    remove_stale_pid(tmp_path)

    assert not note.exists()


def test_the_secret_is_made_once_and_for_nobody_else(tmp_path):
    secret = State(tmp_path).secret()

    assert State(tmp_path).secret() == secret
    assert len(secret) >= 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_only_one_owns_a_data_folder(tmp_path):
    with State(tmp_path).owned() as first, State(tmp_path).owned() as second:
        assert (first, second) == (True, False)
    with State(tmp_path).owned() as again:
        assert again


def test_what_a_killed_owner_left_behind_is_tidied_up(tmp_path):
    left = tmp_path / "socket"
    left.mkdir()
    state = State(tmp_path / "state")
    state.announce(Running(1, "up", "", "", socket_folder=str(left)))

    state.withdraw()

    assert not left.exists()
    assert state.announced() is None
