"""The game's second figure: two PMFs on five outcomes; p is given, and the reader drags the bars of q."""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from kltools.book.game.directions import both_directions
from kltools.book.weighted_bars import OUTCOMES, WeightedBars, weight_sliders
from kltools.drawing import Panel
from kltools.explorables import Formula

P = WeightedBars("p", weight_sliders("a", "p", (4, 2, 1, 2, 1), 0.1, hidden=True))
Q = WeightedBars("q", weight_sliders("b", "q", (2, 2, 2, 2, 2), 0.1))


def _pair(**state: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """p and q in a state."""
    return P.pmf(state), Q.pmf(state)


def bars() -> Formula:
    """Two PMFs, each the weights of its outcomes divided by their sum.

    Returns
    -------
    Formula

    Examples
    --------
    >>> scene = bars()
    >>> same = {moved.name: given.value for moved, given in zip(Q.weights, P.weights)}
    >>> scene.truths(scene.state(**same))["D(p‖q)"]
    0.0
    """
    p, q = P.masses, Q.masses
    p_bars, p_name = P.marks("pmfs", sp.Rational(3, 100))
    q_bars, q_name = Q.marks("pmfs", sp.Rational(7, 100))
    return Formula(
        name="bars",
        controls=[*P.weights, *Q.weights],
        panels=[
            Panel("pmfs", x=(0.4, 5.6), y=(0, 0.95), title="probability", xticks=OUTCOMES, yticks=(0, 0.5), height=210)
        ],
        marks=[p_bars, q_bars, p_name, q_name],
        readouts=both_directions(
            sp.Add(*[a * sp.log(a / b) for a, b in zip(p, q)]),
            sp.Add(*[b * sp.log(b / a) for a, b in zip(p, q)]),
            _pair,
        ),
        handles=Q.handles("pmfs"),
        caption="Drag the tops of q's bars; the others make room, so that q still sums to 1.",
        description="Two PMFs on five outcomes, each the outcome's weight divided by the sum. Weights of p: {a1}, {a2}, {a3}, "
        "{a4}, {a5}. Weights of q: {b1}, {b2}, {b3}, {b4}, {b5}.",
    )
