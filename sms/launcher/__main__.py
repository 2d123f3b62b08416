"""`python -m sms.launcher up`, `… run [--temporary] [--bare] PROGRAM …`."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sms.launcher.console import LaunchError, say, whisper
from sms.launcher.environment import ROOT
from sms.launcher.portal import demo_wanted, run_portal
from sms.launcher.program import run_program
from sms.launcher.state import State, temporary_state

HIGHEST_PORT = 65535


def main(words: Sequence[str]) -> int:
    """Do what the words ask and return the exit status."""
    wish = _parser().parse_args(words)
    program = _after_dashes(wish)
    try:
        if wish.act == "up":
            return run_portal(_state(), _port(), demo_wanted() and not wish.no_demo)
        if wish.temporary:
            with temporary_state() as state:
                return run_program(state, program, _port(), not wish.bare)
        return run_program(_state(), program, _port(), not wish.bare)
    except LaunchError as error:
        whisper(f"\n{error}")
        return 1


def _after_dashes(wish: argparse.Namespace) -> list[str]:
    program: list[str] = getattr(wish, "program", [])
    return program[1:] if program[:1] == ["--"] else program


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev")
    acts = parser.add_subparsers(dest="act", required=True)
    up = acts.add_parser("up")
    up.add_argument("--no-demo", action="store_true", help="make no demonstration data")
    run = acts.add_parser("run")
    run.add_argument("--temporary", action="store_true")
    run.add_argument("--bare", action="store_true")
    run.add_argument("program", nargs=argparse.REMAINDER)
    return parser


def _state() -> State:
    return State(Path(os.environ.get("STATE_DIR") or ROOT / ".local"))


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise LaunchError(f"PORT must be a number up to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


class Ended(BaseException):
    """Somebody asked the launcher to end."""


def _end(number: int, frame: object) -> None:
    raise Ended(number)


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _end)
    try:
        status = main(sys.argv[1:])
    except Ended as ended:
        say("Stopped.")
        status = 0 if ended.args[0] == signal.SIGINT else 128 + ended.args[0]
    sys.exit(status)
