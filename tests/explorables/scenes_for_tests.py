"""Small scenes that more than one test module looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from kltools.drawing.panels import Panel
from kltools.explorables import (
    Bars,
    Choice,
    Curve,
    Descent,
    Formula,
    Handle,
    Polyline,
    Readout,
    Recorded,
    Slider,
    Toggle,
    Word,
    X,
)

PANEL = Panel("main", x=(-3, 3), y=(-1, 4))
rate = Slider("rate", 0.5, 2, 1, 0.1, "rate")
shift = Slider("shift", -1, 1, 0.25, 0.05, "shift", unit="nats")
kind = Choice("kind", ("normal", "flat"), "family")
shown = Toggle("shown", "show it", value=True)


def formula(**changes: Any) -> Formula:
    """A formula scene with every kind of mark, control, handle and descent."""
    a, s, index = rate.symbol, shift.symbol, sp.Symbol("index", integer=True)
    bell = a * sp.exp(-((X - s) ** 2))
    samples = sp.IndexedBase("samples")
    bowl = (a - 1) ** 2 + (s + sp.Rational(1, 2)) ** 2
    given: dict[str, Any] = {
        "name": "everything",
        "controls": [rate, shift, kind, shown],
        "panels": [PANEL],
        "marks": [
            Curve("main", bell, "p", fill="light"),
            Curve("main", kind.select([bell, sp.Rational(1, 2)]), "q"),
            Curve("main", sp.log(X), "ink", span=(-1, 1), points=21),
            Bars("main", [-1, 0, 1], [a, s, a * s], "m"),
            Polyline("main", [s, s, 2], [0, a, sp.Sum(samples[index] * s, (index, 0, 2))], "muted"),
            Polyline("main", [s], [a], "q", width=9),
            Word("main", "here", s, a, "q", shown_if=sp.Eq(shown.symbol, 1) & (s > 0)),
        ],
        "readouts": [
            Readout("bowl", bowl, lambda rate, shift, **_: (rate - 1) ** 2 + (shift + 0.5) ** 2, digits=4),
            Readout("log rate", sp.log(a), lambda rate, **_: float(np.log(rate)), "nats"),
        ],
        "handles": [Handle("main", s, a * sp.exp(-(s**2)), ("rate", "shift"), "the peak")],
        "descents": [Descent("Descend", "bowl", ("rate", "shift"))],
        "data": {"samples": [0.5, -1.25, 3.0]},
        "caption": "A caption.",
        "description": "rate {rate}, shift {shift}, {kind}, {shown}: bowl {bowl}.",
    }
    return Formula(**{**given, **changes})


def recorded(draw: Callable[[Mapping[str, Axes]], Callable[..., Mapping[str, float]]], **changes: Any) -> Recorded:
    """A recorded scene of two sliders around some drawing."""
    given: dict[str, Any] = {
        "name": "waves",
        "controls": [Slider("a", 0, 2, 1, 0.5, "a"), Slider("b", 1, 8, 2, 1, "b", values=(1, 2, 8))],
        "panels": [PANEL],
        "readouts": [Readout("sum", digits=2)],
        "draw": draw,
        "caption": "A caption.",
        "description": "a {a}, b {b}: {sum}.",
    }
    return Recorded(**{**given, **changes})


def waves(axes: Mapping[str, Axes]) -> Callable[..., Mapping[str, float]]:
    """A line of both controls with a gap, one of ``a`` alone, one of none, a filled shape and a word."""
    panel, grid = axes["main"], np.linspace(-3, 3, 41)
    (both,) = panel.plot([], [])
    (one,) = panel.plot([], [])
    panel.plot(grid, grid**2 / 4)
    (shape,) = panel.fill([0], [0])
    word = panel.text(0, 0, "w")

    def update(a: float, b: float) -> Mapping[str, float]:
        heights = a * np.sin(b * grid)
        heights[20] = np.nan
        both.set_data(grid, heights)
        one.set_data(grid, a * grid / 2)
        shape.set_xy(np.array([[0, 0], [a, 0], [a, b / 4], [0, 0]]))
        word.set_position((a, b / 4))
        return {"sum": a + b if b < 8 else float("inf")}

    return update
