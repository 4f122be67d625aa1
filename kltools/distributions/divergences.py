"""Divergences between two distributions given as SciPy objects or mixtures."""

from __future__ import annotations

import math
from typing import Any

from kltools.arguments import log_of_base
from kltools.distributions import integrands
from kltools.distributions.dispatch import kl_by_quadrature, kl_in_nats, numerical, pair
from kltools.distributions.flat_mixture import same
from kltools.distributions.infinite_by_supports import disjoint

#: Below this size an answer is rounding: the floor of quantities that are first order in p - q.
_FIRST_ORDER = 1e-13


def kl_divergence(p: Any, q: Any, *, base: float | None = None) -> float:
    """Kullback–Leibler divergence of distributions; see `kltools.kl_divergence`."""
    nats = log_of_base(base)
    return float(kl_in_nats(*pair(p, q))) / nats


def kl_quadrature(p: Any, q: Any) -> tuple[float, float]:
    """Kullback-Leibler divergence D(p||q) by numerical integration or summation alone.

    Parameters
    ----------
    p, q : distributions
        As for `kltools.kl_divergence`, in at most three dimensions.

    Returns
    -------
    value : float
        D(p||q) in nats, infinite where supports or tails prove it.
    error : float
        An estimate of the absolute error: the rule's own, what the tails leave out, the rounding of
        the log densities, and what the masses of p and q miss of 1.

    Raises
    ------
    TypeError, ValueError
        As for `kltools.kl_divergence`.
    QuadratureError
        If the error would be above 1e-6 of the value (1e-5 in two and three dimensions).

    References
    ----------
    R. Piessens, E. de Doncker-Kapenga, C. W. Ueberhuber and D. K. Kahaner, QUADPACK, 1983.

    Examples
    --------
    >>> from scipy import stats
    >>> value, error = kl_quadrature(stats.expon(), stats.expon(scale=2))
    >>> round(value, 10), error < 1e-12
    (0.1931471806, True)
    """
    value, error = kl_by_quadrature(*pair(p, q))
    return float(value), float(error)


def js_divergence(p: Any, q: Any, *, base: float | None = None) -> float:
    """Jensen–Shannon divergence of distributions; see `kltools.js_divergence`."""
    nats = log_of_base(base)
    views = pair(p, q)
    if same(*views):
        return 0.0
    if disjoint(*views):
        return math.log(2.0) / nats
    value, _ = numerical(*views, integrands.js, "Jensen-Shannon divergence")
    return min(max(0.0, value), math.log(2.0)) / nats


def js_distance(p: Any, q: Any, *, base: float | None = None) -> float:
    """Jensen–Shannon distance of distributions; see `kltools.js_distance`."""
    return math.sqrt(js_divergence(p, q, base=base))


def jeffreys_divergence(p: Any, q: Any, *, base: float | None = None) -> float:
    """Jeffreys divergence of distributions; see `kltools.jeffreys_divergence`."""
    nats = log_of_base(base)
    first, second = pair(p, q)
    return kl_in_nats(first, second) / nats + kl_in_nats(second, first) / nats


def total_variation(p: Any, q: Any) -> float:
    """Total variation distance of distributions; see `kltools.total_variation`."""
    views = pair(p, q)
    if same(*views):
        return 0.0
    if disjoint(*views):
        return 1.0
    value, _ = numerical(*views, integrands.total_variation, "total variation", _FIRST_ORDER)
    return min(max(0.0, value), 1.0)
