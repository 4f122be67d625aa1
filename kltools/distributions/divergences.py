"""Divergences between two distributions given as SciPy objects or mixtures."""

from __future__ import annotations

import math
from typing import Any

from kltools.arguments import log_of_base
from kltools.distributions import integrands
from kltools.distributions.dispatch import kl_by_quadrature, kl_in_nats, numerical, pair
from kltools.distributions.infinite_by_supports import disjoint

#: Below this size an answer is rounding: the floor of quantities that are first order in p - q.
_FIRST_ORDER = 1e-13


def kl_divergence(p: Any, q: Any, *, base: float | None = None) -> float:
    """Kullback-Leibler divergence D(p||q) of one distribution from another.

    Parameters
    ----------
    p, q : distributions
        Frozen SciPy distributions (of numbers, vectors or matrices), SciPy's newer objects, tables
        ``scipy.stats.rv_discrete(values=...)`` or `Mixture`; of one dimension, both continuous or both
        discrete, with scalar parameters. A von Mises distribution lives on the circle, cut at pi.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        D(p||q) >= 0; exactly 0 for equal members, and infinite only where the supports or the tails
        prove it.

    Raises
    ------
    TypeError
        If an argument is not a distribution, or one is continuous and the other discrete.
    ValueError
        If the dimensions differ, parameters are arrays or invalid, or there is neither a closed form
        nor a numerical rule.
    OverflowError
        If a closed form is finite but above the largest floating-point number.
    QuadratureError
        If there is no closed form and numerical integration cannot vouch for its answer.

    Notes
    -----
    Closed forms are the expressions of `kltools.exact`, evaluated with as many bits as their
    cancellation asks for; chapter 11 lists them. Other pairs integrate or sum
    p log(p/q) - p + q, which is non-negative at every point, by adaptive Gauss-Kronrod panels (one
    dimension), product rules (two and three) or blocks of outcomes.

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, sections 2.3 and 8.5.

    Examples
    --------
    >>> from scipy import stats
    >>> round(kl_divergence(stats.norm(0, 1), stats.norm(1, 2)), 10)
    0.4431471806
    >>> kl_divergence(stats.cauchy(0, 1), stats.norm(0, 1))
    inf
    """
    nats = log_of_base(base)
    return float(kl_in_nats(*pair(p, q))) / nats


def kl_quadrature(p: Any, q: Any) -> tuple[float, float]:
    """Kullback-Leibler divergence D(p||q) by numerical integration or summation alone.

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`, in at most three dimensions.

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
        As for `kl_divergence`.
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
    """Jensen-Shannon divergence: the mean of D(p||m) and D(q||m) with m = (p + q)/2.

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`, in at most three dimensions.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        Between 0 and log 2 (in the base), symmetric in p and q.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    The integrand is written in e = (q - p)/(q + p), never through a rounded m.

    References
    ----------
    J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37, 1991.

    Examples
    --------
    >>> from scipy import stats
    >>> js_divergence(stats.uniform(0, 1), stats.uniform(2, 1), base=2)
    1.0
    """
    nats = log_of_base(base)
    views = pair(p, q)
    if disjoint(*views):
        return math.log(2.0) / nats
    value, _ = numerical(*views, integrands.js, "Jensen-Shannon divergence")
    return min(max(0.0, value), math.log(2.0)) / nats


def js_distance(p: Any, q: Any, *, base: float | None = None) -> float:
    """Jensen-Shannon distance: the square root of `js_divergence`, a metric.

    Parameters
    ----------
    p, q : distributions
        As for `js_divergence`.
    base : float, optional
        Base of the logarithm of the divergence, above 1. Nats unless given.

    Returns
    -------
    float
        Between 0 and the square root of log 2 (in the base).

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `js_divergence`.

    References
    ----------
    D. M. Endres and J. E. Schindelin, A new metric for probability distributions, IEEE Trans. Inf.
    Theory 49, 2003.

    Examples
    --------
    >>> from scipy import stats
    >>> round(js_distance(stats.norm(0, 1), stats.norm(1, 2)), 10)
    0.3580153252
    """
    return math.sqrt(js_divergence(p, q, base=base))


def jeffreys_divergence(p: Any, q: Any, *, base: float | None = None) -> float:
    """Jeffreys divergence: D(p||q) + D(q||p).

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        The sum of both directions, infinite where either is.

    Raises
    ------
    TypeError, ValueError, OverflowError, QuadratureError
        As for `kl_divergence`.

    References
    ----------
    H. Jeffreys, An invariant form for the prior probability in estimation problems, Proc. R. Soc. A
    186, 1946.

    Examples
    --------
    >>> from scipy import stats
    >>> jeffreys_divergence(stats.norm(0, 1), stats.norm(2, 1))
    4.0
    """
    return kl_divergence(p, q, base=base) + kl_divergence(q, p, base=base)


def total_variation(p: Any, q: Any) -> float:
    """Total variation distance: half the integral of abs(p - q), the most that any event's chances differ.

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`, in at most three dimensions.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, section 11.6.

    Examples
    --------
    >>> from scipy import stats
    >>> round(total_variation(stats.norm(0, 1), stats.norm(1, 1)), 10)
    0.3829249225
    """
    views = pair(p, q)
    if disjoint(*views):
        return 1.0
    value, _ = numerical(*views, integrands.total_variation, "total variation", _FIRST_ORDER)
    return min(max(0.0, value), 1.0)
