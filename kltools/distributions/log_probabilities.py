"""The log probability of outcomes under one discrete component, whatever kind of object it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats.distributions import rv_frozen

from kltools.arguments import Array
from kltools.distributions.log_pmfs import LOG_PMFS
from kltools.distributions.rounded_outcomes import index_range, places, to_integers

if TYPE_CHECKING:
    from kltools.distributions.component import Component


def log_probability(component: Component, anchor: ArrayLike, offset: ArrayLike) -> Array:
    """Return the log probability of the outcomes ``anchor + offset``, which may be off by rounding."""
    anchor, offset = np.asarray(anchor, dtype=float), np.asarray(offset, dtype=float)
    if "pk" in component.parameters:
        return _of_table(component, anchor + offset)
    steps = to_integers((anchor - component.loc) + offset, component.loc, anchor, offset)
    return log_probability_of_step(component, steps)


def log_probability_of_step(component: Component, steps: Array) -> Array:
    """Return the log probability of ``loc + steps``, for a component of a lattice."""
    log_pmf = LOG_PMFS.get(component.family or "")
    if log_pmf is None:
        if isinstance(component.source, rv_frozen):
            return np.asarray(component.source.dist.logpmf(steps, *component.shapes.values()), dtype=float)
        return np.asarray(component.source.logpmf(component.loc + steps), dtype=float)
    first, last = index_range(component)
    inside = (steps >= first) & (steps <= last) & (steps == np.floor(steps))
    safe = np.where(inside, steps, next((end for end in (first, last) if np.isfinite(end)), 0.0))
    return np.where(inside, log_pmf(safe, *component.shapes.values()), -np.inf)


def _of_table(component: Component, points: Array) -> Array:
    """The log probability that a table gives each point, -inf where it is none of its outcomes."""
    with np.errstate(divide="ignore"):
        logs = np.log(component.parameters["pk"])
    place = places(component.parameters["xk"], points, component.loc)
    return np.where(place >= 0, logs[place], -np.inf)


def is_possible(component: Component, outcomes: Array) -> NDArray[np.bool_]:
    """Return which outcomes have positive probability.

    SciPy's own families give it to every step of their supports; of other objects it is asked.
    """
    if component.family is None or "pk" in component.parameters:
        return ~np.isneginf(log_probability(component, 0.0, outcomes))
    first, last = index_range(component)
    steps = to_integers(outcomes - component.loc, component.loc, outcomes)
    possible: NDArray[np.bool_] = (steps == np.floor(steps)) & (steps >= first) & (steps <= last)
    return possible
