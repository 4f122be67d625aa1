"""Entropy and cross-entropy of distributions."""

from __future__ import annotations

import math
from typing import Any

from kltools.arguments import log_of_base
from kltools.distributions import integrands
from kltools.distributions.dispatch import kl_in_nats, numerical, pair
from kltools.distributions.flat_mixture import FlatMixture, flatten

#: Families whose entropy SciPy computes by a formula.
_CLOSED_ENTROPY = frozenset(
    "norm lognorm expon gamma beta laplace uniform cauchy t logistic gumbel_r gumbel_l weibull_min pareto "
    "rayleigh maxwell halfnorm halfcauchy triang chi2 bernoulli multivariate_normal dirichlet".split()
)


def _entropy_in_nats(p: FlatMixture) -> float:
    if p.single is not None and p.single.family in _CLOSED_ENTROPY:
        return float(p.single.source.entropy())
    value, _ = numerical(p, p, integrands.entropy, "entropy", 1e-12)
    return value


def entropy(p: Any, *, base: float | None = None) -> float:
    """Entropy H(p); the differential entropy for a continuous distribution, which may be negative.

    Parameters
    ----------
    p : distribution
        As for `kl_divergence`.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        The integral or sum of -p log p, by SciPy's formula where it has one.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, sections 2.1 and 8.1.

    Examples
    --------
    >>> from scipy import stats
    >>> entropy(stats.bernoulli(0.5), base=2)
    1.0
    >>> entropy(stats.uniform(0, 1))
    0.0
    """
    nats = log_of_base(base)
    return _entropy_in_nats(flatten(p, "p")) / nats


def cross_entropy(p: Any, q: Any, *, base: float | None = None) -> float:
    """Cross-entropy of p and q: H(p) + D(p||q), the expectation under p of -log q.

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        Infinite where D(p||q) is; with differential entropies where p and q are continuous.

    Raises
    ------
    TypeError, ValueError, OverflowError, QuadratureError
        As for `kl_divergence`.

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, section 5.4.

    Examples
    --------
    >>> from scipy import stats
    >>> round(cross_entropy(stats.norm(0, 1), stats.norm(1, 1)), 10)
    1.9189385332
    """
    nats = log_of_base(base)
    views = pair(p, q)
    divergence = kl_in_nats(*views)
    if divergence == math.inf:
        return math.inf
    return (divergence + _entropy_in_nats(views[0])) / nats
