"""The environment in which everything that the launcher starts runs."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from sms.launcher.postgres_server import PostgresServer
from sms.launcher.processes import Household
from sms.launcher.redis_server import start_redis
from sms.launcher.state import Running, State

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


@dataclass(frozen=True, slots=True)
class Servers:
    database_url: str
    redis_url: str
    socket_folder: str = ""


def given_servers() -> tuple[str, str]:
    """Return the addresses of databases that somebody else runs, or nothing."""
    return os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")


def environment(state: State, servers: Servers, port: int) -> dict[str, str]:
    """Return the variables for the portal's processes; what is set already wins."""
    chosen = {
        "SECRET_KEY": state.secret(),
        "ALLOWED_HOSTS": LOCAL_HOSTS,
        "SITE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "sms.settings",
        "TIME_ZONE": state.time_zone(),
        **os.environ,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "STATE_DIR": str(state.folder),
        "PORT": str(port),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }
    # Compiled modules more than halve the time to the first page.
    chosen["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    return chosen


def start_servers(state: State, household: Household) -> Servers:
    """Start the databases that are not given."""
    database_url, redis_url = given_servers()
    postgres = None
    if not database_url:
        postgres = PostgresServer(state, household)
        database_url = postgres.url
    socket_folder = str(postgres.socket) if postgres else ""
    # Written first, so that the folder is found even if we are killed just now.
    state.announce(Running(os.getpid(), "", "", "", socket_folder=socket_folder))
    household.after_end.append(state.withdraw)
    if postgres:
        postgres.start()
    if not redis_url:
        redis_url = start_redis(state, household)
    return Servers(database_url, redis_url, socket_folder)
