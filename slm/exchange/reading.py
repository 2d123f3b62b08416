"""Reading values of a file by their paths, and collecting what is wrong with them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calendars.hours import Budget
from slm.durations import parse_budget
from slm.exchange.problems import Problem

NOTHING = Budget()


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the file, with its path; every question asked of it is answered."""

    path: str
    data: Any
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        """Note what is wrong with it."""
        self.problems.append(Problem(self.path, text))

    @property
    def is_given(self) -> bool:
        return self.data is not None

    def keys(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Note every key that is missing or unknown."""
        given = self._mapping()
        for name in required:
            if given.get(name) is None:
                self.at(name).wrong(_("is missing"))
        for name in given:
            if name not in required and name not in optional:
                self.at(str(name)).wrong(_("is not a key that is known here"))

    def at(self, name: str) -> "Value":
        """Return the value of a key."""
        path = f"{self.path}.{name}" if self.path else name
        data = self.data.get(name) if isinstance(self.data, dict) else None
        return Value(path, data, self.problems)

    def pairs(self) -> Iterator[tuple[Any, "Value"]]:
        """Walk through keys and values of a mapping."""
        for key, data in self._mapping().items():
            yield key, Value(f"{self.path}.{key}", data, self.problems)

    def items(self) -> Iterator["Value"]:
        """Walk through a list."""
        if self.data is None:
            return
        if not isinstance(self.data, list):
            self.wrong(_("must be a list"))
            return
        for place, data in enumerate(self.data):
            yield Value(f"{self.path}[{place}]", data, self.problems)

    def text(self, max_length: int = 150) -> str:
        if self.data is None:
            return ""
        if not isinstance(self.data, str) or not self.data.strip():
            self.wrong(_("must be a text"))
            return ""
        if len(self.data) > max_length:
            self.wrong(_("is longer than %s characters") % max_length)
        return self.data.strip()

    def one_of(self, values: Collection[str]) -> str:
        found = self.text()
        if found and found not in values:
            self.wrong(
                _("“%(value)s” is none of: %(values)s")
                % {"value": found, "values": ", ".join(values)}
            )
        return found

    def day(self) -> date | None:
        if self.data is None:
            return None
        try:
            return date.fromisoformat(self.data)
        except (TypeError, ValueError):
            self.wrong(_("“%s” is not a day like 2026-12-31") % self.data)
            return None

    def whole(self) -> int:
        if isinstance(self.data, int) and not isinstance(self.data, bool):
            return self.data
        self.wrong(_("must be a whole number"))
        return 0

    def positive(self) -> int | None:
        """Return a whole number of at least one, nothing if none is given."""
        if self.data is None:
            return None
        found = self.whole()
        if isinstance(self.data, int) and found < 1:
            self.wrong(_("must be at least 1"))
        return found

    def is_true(self) -> bool:
        if self.data is not None and not isinstance(self.data, bool):
            self.wrong(_("must be true or false"))
        return self.data is True

    def count(self) -> int | None:
        """Return a whole number of things, if one is given."""
        if self.data is None:
            return None
        found = self.whole()
        if not 0 <= found < 2**31:
            self.wrong(_("must not be negative, nor beyond two thousand million"))
        return found

    def number(self) -> Decimal | None:
        """Return a number from nought on, if one is given."""
        if self.data is None:
            return None
        try:
            found = Decimal(str(self.data))
        except InvalidOperation:
            found = Decimal(-1)
        if not 0 <= found < Decimal(10) ** 11 or found != round(found, 3):
            self.wrong(_("must be a number of at most three decimal places"))
            return Decimal(0)
        return found

    def percentage(self, default: int) -> Decimal:
        if self.data is None:
            return Decimal(default)
        try:
            found = Decimal(str(self.data))
        except InvalidOperation:
            found = Decimal(-1)
        if not 0 <= found <= 100 or found != round(found, 2):
            self.wrong(_("must be a percentage from 0 to 100"))
        return found

    def budget(self) -> Budget:
        try:
            return parse_budget(self.text())
        except ValidationError as error:
            self.wrong(error.messages[0])
            return NOTHING

    def _mapping(self) -> dict[Any, Any]:
        if isinstance(self.data, dict):
            return self.data
        if self.data is not None:
            self.wrong(_("must have keys"))
        return {}
