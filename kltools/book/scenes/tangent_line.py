"""The inequality under every proof: ln c lies below its tangent at 1."""

from __future__ import annotations

import math

import sympy as sp

from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Polyline, Readout, Slider, Word, X, scene

LEAST, MOST = 0.05, 4.0
number = Slider("c", LEAST, MOST, 2.5, 0.05, "c", play=True)
c = number.symbol
gap = c - 1 - sp.log(c)


@scene
def tangent_line() -> Formula:
    """The curve ln c, the line c − 1, and the gap between them at a c that the reader slides.

    Examples
    --------
    >>> scene = tangent_line.describe()
    >>> scene.truths({"c": 1.0})["gap"]
    0.0
    """
    # the gap's name stands between curve and line, left of the bar near the edge; below c = 1 only under the curve has room
    across = c + sp.Piecewise((sp.Rational(1, 5), c < 1), (sp.Rational(8, 100), c < 3.6), (-sp.Rational(1, 2), True))
    above = sp.Piecewise((-sp.Rational(15, 100), c < 1), (gap * 2 / 5, c < 3.6), (gap / 4, True))
    room = sp.Piecewise((sp.Rational(3, 10), c < 1), (sp.Rational(1, 2), True))
    return Formula(
        name="tangent_line",
        controls=[number],
        panels=[
            Panel(
                "plane",
                x=(0, MOST + 0.1),
                y=(-3.1, 3.3),
                xlabel="c",
                xticks=(0, 1, 2, 3, 4),
                yticks=(-2, 0, 2),
                height=250,
            )
        ],
        marks=[
            Curve("plane", X - 1, "q", span=(0.02, MOST + 0.1), points=2),
            Curve("plane", sp.log(X), "p", span=(0.045, MOST + 0.1), points=241),
            Polyline("plane", [c, c], [sp.log(c), c - 1], "adds", width=5),
            Word("plane", "c − 1", 3.25, 2.65, "q", align="right"),
            Word("plane", "ln c", 3.55, 0.5, "p"),
            Word("plane", "gap", across, sp.log(c) + above, "adds", "left", shown_if=gap > room),
        ],
        readouts=[
            Readout("ln c", sp.log(c), lambda c: math.log(c), role="p"),
            Readout("c − 1", c - 1, lambda c: c - 1, role="q"),
            Readout("gap", gap, lambda c: c - 1 - math.log(c)),
        ],
        handles=[
            Handle("plane", c, sp.log(c), ("c",), "point of the curve", role="p"),
            Handle("plane", c, c - 1, ("c",), "point of the line"),
        ],
        caption="The curve touches the line at c = 1 and nowhere else. Drag the point along the curve.",
        description="The curve ln c and its tangent at 1, the line c − 1. At c = {c} the curve stands at {ln c}, the line at "
        "{c − 1}: a gap of {gap}.",
    )
