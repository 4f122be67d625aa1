"""Densities that are given as a function and the interval on which it is positive."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.integrands import UNDERFLOWN

#: How far a density may integrate from 1.
_TOLERANCE = 1e-8
#: Powers of 2 from a point at which a peak of any width is met, and how much of the mass a point has to have beyond it.
_LADDER, _SOME_MASS = 2.0 ** np.arange(-40.0, 41.0, 2.0), 1e-17


class Density:
    """A distribution on the line, given by its density.

    Parameters
    ----------
    pdf : callable
        The density, or its logarithm if `log`: takes an array of shape (n,), returns one number for each entry.
    support : tuple of two numbers, or a sequence of such tuples
        The interval outside of which the density is 0, or several; an end may be infinite. The density is taken for positive
        inside, but for single points.
    log : bool, optional
        Whether `pdf` returns natural logarithms, which reach further into the tails.
    breakpoints : sequence of float, optional
        Points at which the density jumps, bends, is 0 or infinite, or near which it has a narrow peak. Where an infinite
        support holds its mass far from 0, or on a scale far from 1, these say so.

    Raises
    ------
    TypeError
        If `pdf` is no function of arrays that returns real numbers, or the other arguments are not numbers.
    ValueError
        If the support is not one or more intervals, a breakpoint lies outside of it, the density is negative or NaN
        somewhere, or it does not integrate to 1 within 1e-8.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools import kl_divergence
    >>> ramp = Density(lambda x: 2 * x, support=(0, 1))
    >>> round(kl_divergence(stats.uniform(0, 1), ramp), 10)  # 1 - log 2
    0.3068528194
    """

    def __init__(
        self, pdf: Callable[[Array], ArrayLike], support: Any, *, log: bool = False, breakpoints: Sequence[float] = ()
    ) -> None:
        if not callable(pdf):
            raise TypeError(
                f"pdf is {pdf!r} of type {type(pdf).__name__}, no function; give one of an array of outcomes"
            )
        self._function, self.is_log = pdf, bool(log)
        self.intervals = _intervals(support)
        self.breakpoints = _points(breakpoints, self.intervals)
        self._bounds = np.unique(
            [*self.breakpoints, *(end for run in self.intervals for end in run if math.isfinite(end))]
        )
        self._landmarks = _first_landmarks(self.breakpoints, self.intervals)
        self._levels, self._places = np.linspace(0.0, 1.0, len(self._landmarks)), self._landmarks
        self._locate()

    def __repr__(self) -> str:
        name = getattr(self._function, "__name__", type(self._function).__name__)
        return f"Density({name}, support={self.intervals[0] if len(self.intervals) == 1 else self.intervals})"

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest possible outcome (gaps are not shown)."""
        return self.intervals[0][0], self.intervals[-1][1]

    def logpdf(self, x: ArrayLike) -> Array:
        """Return the log density at `x`, -inf outside the support."""
        points = np.asarray(x, dtype=np.float64)
        result = np.full(points.shape, -np.inf)
        inside = np.zeros(points.shape, dtype=bool)
        for low, high in self.intervals:
            inside |= (low <= points) & (points <= high)
        if inside.any():
            result[inside] = self._logs(points[inside])
        vanished = inside & np.isneginf(result) & ~np.isin(points, self._bounds)
        result[vanished] = UNDERFLOWN
        return result

    def pdf(self, x: ArrayLike) -> Array:
        """Return the density at `x`, 0 outside the support."""
        return np.exp(self.logpdf(x))

    def icdf(self, level: ArrayLike) -> Array:
        """Return about where the density has these levels below: enough to find its mass, not to draw from it."""
        return np.asarray(np.interp(np.asarray(level), self._levels, self._places), dtype=np.float64)

    def iccdf(self, level: ArrayLike) -> Array:
        """Return about where the density has these levels above."""
        return self.icdf(1.0 - np.asarray(level))

    def component(self) -> Component:
        """Return the density as the numerical rules see it."""
        runs = self.intervals if len(self.intervals) > 1 else ()
        return Component(self, repr(self), None, {}, support=self.support(), runs=runs, landmarks=self._landmarks)

    def _logs(self, points: Array) -> Array:
        """The log density inside the support, or an error that says what the function returned."""
        try:
            with np.errstate(all="ignore"):
                values = np.broadcast_to(np.asarray(self._function(points), dtype=np.float64), points.shape)
        except (TypeError, ValueError) as reason:
            raise TypeError(
                f"pdf did not return one real number for each entry of an array of shape {points.shape} ({reason}); write it "
                "with NumPy's functions, or wrap it in numpy.vectorize"
            ) from reason
        at_bounds = np.isin(points, self._bounds)  # where it does not matter
        values = np.where(at_bounds & np.isnan(values), -np.inf if self.is_log else 0.0, values)
        bad = np.isnan(values) | (False if self.is_log else values < 0) | (np.isposinf(values) & ~at_bounds)
        if np.any(bad):
            place = int(np.argmax(bad))
            raise ValueError(
                f"pdf is {values[place]:g} at {points[place]:g}, but a density is a finite number of at least 0; correct "
                "it there, name the point among breakpoints, or say log=True if it returns logarithms"
            )
        with np.errstate(divide="ignore"):
            return values if self.is_log else np.log(values)

    def _locate(self) -> None:
        """Find where the mass is, or raise where it is not 1."""
        from kltools.distributions.masses import masses_of  # it imports the mixtures that may contain a density

        ends, masses, error = masses_of(self.component())
        mass = math.fsum(masses)
        if not (abs(mass - 1.0) <= _TOLERANCE and error <= 1e-6):
            known = f"to {mass:.9g}" if error <= 1e-6 else f"to about {mass:.3g}, uncertain by {error:.1g}"
            raise ValueError(
                f"pdf integrates {known} over {self.intervals}, not to 1; divide it by its integral, correct support, or give "
                "breakpoints where it jumps, is infinite, or has its mass"
            )
        self._levels, self._places = np.concatenate([[0.0], np.cumsum(masses) / mass]), ends
        kept = (self._levels > _SOME_MASS) & (self._levels < 1.0 - _SOME_MASS)
        self._landmarks = np.unique(np.concatenate([self.breakpoints, _apart(ends[kept], self._bounds)]))


