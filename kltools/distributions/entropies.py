"""Entropy and cross-entropy of distributions."""

from __future__ import annotations

import math
from typing import Any

from kltools.arguments import log_of_base
from kltools.distributions import integrands
from kltools.distributions.batches import of_each, of_each_pair
from kltools.distributions.dispatch import kl_in_nats, numerical, pair
from kltools.distributions.entropies_in_closed_form import entropy_in_closed_form
from kltools.distributions.flat_mixture import FlatMixture, flatten

#: Where D and H are this many times their sum, the cross-entropy is added up anew.
_CANCELLED = 1e2


def _entropy_in_nats(p: FlatMixture) -> float:
    if p.single is not None:
        value = 0.0 if p.single.is_point_mass else entropy_in_closed_form(p.single)
        if value is not None:
            return value
    return numerical(p, p, integrands.entropy, "entropy", 1e-12)[0]


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
    own = _entropy_in_nats(views[0])
    value = divergence + own
    if abs(value) * _CANCELLED < divergence:
        value, _ = numerical(*views, integrands.cross_entropy, "cross-entropy", 1e-12 * divergence)
    return value / nats
