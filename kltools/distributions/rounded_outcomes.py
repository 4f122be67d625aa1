"""Outcomes that are equal but for rounding: .1 + .2 + k and .3 + k are one outcome, k and k + .001 are two.

A lattice is loc + integers; its outcomes are told apart by their integer, which is found from numbers that were
rounded a few times at the size of the largest of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array

if TYPE_CHECKING:
    from kltools.distributions.component import Component

#: How many units in the last place two numbers may be apart by rounding, and at most how much where these are large.
_ULPS, _MOST = 4.0, 0.0625


def slack(*sizes: ArrayLike) -> Array:
    """Return how far apart numbers of these sizes may be by rounding."""
    largest = np.abs(np.asarray(sizes[0], dtype=float))
    for size in sizes[1:]:
        largest = np.maximum(largest, np.abs(np.asarray(size, dtype=float)))
    allowed: Array = np.minimum(_ULPS * np.spacing(largest), _MOST)
    return allowed


def to_integers(steps: ArrayLike, *sizes: ArrayLike) -> Array:
    """Return the steps, and where one is an integer but for rounding at these sizes, that integer."""
    steps = np.asarray(steps, dtype=float)
    nearest = np.rint(steps)
    near = np.abs(steps - nearest) <= slack(1.0, steps, *sizes)
    return np.where(near, nearest, steps)


def index_range(component: Component) -> tuple[float, float]:
    """Return the first and the last integer of a component of a lattice, counted from its loc."""
    first, last = (float(np.rint(end - component.loc)) for end in component.support)
    return first, last


def steps_between(loc: float, other: float) -> float | None:
    """Return how many steps the lattice through `other` is ahead of that through `loc`; None if they are two."""
    steps = float(to_integers(other - loc, loc, other))
    return steps if steps.is_integer() else None


def steps_to(outcomes: Array, loc: float) -> Array:
    """Return the steps from `loc` to those outcomes that are on its lattice."""
    steps = to_integers(outcomes - loc, outcomes, loc)
    kept: Array = steps[steps == np.floor(steps)]
    return kept


def merged(outcomes: Array, loc: float = 0.0) -> Array:
    """Return outcomes in order, each once: of those that are equal but for rounding, the first."""
    ordered = np.unique(outcomes)
    apart = np.diff(ordered) > slack(ordered[1:], ordered[:-1], loc)
    kept: Array = ordered[np.concatenate([np.ones(min(1, ordered.size), dtype=bool), apart])]
    return kept


def places(outcomes: Array, points: Array, loc: float = 0.0) -> NDArray[np.intp]:
    """Return for each point the place of the outcome that it is but for rounding, -1 where there is none."""
    after = np.clip(np.searchsorted(outcomes, points), 0, outcomes.size - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(points - outcomes[before]) < np.abs(points - outcomes[after]), before, after)
    near = np.abs(points - outcomes[nearest]) <= slack(points, outcomes[nearest], loc)
    return np.where(near, nearest, -1)
