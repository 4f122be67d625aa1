"""Closed forms for exponential and gamma distributions, and their special cases.

References
----------
S. Kullback, Information Theory and Statistics, 1959.
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of
Cognitive Neurology, University College London, 2001.
"""

from __future__ import annotations

from .bregman import equal_means_gamma
from .frozen import Component
from .registry import register
from .slack import log_quotient, log_slack, ratio_slack


@register("expon", "expon")
def _exponential(p: Component, q: Component) -> float:
    """A start that is later by d adds d/scale_q."""
    return ratio_slack(p.scale, q.scale) + (p.loc - q.loc) / q.scale


def _shape_and_scale(c: Component) -> tuple[float, float]:
    if c.family == "chi2":
        return c.shapes["df"] / 2.0, 2.0 * c.scale
    return c.shapes.get("a", 1.0), c.scale


def _gamma(p: Component, q: Component) -> float | None:
    """Two non-negative parts: a_q times the slack of the ratio of the means, and D at equal means."""
    if p.loc != q.loc:
        return None
    (shape_p, scale_p), (shape_q, scale_q) = _shape_and_scale(p), _shape_and_scale(q)
    step, stretch = (shape_p - shape_q) / shape_q, (scale_p - scale_q) / scale_q
    # The ratio of the means less 1, from the differences where they are small.
    close = max(abs(step), abs(stretch)) < 0.5
    d = step + stretch + step * stretch if close else shape_p / shape_q * (scale_p / scale_q) - 1.0
    if abs(d) < 0.5:
        means = log_slack(d)
    else:
        means = d - log_quotient(shape_p, shape_q) - log_quotient(scale_p, scale_q)
    return shape_q * means + equal_means_gamma(shape_p, shape_q)


for _p_family in ("gamma", "erlang", "chi2", "expon"):
    for _q_family in ("gamma", "erlang", "chi2", "expon"):
        if (_p_family, _q_family) != ("expon", "expon"):
            register(_p_family, _q_family)(_gamma)
