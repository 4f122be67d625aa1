"""Each handle of a scene over the box of its controls: inside its panel, and moved by all that it moves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kltools.drawing import LAYOUTS, draw_panels
from kltools.explorables.controls import State
from kltools.explorables.engine import Engine
from kltools.explorables.explorable import Explorable, Frame
from kltools.explorables.handles import Handle
from kltools.explorables.mistakes import part

Limits = tuple[tuple[float, float], tuple[float, float]]
"""A panel's horizontal and vertical limits."""

EDGE = 1e-9
"""How far outside its panel rounding may put a handle, in panels."""


def wrong_handles(
    scene: Explorable, engine: Engine, states: Sequence[State], frames: Sequence[Frame] = ()
) -> Iterator[str]:
    """What is wrong with each handle, at the state where it is worst.

    Parameters
    ----------
    scene : Explorable
    engine : Engine
        Holds the scene's handle functions as ``handles``.
    states : sequence of dict
    frames : sequence of Frame
        What the first of the states look like: there, handles stand that ride a dot.

    Yields
    ------
    str
        Handle, state and place in data units, or the control that does not move it; and the cure.
    """
    if not scene.handles:
        return
    places = json.dumps([scene.numbers(state) for state in states])
    answers = json.loads(engine.run(f"JSON.stringify({places}.map((s)=>handles.map((one)=>one(s).map(String))))"))
    panels = {panel: _limits(scene, panel) for panel in {handle.panel for handle in scene.handles}}
    for place, handle in enumerate(scene.handles):
        called = part("handle", place, handle.label)
        rows = np.array([[float(one.replace("Infinity", "inf")) for one in row[place]] for row in answers])
        if (ridden := scene.ridden(handle)) is not None:
            rows = rows[: len(frames)]
            rows[:, 1] = [list(frame.paths.values())[ridden][0, 1] for frame in frames]
        a, b, c, d = scene.point_scale(handle.panel)
        rows[:, :2] = (rows[:, :2] - (a, c)) / (b, d)
        seen = np.isfinite(rows[:, :2]).all(axis=1)  # as the player has it: without a finite place a handle hides
        if not seen.any():
            yield f"{called} hides at all of {len(rows)} states; mend its shown_if, x or y"
            continue
        where_seen = [state for state, one in zip(states, seen) if one]
        yield from _outside(called, handle, where_seen, rows[seen], panels[handle.panel])
        yield from _idle(called, handle, rows[seen])


def _limits(scene: Explorable, name: str) -> Limits:
    """A panel's limits, the nearer ones of both layouts: those of a square panel give way."""
    (panel,) = (one for one in scene.panels if one.name == name)
    if not panel.square:
        return panel.x, panel.y
    drawn = [draw_panels(scene.panels, layout)[1][name] for layout in LAYOUTS]
    lefts, rights = zip(*(axes.get_xlim() for axes in drawn))
    return (max(lefts), min(rights)), panel.y


def _outside(
    called: str, handle: Handle, states: Sequence[State], rows: NDArray[np.float64], limits: Limits
) -> Iterator[str]:
    """Where the handle leaves its panel farthest, if it does."""
    for axis, (low, high), values in zip("xy", limits, rows.T):
        beyond = np.maximum(low - values, values - high) / (high - low)
        worst = int(np.argmax(beyond))
        if beyond[worst] > EDGE:
            where = f"({rows[worst, 0]:.4g}, {rows[worst, 1]:.4g})"
            count = int((beyond > EDGE).sum())
            yield (
                f"{called} at {_told(states[worst])} stands at {where}, outside panel {handle.panel!r}, whose {axis} runs from "
                f"{low:g} to {high:g} (outside at {count} of {len(rows)} states); widen the panel's {axis}, narrow the "
                f"range of {' or '.join(handle.moves)}, or hide it there by shown_if"
            )


def _told(state: State) -> Mapping[str, object]:
    """A state with few digits, for a message."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in state.items()}


def _idle(called: str, handle: Handle, rows: NDArray[np.float64]) -> Iterator[str]:
    """The controls that a handle is to move and does not depend on."""
    for place, name in enumerate(handle.moves):
        if not rows[:, 2 + 2 * place : 4 + 2 * place].any():
            yield (
                f"{called} does not depend on {name!r}, which it is to move: its derivatives are 0 at all of {len(rows)} "
                f"states; write x or y in terms of {name}, or leave {name!r} out of moves"
            )
