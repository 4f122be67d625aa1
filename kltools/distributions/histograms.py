"""``scipy.stats.rv_histogram`` as a component: a density that is constant between edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.arguments import Array
from kltools.distributions.component import Component

FAMILY = "rv_histogram"
"""SciPy's name of the class."""


@dataclass(frozen=True, eq=False)
class Steps:
    """A density that is constant between edges, and 0 outside of them.

    Attributes
    ----------
    edges : ndarray of shape (n + 1,)
        In increasing order.
    masses : ndarray of shape (n,)
        The mass between an edge and the next, summing to 1.
    """

    edges: Array
    masses: Array

    @cached_property
    def _log_heights(self) -> Array:
        """The log density of each step, and on either side of it."""
        with np.errstate(divide="ignore"):
            inside = np.log(self.masses) - np.log(np.diff(self.edges))
        return np.concatenate([[-np.inf], inside, [-np.inf]])

    def logpdf(self, x: ArrayLike) -> Array:
        """The log density; at an edge, where it does not matter, that of the higher step."""
        left, right = (self._log_heights[np.searchsorted(self.edges, x, side=side)] for side in ("left", "right"))
        return np.asarray(np.maximum(left, right), dtype=np.float64)

    def icdf(self, level: ArrayLike) -> Array:
        """The quantiles of some levels."""
        return np.asarray(
            np.interp(np.asarray(level), np.concatenate([[0.0], np.cumsum(self.masses)]), self.edges), dtype=np.float64
        )

    def iccdf(self, level: ArrayLike) -> Array:
        """The quantiles of one less some levels."""
        return self.icdf(1.0 - np.asarray(level))

    @cached_property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """The runs of steps that have mass."""
        full = np.concatenate([[False], self.masses > 0, [False]])
        starts, stops = np.flatnonzero(full[1:] & ~full[:-1]), np.flatnonzero(full[:-1] & ~full[1:])
        return tuple(zip(self.edges[starts].tolist(), self.edges[stops].tolist(), strict=True))


def is_histogram(obj: object) -> bool:
    """Whether `obj` is SciPy's distribution of a histogram, frozen or not."""
    return isinstance(obj.dist if isinstance(obj, rv_frozen) else obj, stats.rv_histogram)


def describe_histogram(obj: Any, argument: str) -> Component:
    """Return the component of a histogram, with the edges as `loc` and `scale` move them.

    Raises
    ------
    ValueError
        If edges do not increase, or contents are negative, not finite or all 0.
    """
    frozen = obj if isinstance(obj, rv_frozen) else obj()
    given = {"loc": 0.0, "scale": 1.0, **dict(zip(("loc", "scale"), frozen.args, strict=False)), **frozen.kwds}
    loc, scale = float(given["loc"]), float(given["scale"])
    edges = loc + scale * np.asarray(frozen.dist._hbins, dtype=np.float64)
    heights = np.asarray(frozen.dist._hpdf[1:-1], dtype=np.float64)
    if not (np.all(np.diff(edges) > 0) and np.all(np.isfinite(edges))):
        place = int(np.argmin(np.diff(edges)))
        raise ValueError(
            f"{argument} is a histogram whose edges do not increase: edge {place} is {edges[place]:g} and the next is "
            f"{edges[place + 1]:g}; give finite edges in increasing order, and a positive scale"
        )
    if not (np.all(np.isfinite(heights)) and np.all(heights >= 0)):
        place = int(np.argmin(np.where(np.isfinite(heights), heights, -np.inf)))
        raise ValueError(
            f"{argument} is a histogram with {heights[place]:g} in bin {place}, after normalisation; give contents that are "
            "not negative, with a positive sum"
        )
    masses = heights * np.diff(frozen.dist._hbins)
    steps = Steps(edges, masses / float(np.sum(masses)))
    intervals = steps.intervals
    return Component(
        steps,
        f"a histogram of {len(masses)} bins",
        FAMILY,
        {"edges": edges, "masses": steps.masses},
        support=(intervals[0][0], intervals[-1][1]),
        runs=intervals,
        landmarks=edges,
    )
