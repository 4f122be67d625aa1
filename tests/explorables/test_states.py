"""The states at which a scene is checked."""

from __future__ import annotations

from kltools.explorables.states import MANY_INNER_STATES, MOST_CORNERS, many_states, sample_states
from tests.explorables.scenes_for_tests import formula, recorded, waves


def test_states_are_the_same_each_time_and_reach_every_corner() -> None:
    states = list(sample_states(formula()))
    assert states == list(sample_states(formula()))
    corners = [state for state in states if state["rate"] in (0.5, 2) and state["shift"] in (-1, 1)]
    assert len(corners) == 16 <= MOST_CORNERS
    assert formula().state() in states
    assert states != list(sample_states(formula(name="another")))


def test_many_states_reach_every_corner_and_the_centre() -> None:
    states = list(many_states(formula()))
    assert states == list(many_states(formula()))
    assert len(states) == 16 + 1 + MANY_INNER_STATES
    assert {"rate": 1.25, "shift": 0.0, "kind": "normal", "shown": True} in states
    assert all(state in states for state in list(sample_states(formula()))[:16])


def test_a_recorded_scene_stands_at_its_recorded_values() -> None:
    scene = recorded(waves)
    states = list(sample_states(scene, 20, recorded=True))
    assert len(states) == 4 + 1 + 20
    grids = {control.name: control.states() for control in scene.controls}
    assert all(state[name] in grid for state in states for name, grid in grids.items())
    assert {state["a"] for state in states} == set(grids["a"])
