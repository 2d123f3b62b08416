"""`run`: somebody's program with databases around it, and its exit status."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from sms.launcher.console import LaunchError, whisper
from sms.launcher.environment import Servers, environment, given_servers, start_servers
from sms.launcher.portal import prepare
from sms.launcher.processes import Household, Recipe, spawn
from sms.launcher.state import Running, State

NOT_EXECUTABLE, NOT_FOUND, BY_SIGNAL = 126, 127, 128


def run_program(state: State, argv: Sequence[str], port: int, prepared: bool) -> int:
    """
    Run a program in the portal's environment and return its exit status.

    Starts the databases, unless the portal runs: then it shares them.
    """
    with state.owned() as is_ours:
        if not is_ours:
            return _visit(state, argv, port)
        state.withdraw()
        with Household(os.environ) as household:
            servers = start_servers(state, household)
            household.env = environment(state, servers, port)
            state.announce(_running(servers))
            if prepared:
                prepare(household, state)
            status = _run(argv, household.env)
            state.await_visitors()
            return status


def _running(servers: Servers) -> Running:
    return Running(
        os.getpid(),
        "run",
        servers.database_url,
        servers.redis_url,
        socket_folder=servers.socket_folder,
    )


def _visit(state: State, argv: Sequence[str], port: int) -> int:
    running = state.announced()
    if running is None or not running.database_url:
        raise LaunchError(f"Another launcher is just starting on {state.folder}.")
    database_url, redis_url = given_servers()
    servers = Servers(
        database_url or running.database_url, redis_url or running.redis_url
    )
    with state.visited():
        return _run(argv, environment(state, servers, port))


def _run(argv: Sequence[str], env: Mapping[str, str]) -> int:
    recipe = Recipe(argv[0], argv, orphaned=signal.SIGTERM)
    try:
        child = spawn(recipe, env, foreground=True)
    except FileNotFoundError:
        whisper(f"{argv[0]}: command not found")
        return NOT_FOUND
    except (PermissionError, OSError) as error:
        whisper(f"{argv[0]}: {error.strerror}")
        return NOT_EXECUTABLE
    _pass_signals_to(child.process)
    status = child.process.wait()
    return status if status >= 0 else BY_SIGNAL - status


def _pass_signals_to(process: subprocess.Popen[bytes]) -> None:
    def pass_on(number: int, frame: object) -> None:
        # The terminal sends Ctrl-C to the program too; it decides what to do.
        if number != signal.SIGINT:
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
