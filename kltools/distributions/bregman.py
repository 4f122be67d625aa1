"""Bregman divergences of log-gamma functions, as integrals of positive terms.

Between members of an exponential family D(p||q) is the Bregman divergence of the log normaliser A:
A(q) - A(p) - A'(p)(q - p). Evaluated so, it cancels; as the integral of (1 - s) A''(p + s(q - p))
(q - p)^2 over s in [0, 1] every term is positive, and nearly equal members keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .frozen import Array

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
#: B_2k: trigamma(t) - 1/t - 1/(2 t^2) ~ sum of B_2k / t^(2k + 1).
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)


def trigamma_excess(t: Array) -> Array:
    """Return trigamma(t) - 1/t for t > 0: its recurrence up to t + 12, then its asymptotic series."""
    total = np.zeros_like(t)
    for j in range(12):
        total = total + 1.0 / ((t + j) ** 2 * (t + j + 1.0))
    x = t + 12.0
    inverse = 1.0 / (x * x)
    series = np.polyval(_BERNOULLI[::-1], inverse)
    return total + 0.5 * inverse + series * inverse / x


def along_segment(start: Array, stop: Array, curvature: Callable[[Array], Array]) -> float:
    """Integrate (1 - s) curvature(start + s (stop - start)) over s in [0, 1].

    `start` and `stop` are positive vectors of shape (d,); `curvature` maps points of shape (n, d) to
    the second derivative along the segment. Panels double away from whichever end a coordinate is
    small at, where the curvature has its pole.
    """
    total = 0.0
    for base, other, from_start in ((start, stop, True), (stop, start, False)):
        rise = (other - base) / base
        edges = _edges(float(np.max(rise)))
        near, width = edges[:-1, None], np.diff(edges)[:, None]
        s = (near + width * (_NODES + 1.0) / 2.0).ravel()
        weights = (width * _WEIGHTS / 2.0).ravel()
        points = (1.0 - s)[:, None] * base + s[:, None] * other
        total += float(weights @ (((1.0 - s) if from_start else s) * curvature(points)))
    return total


def _edges(rise: float) -> Array:
    """Return panel edges in [0, 1/2] for a coordinate that grows by the factor 1 + 2 rise s."""
    count = max(0, math.ceil(math.log2(rise))) if rise > 1.0 else 0
    return np.concatenate([[0.0], 0.5 * 2.0 ** np.arange(-count, 1)])


def equal_means_gamma(shape_p: float, shape_q: float) -> float:
    """Return D between gammas of equal means, the Bregman divergence of lgamma(a) - a log a + a."""
    step = shape_q - shape_p
    if step == 0.0:
        return 0.0
    ends = np.array([shape_p]), np.array([shape_q])
    return along_segment(*ends, lambda t: (step * trigamma_excess(t[:, 0])) * step)


def log_beta(p: Array, q: Array) -> float:
    """Return the Bregman divergence of sum lgamma(a_i) - lgamma(sum a_i), which is D between Dirichlets.

    The poles 1/t of trigamma are taken out: together they make the variance of the relative steps
    u_i = (q_i - p_i)/a_i under the weights a_i, which is summed as squares.
    """
    step = q - p
    if not np.any(step):
        return 0.0

    def curvature(a: Array) -> Array:
        whole = np.sum(a, axis=1, keepdims=True)
        u = step / a
        mean = np.sum(step) / whole
        variance = np.sum(a * (u - mean) ** 2, axis=1)
        own = np.sum(trigamma_excess(a) * step * step, axis=1)
        return variance + own - trigamma_excess(whole[:, 0]) * np.sum(step) ** 2

    return along_segment(p, q, curvature)
