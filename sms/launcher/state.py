"""The data folder: who owns it now, where its servers listen, its secret."""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sms.launcher.console import LaunchError, whisper

TEMPORARY_PREFIX = "sms-temporary-"
SECRET, ZONE = "secret-key", "time-zone"


@dataclass(frozen=True, slots=True)
class Running:
    """What the owner of a data folder tells others about itself."""

    pid: int
    command: str
    database_url: str
    redis_url: str
    address: str = ""
    socket_folder: str = ""


class State:
    def __init__(self, folder: Path, is_temporary: bool = False) -> None:
        self.folder = folder.expanduser().resolve()
        self.is_temporary = is_temporary
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def log(self, name: str) -> Path:
        """Return where the named process writes its log."""
        return self.folder / "logs" / f"{name}.log"

    @contextmanager
    def owned(self) -> Iterator[bool]:
        """
        Hold the folder if nobody else does; yield whether we do.

        The lock is the kernel's: it is free again once its holder is dead.
        """
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    @contextmanager
    def visited(self) -> Iterator[None]:
        """Tell the owner that its servers are in use by us too."""
        with (self.folder / "visitors").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    def await_visitors(self) -> None:
        """Wait until nobody else uses our servers."""
        with (self.folder / "visitors").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                whisper("  Another ./dev run still uses the servers; waiting for it …")
                fcntl.flock(lock, fcntl.LOCK_EX)

    def announce(self, running: Running) -> None:
        """Write down where our servers listen."""
        write_private(self.folder / "running.json", json.dumps(asdict(running)))

    def announced(self) -> Running | None:
        """Return what the present or the last owner wrote down."""
        path = self.folder / "running.json"
        if not path.exists():
            return None
        return Running(**json.loads(path.read_text(encoding="utf-8")))

    def withdraw(self) -> None:
        """Forget the last owner and the socket folder that it left behind."""
        last = self.announced()
        if last is None:
            return
        if last.socket_folder:
            shutil.rmtree(last.socket_folder, ignore_errors=True)
        (self.folder / "running.json").unlink()

    def settle_in(self, time_zone: str) -> None:
        """Keep the zone of the provider who is about to move into a new folder."""
        if not (self.folder / SECRET).exists():
            write_private(self.folder / ZONE, time_zone)

    def time_zone(self) -> str:
        """Return the zone that the folder's provider settled in with, or UTC."""
        path = self.folder / ZONE
        return path.read_text(encoding="utf-8").strip() if path.exists() else "UTC"

    def secret(self) -> str:
        """Return the folder's own secret key, made at first use."""
        path = self.folder / SECRET
        if not path.exists():
            write_private(path, secrets.token_urlsafe(64))
        return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, at once or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.rename(path)


@contextmanager
def temporary_state() -> Iterator[State]:
    """Lend a data folder that is gone afterwards."""
    _sweep_up()
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX))
    try:
        yield State(folder, is_temporary=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_up() -> None:
    # What a killed test run could not remove itself.
    for folder in Path(tempfile.gettempdir()).glob(f"{TEMPORARY_PREFIX}*"):
        if folder.stat().st_uid != os.getuid() or not (folder / "lock").exists():
            continue
        state = State(folder)
        with state.owned() as is_ours:
            if is_ours:
                state.withdraw()
                shutil.rmtree(folder, ignore_errors=True)


def short_temporary_folder() -> Path:
    """
    Make a folder whose path leaves room for a socket's name.

    :raises LaunchError: if not even /tmp can be written to
    """
    base = tempfile.gettempdir()
    if len(base) > 60:
        base = "/tmp"  # noqa: S108
    try:
        return Path(tempfile.mkdtemp(prefix="sms-", dir=base))
    except OSError as error:
        raise LaunchError(f"No temporary folder can be made: {error}.") from error
