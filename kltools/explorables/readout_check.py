"""Each readout of a formula scene, as the page prints it, against the truth that it names, over the box of controls."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

from kltools.explorables.controls import Readout, State
from kltools.explorables.engine import Engine
from kltools.explorables.formula import Formula
from kltools.explorables.mistakes import part

TRUTH_TOLERANCE = 1e-10
"""Relative error allowed to a truth, which may come from a quadrature, when a digit stands on the edge of rounding."""


def wrong_readouts(scene: Formula, engine: Engine, states: Sequence[State]) -> Iterator[str]:
    """What is wrong with each readout, at the first state where it is.

    Parameters
    ----------
    scene : Formula
    engine : Engine
        Holds the scene's script as ``scene``.
    states : sequence of dict

    Yields
    ------
    str
        Readout, state, both numbers, and what may be at fault.
    """
    places = json.dumps([scene.numbers(state) for state in states])
    # infinities and NaN pass as text, since JSON has none
    answers = json.loads(engine.run(f"JSON.stringify({places}.map((s)=>scene.frame(s).r.map(String)))"))
    for place, readout in enumerate(scene.readouts):
        found = []
        for state, answer in zip(states, answers):
            if mistake := _compare(readout, state, float(answer[place].replace("Infinity", "inf"))):
                found.append(f"{part('readout', place, readout.name)} at {dict(state)}: {mistake}")
        if found:
            yield found[0] + (f" (and at {len(found) - 1} more of {len(states)} states)" if found[1:] else "")


def _compare(readout: Readout, state: State, printed: float) -> str:
    """What is wrong with a readout in one state; nothing, if its digits are those of its truth."""
    assert readout.truth is not None
    page = f"the page would show {readout.shown(printed)} ({printed!r})"
    try:
        answer = readout.truth(**state)
    except Exception as error:
        return (
            f"its truth raises {type(error).__name__} ({error}), while {page}; mend the truth, or narrow the controls"
        )
    try:
        truth = float(answer)
    except (TypeError, ValueError):
        return (
            f"its truth gives {answer!r}, of type {type(answer).__name__}, while {page}; let the truth return a number"
        )
    edge = abs(truth) * TRUTH_TOLERANCE + 1e-12 if math.isfinite(truth) else 0.0
    if readout.shown(printed) in {readout.shown(truth + shift) for shift in (-edge, 0.0, edge)}:
        return ""
    not_finite = "" if math.isfinite(truth) else ", which is not finite"
    return (
        f"{page}, its truth is {readout.shown(truth)} ({truth!r}){not_finite}; either may be at fault: mend the expression or "
        "the truth. If the expression is an integral, widen its ends or raise the scene's nodes"
    )