def _intervals(support: Any) -> tuple[tuple[float, float], ...]:
    try:
        ends = np.atleast_2d(np.array(support, dtype=np.float64))
    except (TypeError, ValueError):
        ends = np.empty(0)
    if ends.ndim != 2 or ends.shape[1] != 2 or not len(ends):
        raise TypeError(f"support is {support!r}, not a pair of numbers or pairs of them; give one such as (0, 1)")
    flat = ends.ravel()
    if not np.all(np.diff(flat)[::2] > 0) or not np.all(np.diff(flat) >= 0):
        raise ValueError(
            f"support is {support!r}, whose ends do not increase; give one such as (0, 1) or [(0, 1), (2, 3)]"
        )
    return tuple((low, high) for low, high in ends.tolist())


def _points(breakpoints: Any, intervals: tuple[tuple[float, float], ...]) -> Array:
    try:
        points = np.unique(np.asarray(breakpoints, dtype=np.float64).ravel())
    except (TypeError, ValueError):
        raise TypeError(f"breakpoints is {breakpoints!r}, not numbers; give a list of points of the support") from None
    for x in points:
        if not (math.isfinite(x) and any(low <= x <= high for low, high in intervals)):
            raise ValueError(f"breakpoints has {x:g}, which is outside support {intervals}; leave it out")
    inner = [end for interval in intervals for end in interval][1:-1]
    return np.unique(np.concatenate([points, inner]))


def _first_landmarks(breakpoints: Array, intervals: tuple[tuple[float, float], ...]) -> Array:
    """Points to start from, before it is known where the mass is: powers of 2 from each point that is given, or from 0."""
    ends = np.array([end for interval in intervals for end in interval])
    given = np.unique(np.concatenate([breakpoints, ends[np.isfinite(ends)]]))
    centres = given if given.size else np.zeros(1)
    around = np.add.outer(centres, np.concatenate([-_LADDER, [0.0], _LADDER])).ravel()
    inside = np.zeros(around.shape, dtype=bool)
    for low, high in intervals:
        inside |= (low < around) & (around < high)
    return np.unique(np.concatenate([_apart(around[inside], given), breakpoints]))


def _apart(points: Array, bounds: Array) -> Array:
    """The points that floats can tell from each of some bounds well enough."""
    with np.errstate(invalid="ignore"):
        distances = np.abs(np.subtract.outer(points, bounds))
    apart: Array = points[np.all(distances > 64.0 * np.spacing(np.abs(bounds)), axis=1) & np.isfinite(points)]
    return apart
