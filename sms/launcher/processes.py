"""Child processes that never outlive the launcher, however it ends."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sms.launcher.console import LaunchError, whisper
from sms.orphans import die_with

LOG_LIMIT = 10_000_000
TAIL = 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to start a process, and by which signals to end it."""

    name: str
    argv: Sequence[str]
    log: Path | None = None
    stop: signal.Signals = signal.SIGTERM
    # Sent by the kernel when the launcher is gone: a quick end, not a polite one.
    orphaned: signal.Signals = signal.SIGTERM
    patience: float = 10
    stdin: bytes = b""
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Child:
    recipe: Recipe
    process: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        """Return whether the process is gone."""
        return self.process.poll() is not None

    def end(self) -> None:
        """Ask the process to end, and insist after its patience is over."""
        if self.has_ended():
            return
        self.process.send_signal(self.recipe.stop)
        try:
            self.process.wait(self.recipe.patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self) -> str:
        """Return the end of its log, to show why it stopped."""
        if self.recipe.log is None or not self.recipe.log.exists():
            return ""
        lines = self.recipe.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(lines.splitlines()[-TAIL:])


class Household:
    """The running children; leaving it ends them, the latest first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        self.children: list[Child] = []
        self.after_end: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _already_stopping)
        while self.children:
            self.children.pop().end()
        for tidy in self.after_end:
            tidy()

    def start(self, recipe: Recipe) -> Child:
        """Start a process in a session of its own, so that Ctrl-C reaches us alone."""
        child = spawn(recipe, self.env)
        self.children.append(child)
        return child

    def ended(self) -> Child | None:
        """Return a child that ended by itself, if there is one."""
        return next((child for child in self.children if child.has_ended()), None)

    def complete(self, recipe: Recipe) -> None:
        """
        Run a process to its end.

        :raises LaunchError: if it fails
        """
        child = self.start(recipe)
        status = child.process.wait()
        self.children.remove(child)
        if status != 0:
            whisper(child.last_words())
            raise LaunchError(f"{recipe.name} failed (exit status {status}).")


def _already_stopping(number: int, frame: object) -> None:
    pass


def spawn(recipe: Recipe, env: Mapping[str, str], foreground: bool = False) -> Child:
    """
    Start a process that dies with the launcher.

    In the foreground it keeps our terminal, input and output.
    """
    options: dict[str, object] = {}
    log = None
    if not foreground:
        options = {"start_new_session": True, "stdin": subprocess.PIPE}
        if recipe.log is not None:
            log = _open_log(recipe.log)
            options |= {"stdout": log, "stderr": subprocess.STDOUT}
    launcher = os.getpid()

    def before_exec() -> None:
        die_with(launcher, recipe.orphaned)

    process = subprocess.Popen(  # type: ignore[call-overload]
        list(recipe.argv),
        env={**env, **recipe.env},
        preexec_fn=before_exec,
        **options,
    )
    if log is not None:
        log.close()
    if process.stdin is not None:
        process.stdin.write(recipe.stdin)
        process.stdin.close()
    return Child(recipe, process)


def _open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_long = path.exists() and path.stat().st_size > LOG_LIMIT
    return path.open("wb" if is_long else "ab")
