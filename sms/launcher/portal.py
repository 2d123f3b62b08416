"""`up`: the whole portal on one machine, in the foreground until Ctrl-C."""

import os
import shutil
import signal
import socket
import sys
import time

from sms.launcher.console import LaunchError, say, step, whisper
from sms.launcher.environment import (
    ROOT,
    Servers,
    environment,
    given_servers,
    start_servers,
)
from sms.launcher.processes import Child, Household, Recipe
from sms.launcher.state import Running, State
from sms.probe import answers

READY_TIMEOUT = 90
# Documents take minutes: they must not keep clocks and mail waiting.
WORKERS = {"worker": ("default,clocks", 2), "documents": ("documents", 1)}
SEEDING = "demonstration data"
# Where the demonstration's provider is at home.
DEMO_ZONE = "Europe/Berlin"


def run_portal(state: State, port: int, with_demo: bool) -> int:
    """
    Start everything, say so, and watch over it until somebody ends it.

    :raises LaunchError: if the portal runs already or a part does not start
    """
    with state.owned() as is_ours:
        if not is_ours:
            raise LaunchError(_who_runs(state))
        state.withdraw()
        _refuse_taken_port(port)
        if with_demo:
            state.settle_in(DEMO_ZONE)
        say("Starting SMS Portal")
        with Household(os.environ) as household:
            with step("Starting the databases"):
                servers = start_servers(state, household)
            household.env = environment(state, servers, port)
            _announce(state, servers, port)
            prepare(household, state)
            _start_parts(household, state, port)
            if with_demo:
                household.start(_seeding(state))
            _say_ready(state, port)
            return _watch(household, state)


def _who_runs(state: State) -> str:
    running = state.announced()
    if running is None or not running.command:
        return f"Another launcher is just starting on {state.folder}."
    where = f" at {running.address}" if running.address else ""
    return (
        f"One is running already{where}: `./dev {running.command}`, process"
        f" {running.pid}, on {state.folder}. Stop it first, or choose another"
        " STATE_DIR and PORT."
    )


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_host(), port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} cannot be used ({error.strerror}). Choose another:"
                " PORT=8080 ./dev up"
            ) from error


def bind_host() -> str:
    """Return the address to listen on: this machine only, unless told otherwise."""
    return os.environ.get("BIND", "127.0.0.1")


def _announce(state: State, servers: Servers, port: int) -> None:
    state.announce(
        Running(
            os.getpid(),
            "up",
            servers.database_url,
            servers.redis_url,
            f"http://localhost:{port}",
            servers.socket_folder,
        )
    )


def prepare(household: Household, state: State) -> None:
    """Bring database, static files and translations up to date."""
    argv = [sys.executable, str(ROOT / "manage.py"), "prepare"]
    with step("Preparing database, static files and translations"):
        household.complete(Recipe("prepare", argv, state.log("prepare")))


def _start_parts(household: Household, state: State, port: int) -> None:
    with step("Starting web, workers and timetable"):
        pages, *_others = [household.start(part) for part in parts(state, port)]
        _await_first_page(pages, port)


def parts(state: State, port: int) -> list[Recipe]:
    """Return how to start the web server, the workers and the timetable."""
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "--config", "python:sms.gunicorn"]
    web += ["--bind", f"{bind_host()}:{port}", "sms.wsgi"]
    beat = [*python, "celery", "--app", "sms", "beat", "--pidfile="]
    beat += ["--schedule", str(state.folder / "beat-schedule")]
    return [
        Recipe(
            "web", web, state.log("web"), orphaned=signal.SIGQUIT, env=_metrics(state)
        ),
        *[_worker(name, state) for name in WORKERS],
        Recipe("beat", beat, state.log("beat")),
    ]


def _worker(name: str, state: State) -> Recipe:
    queues, processes = WORKERS[name]
    argv = [sys.executable, "-m", "celery", "--app", "sms", "worker"]
    argv += ["--hostname", f"{name}@%h", "--queues", queues]
    argv += ["--concurrency", str(processes), "--max-tasks-per-child", "50"]
    argv += ["--without-gossip", "--without-mingle"]
    # Asked to end without its Redis, it may wait for ever.
    return Recipe(name, argv, state.log(name), orphaned=signal.SIGKILL)


def _metrics(state: State) -> dict[str, str]:
    # Where the web processes add up what they count; empty at every start.
    folder = state.folder / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def _await_first_page(web: Child, port: int) -> None:
    deadline = time.monotonic() + READY_TIMEOUT
    while not answers(port):
        if web.has_ended() or time.monotonic() > deadline:
            whisper(web.last_words())
            raise LaunchError("The web server does not answer; see the log above.")
        time.sleep(0.05)


def _seeding(state: State) -> Recipe:
    argv = [sys.executable, str(ROOT / "manage.py"), "seed_demo"]
    return Recipe(SEEDING, argv, state.log("seed_demo"))


def demo_wanted() -> bool:
    """Return whether to make demonstration data: by default in our own database."""
    if not (ROOT / "sms/management/commands/seed_demo.py").exists():
        return False
    wanted = os.environ.get("DEMO", "" if given_servers()[0] else "1")
    return wanted.lower() in {"1", "true", "yes", "on"}


def sign_ins(state: State) -> str:
    """Return the demonstration's sign-ins as the seeding wrote them down."""
    path = state.folder / "signins.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _say_ready(state: State, port: int) -> None:
    say(f"\nSMS Portal is ready at http://localhost:{port}")
    say(f"Data and logs: {state.folder}. Ctrl-C stops everything.")
    if sign_ins(state):
        _say_sign_ins(state)


def _say_sign_ins(state: State) -> None:
    say(f"\nSign in for the demonstration as:\n{sign_ins(state)}")


def _watch(household: Household, state: State) -> int:
    is_said = bool(sign_ins(state))
    while True:
        time.sleep(0.5)
        if not is_said and sign_ins(state):
            _say_sign_ins(state)
            is_said = True
        ended = household.ended()
        if ended is None:
            continue
        household.children.remove(ended)
        if ended.recipe.name == SEEDING and ended.process.returncode == 0:
            continue
        whisper(ended.last_words())
        if ended.recipe.name != SEEDING:
            raise LaunchError(f"{ended.recipe.name} has stopped; see the log above.")
        whisper("The demonstration data are incomplete; ./dev up goes on with them.")
