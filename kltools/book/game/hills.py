"""The game's first figure: p has one hill or two and is given; the reader shapes a normal q by its peak."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools import exact
from kltools.book.game.directions import both_directions
from kltools.book.normal_fits import log_of_two, reverse_integral
from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Slider, Word, X

ENDS = (-13, 13)

weight = Slider("w", 0.3, 0.7, 0.5, 0.05, "weight of p's left hill", hidden=True)
left_mean = Slider("m1", -3, 3, -1, 0.1, "mean of p's left hill", hidden=True)
left_spread = Slider("s1", 0.5, 1.2, 0.8, 0.05, "standard deviation of p's left hill", hidden=True)
right_mean = Slider("m2", -3, 3, 1.5, 0.1, "mean of p's right hill", hidden=True)
right_spread = Slider("s2", 0.5, 1.2, 0.6, 0.05, "standard deviation of p's right hill", hidden=True)
mean = Slider("mu", -4, 4, 0, 0.05, "mean of q", collapsed=True)
spread = Slider("sigma", 0.6, 3, 1, 0.05, "standard deviation of q", collapsed=True)
GIVEN = (weight, left_mean, left_spread, right_mean, right_spread)
MOVED = (mean, spread)


@lru_cache(maxsize=1)  # both readouts of a state ask for it, and SciPy takes its time over each distribution
def _pair(
    w: float, m1: float, s1: float, m2: float, s2: float, mu: float, sigma: float
) -> tuple[rv_frozen | kltools.Mixture, rv_frozen]:
    """p and q in a state."""
    left, q = stats.norm(m1, s1), stats.norm(mu, sigma)
    if (m1, s1) == (m2, s2):
        return left, q
    return kltools.Mixture([left, stats.norm(m2, s2)], [w, 1 - w]), q


def hills() -> Formula:
    """A mixture p of two normals, which are one where they agree, and a normal q.

    Returns
    -------
    Formula

    Examples
    --------
    >>> scene = hills()
    >>> numbers = scene.truths(scene.state(m1=0.0, s1=1.0, m2=0.0, s2=1.0, mu=1.0, sigma=1.0))
    >>> numbers["D(p‖q)"], numbers["D(q‖p)"]
    (0.5, 0.5)
    """
    w, m1, s1, m2, s2, mu, sigma = (slider.symbol for slider in (*GIVEN, *MOVED))
    left, right = exact.normal(m1, s1, x=X), exact.normal(m2, s2, x=X)
    log_p = log_of_two(w, left, right)
    q = exact.normal(mu, sigma, x=X)
    p, gap = sp.exp(log_p), log_p - q.log_expression
    leans_right = mu >= w * m1 + (1 - w) * m2
    beside_p = sp.Piecewise((m1 - s1 * sp.Rational(3, 2) - 0.3, leans_right), (m2 + s2 * sp.Rational(3, 2) + 0.3, True))
    beside_q = mu + sigma * sp.Piecewise((sp.Rational(8, 5), leans_right), (-sp.Rational(8, 5), True))
    return Formula(
        name="hills",
        controls=[*GIVEN, *MOVED],
        panels=[Panel("densities", x=(-6, 6), y=(0, 0.75), title="density", xticks=(-4, -2, 0, 2, 4), height=210)],
        marks=[
            Curve("densities", p, "p", fill="light", points=241),
            Curve("densities", q.expression, "q", fill="light", points=241),
            Curve("densities", p, "p", points=241),
            Curve("densities", q.expression, "q", points=241),
            Word("densities", "p", beside_p, p.subs(X, beside_p) + 0.045, "p"),
            Word("densities", "q", beside_q, q.expression.subs(X, beside_q) + 0.045, "q"),
        ],
        readouts=both_directions(sp.Integral(p * gap, (X, *ENDS)), reverse_integral(gap, mu, sigma), _pair),
        handles=[Handle("densities", mu, q.expression.subs(X, mu), ("mu", "sigma"), "peak of q")],
        caption="Drag the peak of q: sideways moves its mean, up and down its spread.",
        description="A density p with a hill at {m1} of standard deviation {s1} and weight {w}, and the rest in a hill at {m2} "
        "of standard deviation {s2}. A normal q with mean {mu} and standard deviation {sigma}.",
    )
