from pathlib import Path

from incidents.lifecycle import INCIDENT

README = Path(__file__).parents[2] / "incidents" / "README.md"


def test_the_diagram_in_the_readme_is_that_of_the_table():
    assert f"```mermaid\n{INCIDENT.as_mermaid()}\n```" in README.read_text()


def test_every_state_can_be_reached_and_only_void_ones_are_dead_ends():
    reached = {step.target for step in INCIDENT} | {INCIDENT.states[0]}
    stuck = [state for state in INCIDENT.states if not INCIDENT.leaving(state)]

    assert reached == set(INCIDENT.states)
    assert stuck == ["cancelled"]
