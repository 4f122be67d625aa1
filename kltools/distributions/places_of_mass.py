"""Where the mass of a discrete component lies, for those whose quantiles SciPy finds by adding up probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kltools.arguments import Array

if TYPE_CHECKING:
    from kltools.distributions.component import Component

_ADDED_UP = frozenset(
    "betabinom betanbinom boltzmann hypergeom logser nchypergeom_fisher nchypergeom_wallenius nhypergeom skellam "
    "yulesimon zipf zipfian".split()
)
#: Standard deviations from the mean.
_SPREAD = np.array([-5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 5.0])


def places_of_mass(component: Component) -> Array | None:
    """Return some outcomes from one tail to the other, in order; None where quantiles are to be had."""
    if "pk" in component.parameters:
        return np.asarray(component.parameters["xk"], dtype=float)
    if component.family not in _ADDED_UP:
        return None
    low, high = component.support
    start = [low, min(low + 63.0, high)] if math.isfinite(low) else []
    if component.family == "zipfian":  # its mean is added up too, and most of its mass may be anywhere
        return np.unique([*start, high])
    with np.errstate(all="ignore"):
        mean, deviation = float(component.source.mean()), math.sqrt(max(0.0, float(component.source.var())))
        around = component.loc + np.rint(mean - component.loc + deviation * _SPREAD)
    # a tail without a variance is followed from the start
    return np.unique([*start, *np.clip(around[np.isfinite(around)], low, high)])
