"""A discriminator that the reader bends and trains, against the best one, p/(p + q): what it gets is 2 JSD − log 4."""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import integrate, stats

import kltools
from kltools import exact
from kltools.drawing import Panel
from kltools.explorables import (
    Curve,
    Descent,
    Formula,
    Handle,
    Largest,
    LogSumExp,
    Readout,
    Slider,
    Smallest,
    Word,
    X,
    scene,
)

SPAN = (-4.5, 6.5)
ENDS = (-9, 13)  # nine standard deviations beyond the outermost means

distance = Slider("theta", 0, 4, 2, 0.05, "mean θ of the generator’s q", play=True)
place = Slider("c", -1.5, 3, 2, 0.05, "place where yours says ½")
steepness = Slider("b", -5, 5, -0.7, 0.05, "steepness of yours")
theta, c, b = distance.symbol, place.symbol, steepness.symbol

p, q = exact.normal(0, 1, x=X), exact.normal(theta, 1, x=X)
best = 1 / (1 + sp.exp(q.log_expression - p.log_expression))
yours = 1 / (1 + sp.exp(-b * (X - c)))


def _value_of_yours() -> sp.Expr:
    """V, the mean of log d under p plus that of log(1 − d) under q; the logarithms of a d near 0 or 1 stay finite."""
    log_d, log_rest = -LogSumExp(0, -b * (X - c)), -LogSumExp(0, b * (X - c))
    return sp.Integral(p.expression * log_d + q.expression * log_rest, (X, *ENDS))


def _jsd(theta: float, c: float, b: float) -> float:
    return float(kltools.js_divergence(stats.norm(0, 1), stats.norm(theta, 1)))


def _best(theta: float, c: float, b: float) -> float:
    return 2 * _jsd(theta, c, b) - float(np.log(4))


def _yours(theta: float, c: float, b: float) -> float:
    """V by Gauss's rule, in pieces that the discriminator's bend and both peaks bound."""
    p, q = stats.norm(0, 1), stats.norm(theta, 1)

    def integrand(x: NDArray[np.float64]) -> NDArray[np.float64]:
        terms = -p.pdf(x) * np.logaddexp(0, -b * (x - c)) - q.pdf(x) * np.logaddexp(0, b * (x - c))
        return np.asarray(terms, dtype=float)

    ends = sorted({-10.0, 0.0, theta, c, 14.0})
    return float(sum(integrate.fixed_quad(integrand, *piece, n=300)[0] for piece in zip(ends, ends[1:])))


def _names() -> list[Word]:
    """Each discriminator's name at its end of the panel: above its curve, or above both where they run close."""

    def above(own: sp.Expr, other: sp.Expr, *at: float) -> sp.Expr:
        own_top, other_low, other_top = (
            pick(*[curve.subs(X, sp.sympify(one)) for one in at])
            for pick, curve in ((Largest, own), (Smallest, other), (Largest, other))
        )
        return sp.Piecewise((own_top, other_low > own_top + 0.25), (Largest(own_top, other_top), True)) + 0.05

    left, right = SPAN[0] + 0.1, SPAN[1] - 0.1
    return [
        Word("chances", "best", left, above(best, yours, left, left + 1.3), "m", "left"),
        Word("chances", "yours", right, above(yours, best, right - 1.6, right), "ink", "right"),
    ]


@scene
def discriminator() -> Formula:
    """p = N(0, 1) for data, q = N(θ, 1) for what a generator makes, and the chance that x is data, by two judges.

    Examples
    --------
    >>> numbers = discriminator.describe().truths({"theta": 2.0, "c": 1.0, "b": -2.0})
    >>> abs(numbers["short by"]) < 1e-10
    True
    """
    jsd = sp.Integral(exact.js_divergence(p, q).function, (X, *ENDS))
    value, most = _value_of_yours(), 2 * jsd - sp.log(4)
    beyond = c + 1
    return Formula(
        name="discriminator",
        controls=[distance, place, steepness],
        panels=[
            Panel("densities", x=SPAN, y=(0, 0.52), title="density", height=120),
            Panel(
                "chances", x=SPAN, y=(-0.09, 1.2), title="chance that x is data", xlabel="x",
                xticks=(-4, -2, 0, 2, 4, 6), yticks=(0, 0.5, 1), height=170,
            ),
        ],
        marks=[
            Curve("densities", p.expression, "p", fill="light"),
            Curve("densities", q.expression, "q", fill="light"),
            Curve("densities", p.expression, "p"),
            Curve("densities", q.expression, "q"),
            Word("densities", "p", -1.75, 0.16, "p"),
            Word("densities", "q", theta + 1.75, 0.16, "q"),
            Curve("chances", best, "m"),
            Curve("chances", yours, "ink"),
            *_names(),
        ],
        readouts=[
            Readout("V of yours", value, _yours, "nats"),
            Readout("best V", most, _best, "nats", role="m"),
            Readout("short by", most - value, lambda **state: _best(**state) - _yours(**state), "nats"),
            Readout("JSD", jsd, _jsd, "nats", role="m"),
        ],
        handles=[
            Handle("densities", theta, q.expression.subs(X, theta), ("theta",), "peak of q"),
            Handle("chances", c, sp.Rational(1, 2), ("c",), "place of your discriminator", role="ink"),
            Handle("chances", beyond, yours.subs(X, beyond), ("b",), "steepness of your discriminator", role="ink"),
        ],
        descents=[Descent("Train the discriminator", "short by", ("c", "b"))],
        nodes=600,
        caption="p draws data, q what the generator makes. One ring of the solid curve moves yours sideways, the other turns "
        "it. The best discriminator, p/(p + q), is dotted.",
        description="Data p and a generator’s q with mean {theta}. The best discriminator gets V = {best V}, where JSD is "
        "{JSD}. Yours says one half at {c}, with steepness {b}; it gets {V of yours} and is short by {short by}.",
    )  # fmt: skip
