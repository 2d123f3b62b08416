"""What a state of a record means to clocks, queues and the portal."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from core.lifecycle import Lifecycle, Transition
from records.choices import Phase, WaitingFor


@dataclass(frozen=True, slots=True)
class Standing:
    """The phase of a state, and for whom or what a waiting one waits."""

    phase: Phase
    waiting_for: WaitingFor | None = None


class RecordLifecycle(Lifecycle):
    """A lifecycle whose every state declares its standing."""

    def __init__(
        self, standings: Mapping[str, Standing], *transitions: Transition
    ) -> None:
        super().__init__(*transitions)
        self._standings = dict(standings)
        self._labels = {str(state): label_of(state) for state in standings}

    def standing(self, state: str) -> Standing:
        """Return the phase of the state and what it waits for."""
        return self._standings[state]

    @property
    def states(self) -> list[str]:
        """Return every state, in the order of the table."""
        return list(self._standings)

    def label(self, state: str) -> str:
        """Return what people call the state."""
        return str(self._labels.get(state, state.replace("_", " ")))

    def as_mermaid(self) -> str:
        """Return the state diagram in Mermaid's notation, as app READMEs show it."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state}: {self.label(state)}" for state in self.states]
        lines.append(f"    [*] --> {self.states[0]}")
        for step in self:
            sources = [state for state in self.states if state in step.sources]
            lines += [f"    {one} --> {step.target}: {step.name}" for one in sources]
        return "\n".join(lines)


def label_of(state: str) -> str | Promise:
    """Return the label of a state that is one of Django's choices."""
    label: str | Promise = getattr(state, "label", state)
    return label


_by_kind: dict[str, RecordLifecycle] = {}


def register_lifecycle(kind: str, lifecycle: RecordLifecycle) -> None:
    """Let lists of all kinds name the states of this one; in the app's `kinds.py`."""
    _by_kind[kind] = lifecycle


def state_label(kind: str, state: str) -> str:
    """Return what people call that state of a record of that kind."""
    return _by_kind[kind].label(state)


def step_label(kind: str, name: str) -> str:
    """Return what people call the step of that name of a record of that kind."""
    labels = {step.name: step.label for step in _by_kind[kind]}
    return str(labels.get(name, name))


def all_lifecycles() -> dict[str, RecordLifecycle]:
    """Return the lifecycle of every kind of record."""
    return dict(_by_kind)
