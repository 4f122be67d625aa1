"""A scene of another book: the exponential function and a Taylor polynomial of it."""

import math

import sympy as sp

from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Readout, Slider, X, scene

DEGREE = 3


@scene
def taylor_of_exp(centre: float = 0.5):
    """The polynomial touches the curve where you drag it to."""
    a = Slider("a", -1, 1, centre, 0.1, "where it touches")
    polynomial = sum(sp.exp(a.symbol) * (X - a.symbol) ** k / sp.factorial(k) for k in range(DEGREE + 1))
    gap = sp.exp(1) - polynomial.subs(X, 1)

    def gap_by_series(a: float) -> float:
        return math.exp(a) * sum((1 - a) ** k / math.factorial(k) for k in range(DEGREE + 1, 40))

    return Formula(
        name="taylor_of_exp",
        controls=[a],
        panels=[Panel("plane", x=(-1.5, 1.5), y=(-0.5, 5))],
        marks=[Curve("plane", sp.exp(X), role="p"), Curve("plane", polynomial, role="q")],
        handles=[Handle("plane", a.symbol, sp.exp(a.symbol), moves=("a",), label="where it touches", role="q")],
        readouts=[Readout("gap at 1", gap, gap_by_series, digits=4)],
        caption="Drag the point along the curve.",
        description="e to the x and its polynomial about {a}; at 1 they differ by {gap at 1}.",
    )
