"""Closed forms for Laplace and Cauchy distributions.

References
----------
F. Chyzak and F. Nielsen, A closed-form formula for the Kullback-Leibler divergence between Cauchy
distributions, arXiv:1905.10965, 2019.
"""

from __future__ import annotations

import math

from .frozen import Component
from .registry import register
from .slack import exp_slack, ratio_slack


@register("laplace", "laplace")
def _laplace(p: Component, q: Component) -> float:
    """With r = b_p/b_q and t = |difference of locations|/b_p: [r - 1 - log r] + r [e^-t - 1 + t]."""
    distance, ratio = abs(p.loc - q.loc), p.scale / q.scale
    t = distance / p.scale
    moved = ratio * float(exp_slack(-t)) if t < 1.0 else distance / q.scale + ratio * math.expm1(-t)
    return ratio_slack(p.scale, q.scale) + moved


@register("cauchy", "cauchy")
def _cauchy(p: Component, q: Component) -> float:
    """log of ((s_p + s_q)^2 + d^2) / (4 s_p s_q), as log1p of ((s_p - s_q)^2 + d^2) / (4 s_p s_q)."""
    root = 2.0 * math.sqrt(p.scale) * math.sqrt(q.scale)
    h = math.hypot((p.scale - q.scale) / root, (p.loc - q.loc) / root)
    return math.log1p(h * h) if h < 1e100 else 2.0 * math.log(h)
