"""What a build holds every scene to: each printed formula against the truth that its readout names, and sizes.

The printed JavaScript itself is run, in V8 (the engine of Chromium and Node, from the package mini-racer),
at every corner of the box of controls, at its centre and at random points within.
"""

from __future__ import annotations

import gzip
import json
import math
import random
from collections.abc import Iterator, Sequence
from itertools import product

from kltools.explorables.controls import Control, Readout, Slider, State, Value
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from kltools.explorables.javascript import HELPERS_SCRIPT
from kltools.explorables.recorded import Recorded
from kltools.extras import require

MOST_CORNERS = 64
INNER_STATES = 32
FORMULA_BYTES = 25_000
RECORDING_BYTES = 110_000
TRUTH_TOLERANCE = 1e-10
"""Relative error allowed to a truth, which may come from a quadrature, when a digit stands on the edge of rounding."""


class WrongDigit(AssertionError):
    """A printed formula shows a digit that its readout's truth contradicts."""


class SceneTooLarge(ValueError):
    """A scene would make its page heavy; the message says how to lighten it."""


def check_formula(scene: Formula) -> int:
    """Hold each readout of a formula scene, as printed, to its truth over the box of controls.

    Parameters
    ----------
    scene : Formula

    Returns
    -------
    int
        How many states were compared.

    Raises
    ------
    WrongDigit
        Naming scene, readout, state and both numbers.
    """
    require("book", "py_mini_racer")
    from py_mini_racer import MiniRacer  # here, since only a build needs a JavaScript engine

    engine = MiniRacer()
    engine.eval(f"{HELPERS_SCRIPT}const scene={scene.script()};")
    states = list(sample_states(scene))
    places = json.dumps([scene.numbers(state) for state in states])
    # infinities and NaN pass as text, since JSON has none
    answers = json.loads(str(engine.eval(f"JSON.stringify({places}.map((s)=>scene.frame(s).r.map(String)))")))
    for state, printed in zip(states, answers):
        truths = scene.truths(state)
        for readout, text in zip(scene.readouts, printed):
            _compare(scene, readout, state, float(text.replace("Infinity", "inf")), truths[readout.name])
    return len(states)


def _compare(scene: Formula, readout: Readout, state: State, printed: float, truth: float) -> None:
    edge = abs(truth) * TRUTH_TOLERANCE + 1e-12 if math.isfinite(truth) else 0.0
    allowed = {readout.shown(truth + shift) for shift in (-edge, 0.0, edge)}
    if readout.shown(printed) not in allowed:
        raise WrongDigit(
            f"scene {scene.name!r}, readout {readout.name!r} at {dict(state)}: the page would show "
            f"{readout.shown(printed)} ({printed!r}), its truth is {readout.shown(truth)} ({truth!r}). "
            "If it is an integral, widen its ends or raise the scene's nodes; else mend the formula, or the truth."
        )


def sample_states(scene: Explorable, inner: int = INNER_STATES) -> Iterator[dict[str, Value]]:
    """Corners of the box of controls (64 random ones where there are more), the first state and random ones: always the same."""
    choice = random.Random(scene.name)
    ends: list[tuple[Value, ...]] = [
        (c.start, c.stop) if isinstance(c, Slider) else tuple(c.states()) for c in scene.controls
    ]
    names = [control.name for control in scene.controls]
    corners = math.prod(map(len, ends))
    every = (
        product(*ends) if corners <= MOST_CORNERS else ([choice.choice(e) for e in ends] for _ in range(MOST_CORNERS))
    )
    for values in every:
        yield dict(zip(names, values))
    yield scene.state()
    for _ in range(inner):
        yield {control.name: _random_value(control, choice) for control in scene.controls}


def _random_value(control: Control, choice: random.Random) -> Value:
    if isinstance(control, Slider) and control.values is None:
        return choice.uniform(control.start, control.stop)
    states: Sequence[Value] = control.states()
    return choice.choice(states)


def check_size(scene: Explorable, block: str) -> None:
    """Refuse a scene whose block, or recording, is over its budget.

    Raises
    ------
    SceneTooLarge
        With the size, the budget, and what to do.
    """
    if isinstance(scene, Recorded):
        size = len(block.partition('"bytes":"')[2].partition('"')[0])
        if size > RECORDING_BYTES:
            raise SceneTooLarge(
                f"scene {scene.name!r} is too large to record: {size:,} bytes of base64, the budget is {RECORDING_BYTES:,}. "
                "Give its sliders fewer values, its curves fewer points, let artists depend on fewer controls, "
                "or write it as a formula."
            )
        return
    size = len(gzip.compress(block.encode(), mtime=0))
    if size > FORMULA_BYTES:
        raise SceneTooLarge(
            f"scene {scene.name!r} is too large: {size:,} bytes gzipped with its SVG, the budget is {FORMULA_BYTES:,}. "
            "Draw fewer marks, or give curves one grid so that they share a loop."
        )
