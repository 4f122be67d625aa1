"""Entropy and cross-entropy of distributions."""

from __future__ import annotations

import math
from typing import Any

from kltools.arguments import log_of_base
from kltools.distributions import integrands
from kltools.distributions.batches import of_each, of_each_pair
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


@of_each
def entropy(p: Any, *, base: float | None = None) -> float:
    """Entropy of a distribution; see `kltools.entropy`."""
    nats = log_of_base(base)
    return _entropy_in_nats(flatten(p, "p")) / nats


@of_each_pair
def cross_entropy(p: Any, q: Any, *, base: float | None = None) -> float:
    """Cross-entropy of distributions; see `kltools.cross_entropy`."""
    nats = log_of_base(base)
    views = pair(p, q)
    divergence = kl_in_nats(*views)
    if divergence == math.inf:
        return math.inf
    return (divergence + _entropy_in_nats(views[0])) / nats
