"""Forward: q is fitted to a p of two modes by least D(p‖q), and stretches over both."""

from __future__ import annotations

import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.book.normal_fits import log_of_two
from kltools.drawing import Panel
from kltools.explorables import (
    Curve,
    Descent,
    Formula,
    Handle,
    Largest,
    Readout,
    Slider,
    Smallest,
    Word,
    X,
    scene,
)

ENDS = (-30, 30)
apart = Slider("d", 0, 6, 4, 0.1, "distance between p's modes", play=True)
weight = Slider("w", 0.1, 0.9, 0.5, 0.05, "weight of the left mode")
width = Slider("s", 0.4, 1.5, 0.8, 0.05, "width of the modes")
mean = Slider("mu", -4, 4, 1, 0.05, "mean of q")
spread = Slider("sigma", 0.4, 4.5, 1.5, 0.05, "standard deviation of q")
d, w, s, mu, sigma = (slider.symbol for slider in (apart, weight, width, mean, spread))

PANELS = [
    Panel("densities", x=(-8, 8), y=(0, 1.02), title="density", height=204),
    Panel(
        "terms",
        x=(-8, 8),
        y=(-0.45, 1.6),
        title="p log(p/q)",
        xlabel="x",
        xticks=(-6, -3, 0, 3, 6),
        yticks=(0, 1),
        height=100,
    ),
]


def target(d: float, w: float, s: float) -> kltools.Mixture:
    """p: two normals of one width, their means d apart about 0."""
    return kltools.Mixture([stats.norm(-d / 2, s), stats.norm(d / 2, s)], [w, 1 - w])


def _truth(d: float, w: float, s: float, mu: float, sigma: float) -> float:
    return float(kltools.kl_divergence(target(d, w, s), stats.norm(mu, sigma)))


def _least(d: float, w: float, s: float, mu: float, sigma: float) -> float:
    p = target(d, w, s)
    return float(kltools.kl_divergence(p, stats.norm(p.mean(), p.var() ** 0.5)))


def _names(left: exact.Density, q: exact.Density) -> list[Word]:
    """The names of p, outside its left mode, and of q, on its right flank or at the panel's edge."""
    lift = sp.Rational(1, 20)
    beside_p, beside_q = -d / 2 - s * sp.Rational(12, 5), mu + sigma * sp.Rational(17, 10)
    on_p, on_q = w * left.expression.subs(X, -d / 2 - s) / 2, q.expression.subs(X, mu + sigma) / 2
    return [
        Word("densities", "p", beside_p, on_p + lift, "p"),
        Word("densities", "q", Smallest(beside_q, sp.Rational(38, 5)), on_q + lift, "q"),
    ]


@scene
def forward_fit() -> Formula:
    """A mixture p, a draggable q, and the q* that matches p's mean and variance.

    Examples
    --------
    >>> numbers = forward_fit.describe().truths({"d": 4.0, "w": 0.5, "s": 1.0, "mu": 0.0, "sigma": 5**0.5})
    >>> abs(numbers["D(p‖q)"] - numbers["least D"]) < 1e-12
    True
    """
    left, right = exact.normal(-d / 2, s, x=X), exact.normal(d / 2, s, x=X)
    log_p = log_of_two(w, left, right)
    p = sp.exp(log_p)
    best_mean, best_spread = d / 2 - w * d, sp.sqrt(s**2 + w * (1 - w) * d**2)
    q, best = exact.normal(mu, sigma, x=X), exact.normal(best_mean, best_spread, x=X)
    terms = p * (log_p - q.log_expression)
    return Formula(
        name="forward_fit",
        controls=[apart, weight, width, mean, spread],
        panels=PANELS,
        marks=[
            Curve("densities", p, "p", fill="light", points=241),
            Curve("densities", q.expression, "q", fill="light", points=241),
            Curve("densities", best.expression, "muted", points=241),
            Curve("densities", p, "p", points=241),
            Curve("densities", q.expression, "q", points=241),
            *_names(left, q),
            # under its peak, since above it are q's rings
            Word("densities", "q*", best_mean, best.expression.subs(X, best_mean) / 2, "muted"),
            Curve("terms", Largest(terms, 0), "adds", fill="adds", points=241),
            Curve("terms", Smallest(terms, 0), "takes", fill="takes", points=241),
        ],
        readouts=[
            Readout("D(p‖q)", sp.Integral(terms, (X, *ENDS)), _truth, "nats", role="p"),
            Readout("least D", sp.Integral(p * (log_p - best.log_expression), (X, *ENDS)), _least, "nats"),
        ],
        handles=[
            *bell_handles("densities", q, mean, spread, turn=3.5),
            Handle("densities", -d / 2, p.subs(X, -d / 2), ("d", "w"), "left mode of p", role="p"),
            Handle("densities", d / 2, p.subs(X, d / 2), ("d", "w"), "right mode of p", role="p"),
            Handle("densities", -d / 2 - s, p.subs(X, -d / 2 - s), ("s",), "width of p's modes", role="p"),
        ],
        descents=[Descent("Descend on D(p‖q)", "D(p‖q)", ("mu", "sigma"))],
        caption="q* (dotted, grey) has p's mean and variance. Drag q, or let it descend. Drag a mode of p: sideways moves both "
        "apart, up and down shifts weight between them.",
        description="A density p with two modes {d} apart, and a normal q with mean {mu} and standard deviation {sigma}. D(p‖q) "
        "is {D(p‖q)}; the best normal reaches {least D}.",
    )
