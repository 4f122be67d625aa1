"""Two normals part: D grows like a square, JSD levels off at log 2, and its slope dies away."""

from __future__ import annotations

import numpy as np
import sympy as sp
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools import exact
from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Mark, Polyline, Readout, Slider, Word, X, scene

FARTHEST = 8.0
HIGHEST, STEEPEST = 2.2, 1.1  # what the panels of values and slopes reach up to
distance = Slider("theta", 0, FARTHEST, 0.5, 0.1, "distance θ between the means", play=True)
theta = distance.symbol
GRID = np.linspace(0, FARTHEST, 41)
ENDS = (-12, 20)

PANELS = [
    Panel("densities", x=(-4, 12), y=(0, 0.5), title="density", xticks=(0, 4, 8), height=90),
    Panel("values", x=(0, FARTHEST), y=(0, HIGHEST), title="value, nats", yticks=(0, 1, 2), height=110),
    Panel(
        "slopes",
        x=(0, FARTHEST),
        y=(0, STEEPEST),
        title="slope, nats per unit of θ",
        xlabel="θ",
        xticks=(0, 2, 4, 6, 8),
        yticks=(0, 0.5, 1),
        height=100,
    ),
]


def _pair(theta: float) -> tuple[rv_frozen, rv_frozen]:
    return stats.norm(0, 1), stats.norm(theta, 1)


def _slope(theta: float) -> float:
    """The slope of JSD by a central difference of kltools' values."""
    step = 1e-4
    ahead, behind = (kltools.js_divergence(*_pair(at)) for at in (theta + step, theta - step))
    return float(ahead - behind) / (2 * step)


def _densities(p: sp.Expr, q: sp.Expr) -> list[Mark]:
    """p, q and their mixture."""
    return [
        Curve("densities", p, "p", fill="light"),
        Curve("densities", q, "q", fill="light"),
        Curve("densities", (p + q) / 2, "m"),
        Curve("densities", p, "p"),
        Curve("densities", q, "q"),
        Word("densities", "p", -2, 0.16, "p"),
        Word("densities", "q", theta + 2, 0.16, "q"),
    ]


def _values(forward: sp.Expr, mixed: sp.Expr) -> list[Mark]:
    """D and JSD for every distance, each with a dot at this one; JSD has no closed form, and is drawn through points."""
    levels = [kltools.js_divergence(*_pair(at)) for at in GRID]
    return [
        Polyline("values", [0, FARTHEST], [sp.log(2)] * 2, "line", width=1.5),
        Word("values", "log 2", FARTHEST, sp.log(2) + 0.12, "muted", align="right"),
        Curve("values", X**2 / 2, "p", span=(0, 2.2)),
        Polyline("values", list(GRID), levels, "m", width=2.4),
        Word("values", "D", 1.6, 1.75, "p"),
        Word("values", "JSD", 4.6, 0.24, "m"),
        Polyline("values", [theta], [forward], "p", width=9),
        Polyline("values", [theta], [mixed], "m", width=9),
    ]


def _slopes(slope: sp.Expr) -> list[Mark]:
    """The slopes of D and JSD for every distance, each with a dot at this one."""
    slopes = [_slope(at) for at in GRID]
    return [
        Curve("slopes", X, "p", span=(0, 1.1), points=2),
        Polyline("slopes", list(GRID), slopes, "m", width=2.4),
        Word("slopes", "D", 0.6, 0.85, "p"),
        Word("slopes", "JSD", 3.4, 0.22, "m"),
        Polyline("slopes", [theta], [theta], "p", width=9),
        Polyline("slopes", [theta], [slope], "m", width=9),
    ]


@scene
def js_saturates() -> Formula:
    """D and JSD between N(0, 1) and N(θ, 1), and their slopes.

    Examples
    --------
    >>> js_saturates.describe().truths({"theta": 2.0})["D(p‖q)"]
    2.0
    """
    p, q = exact.normal(0, 1, x=X), exact.normal(theta, 1, x=X)
    forward = exact.kl_divergence(p, q)
    mixed = sp.Integral(exact.js_divergence(p, q).function, (X, *ENDS))
    slope = _integral_of_slope(p, q)
    return Formula(
        name="js_saturates",
        controls=[distance],
        panels=PANELS,
        marks=[*_densities(p.expression, q.expression), *_values(forward, mixed), *_slopes(slope)],
        readouts=[
            Readout("D(p‖q)", forward, lambda theta: kltools.kl_divergence(*_pair(theta)), "nats", role="p"),
            Readout("JSD", mixed, lambda theta: kltools.js_divergence(*_pair(theta)), "nats", role="m"),
            Readout("slope of D", forward.diff(theta), lambda theta: theta, role="p"),
            Readout("slope of JSD", slope, _slope, digits=4, role="m"),
        ],
        handles=[
            Handle("densities", theta, q.expression.subs(X, theta), ("theta",), "peak of q"),
            Handle("values", theta, forward, ("theta",), "θ, on the curve of D", role="p", shown_if=forward < HIGHEST),
            Handle("values", theta, mixed, ("theta",), "θ, on the curve of JSD", role="m"),
            Handle("slopes", theta, theta, ("theta",), "θ, on the slope of D", role="p", shown_if=theta < STEEPEST),
            Handle("slopes", theta, slope, ("theta",), "θ, on the slope of JSD", role="m"),
        ],
        caption="p and q are normals of variance 1, their means θ apart; m is their mixture. Below, D (blue) and JSD "
        "(green), and how fast each changes with θ.",
        description="At distance {theta}, D is {D(p‖q)} and rises with slope {slope of D}; JSD is {JSD}, and its slope is "
        "{slope of JSD}.",
    )


def _integral_of_slope(p: exact.Density, q: exact.Density) -> sp.Expr:
    """The derivative of JSD by θ: half the integral of (dq/dθ) log(q/m), since the other parts integrate to zero."""
    m = (p.expression + q.expression) / 2
    return sp.Integral(q.expression.diff(theta) * (q.log_expression - sp.log(m)) / 2, (X, *ENDS))
