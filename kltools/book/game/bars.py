"""The game's second figure: two PMFs on five outcomes; p is given, and the reader drags the bars of q."""

from __future__ import annotations

import sympy as sp

import kltools
from kltools.book.game.directions import both_directions
from kltools.drawing import Panel
from kltools.explorables import Bars, Formula, Handle, Slider, Word

OUTCOMES = range(1, 6)
FIRST_P, FIRST_Q = (4, 2, 1, 2, 1), (2, 2, 2, 2, 2)

GIVEN = tuple(
    Slider(f"a{k}", 0.2, 8, FIRST_P[k - 1], 0.1, f"weight of outcome {k} in p", hidden=True) for k in OUTCOMES
)
MOVED = tuple(
    Slider(f"b{k}", 0.2, 8, FIRST_Q[k - 1], 0.1, f"weight of outcome {k} in q", collapsed=True) for k in OUTCOMES
)


def _masses(weights: tuple[Slider, ...]) -> list[sp.Expr]:
    total = sp.Add(*[one.symbol for one in weights])
    return [one.symbol / total for one in weights]


def _pair(**state: float) -> tuple:
    """p and q in a state."""
    return tuple(kltools.normalize([state[one.name] for one in weights]) for weights in (GIVEN, MOVED))


def bars() -> Formula:
    """Two PMFs, each the weights of its outcomes divided by their sum.

    Returns
    -------
    Formula

    Examples
    --------
    >>> scene = bars()
    >>> same = {f"b{k}": weight for k, weight in enumerate(FIRST_P, 1)}
    >>> scene.truths(scene.state(**same))["D(p‖q)"]
    0.0
    """
    p, q = _masses(GIVEN), _masses(MOVED)
    left, right = [k - 0.2 for k in OUTCOMES], [k + 0.2 for k in OUTCOMES]
    return Formula(
        name="bars",
        controls=[*GIVEN, *MOVED],
        panels=[
            Panel("pmfs", x=(0.4, 5.6), y=(0, 0.9), title="probability", xticks=OUTCOMES, yticks=(0, 0.5), height=210)
        ],
        marks=[
            Bars("pmfs", left, p, "p"),
            Bars("pmfs", right, q, "q"),
            Word("pmfs", "p", left[0], p[0] + sp.Rational(3, 100), "p"),
            Word("pmfs", "q", right[0], q[0] + sp.Rational(7, 100), "q"),
        ],
        readouts=both_directions(
            sp.Add(*[a * sp.log(a / b) for a, b in zip(p, q)]),
            sp.Add(*[b * sp.log(b / a) for a, b in zip(p, q)]),
            _pair,
        ),
        handles=[
            Handle("pmfs", sp.Float(at), mass, (one.name,), f"q of outcome {k}")
            for k, at, mass, one in zip(OUTCOMES, right, q, MOVED)
        ],
        caption="Drag the tops of q's bars; the others make room, so that q still sums to 1.",
        description="Two PMFs on five outcomes, each the outcome's weight divided by the sum. Weights of p: {a1}, {a2}, {a3}, "
        "{a4}, {a5}. Weights of q: {b1}, {b2}, {b3}, {b4}, {b5}.",
    )
