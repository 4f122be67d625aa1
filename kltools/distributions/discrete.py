"""Closed forms for Bernoulli, binomial, Poisson, geometric and negative binomial distributions.

References
----------
T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, section 2.3.
S. Kullback, Information Theory and Statistics, 1959, chapter 4.
"""

from __future__ import annotations

import math

from .frozen import Component
from .registry import register
from .slack import log_slack, slack


def bernoulli_kl(a: float, b: float) -> float:
    """Return D of Bernoulli(a) from Bernoulli(b), as the slack of the ones plus the slack of the zeros."""
    zeros = 1.0 - a
    d = (a - b) / zeros if zeros > 0 else math.inf
    if abs(d) < 0.5:
        return slack(a, b) + zeros * log_slack(d)
    return slack(a, b) + slack(zeros, 1.0 - b)


@register("bernoulli", "bernoulli")
@register("bernoulli", "binom")
@register("binom", "bernoulli")
@register("binom", "binom")
def _binomial(p: Component, q: Component) -> float | None:
    trials = p.shapes.get("n", 1.0)
    if p.loc != q.loc or trials != q.shapes.get("n", 1.0):
        return None
    return trials * bernoulli_kl(p.shapes["p"], q.shapes["p"])


@register("poisson", "poisson")
def _poisson(p: Component, q: Component) -> float | None:
    return slack(p.shapes["mu"], q.shapes["mu"]) if p.loc == q.loc else None


@register("geom", "geom")
def _geometric(p: Component, q: Component) -> float:
    """A start that is later by k outcomes adds k log(1/(1 - q)), the chance that q passes over them."""
    later, a, b = p.loc - q.loc, p.shapes["p"], q.shapes["p"]
    passed = -later * math.log1p(-b) if later else 0.0
    return bernoulli_kl(a, b) / a + passed


@register("nbinom", "nbinom")
def _negative_binomial(p: Component, q: Component) -> float | None:
    if p.loc != q.loc or p.shapes["n"] != q.shapes["n"]:
        return None
    return p.shapes["n"] * (bernoulli_kl(p.shapes["p"], q.shapes["p"]) / p.shapes["p"])
