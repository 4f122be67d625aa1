"""Outcomes of p and q in the variables that the terms of every divergence are written in.

These are p, q, their difference q - p, e = (q - p)/(q + p) and log(p/q), none of which is to lose digits where p is
close to q. Whoever has them computes them: from p and q, whose difference is exact where they are close (Sterbenz);
or from log p and log q, of which log(q/p) = r is the difference, and e = tanh(r/2).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import SMALLEST_NORMAL, Array

#: The smallest positive double.
TINY = 5e-324
#: Up to this e^2 the logarithm of the ratio is 2 artanh(e); beyond, the ratio itself is as good.
RATIO_LIMIT = 0.25


class Pair(ABC):
    """Outcomes of p and q, as arrays of one shape; p and q may be densities, times the measure of what a point stands for."""

    p: Array
    q: Array
    #: q - p.
    difference: Array
    #: (q - p)/(q + p).
    e: Array
    #: Up to this e^2 the slack of KL is summed as a series; beyond, its parts cancel too little to matter.
    slack_limit: ClassVar[float]

    @abstractmethod
    def log_p_over_q(self) -> Array:
        """Return log(p/q): 0 where both are 0, infinite where one is."""

    @abstractmethod
    def far_log_ratio(self, places: NDArray[np.intp]) -> Array:
        """Return log(p/q) at some places of the flattened arrays where p and q are far apart; anything where p is 0."""

    @abstractmethod
    def p_over_q(self) -> Array:
        """Return p/q: infinite where q is 0, and anything where p is too."""

    @abstractmethod
    def times_q(self, values: Array, kept: NDArray[np.bool_]) -> Array:
        """Return some numbers times q, one for each outcome that is kept."""

    @abstractmethod
    def p_times_exp(self, x: Array) -> Array:
        """Return p exp(x), 0 where p = 0."""


class ProbabilityPair(Pair):
    """Outcomes given by p and q, no entry negative.

    Parameters
    ----------
    p, q
        Arrays of one shape.
    difference
        q - p, where it is known to more digits than the subtraction would give.
    into
        Arrays of that shape for the difference and for e; new ones by default.
    """

    slack_limit = 0.0625

    def __init__(self, p: Array, q: Array, difference: Array | None = None, into: list[Array] | None = None) -> None:
        self.p, self.q = p, q
        self._into: list[Array] | tuple[None, None] = into or (None, None)
        self.difference = np.subtract(q, p, out=self._into[0]) if difference is None else difference

    @cached_property
    def e(self) -> Array:  # type: ignore[override]
        """(q - p)/(q + p), NaN where both are 0."""
        e: Array = np.add(self.p, self.q, out=self._into[1])
        return np.divide(self.difference, e, out=e)

    def log_p_over_q(self) -> Array:
        """Return log(p/q) to full relative accuracy: 0 where both are 0, infinite where one is."""
        close = np.abs(self.e) <= math.sqrt(RATIO_LIMIT)
        if close.all():
            return np.arctanh(self.e) * -2.0
        logs = _log_of_ratio(self.p, self.q)
        np.putmask(logs, close, np.arctanh(self.e) * -2.0)
        np.putmask(logs, (self.p == 0) & (self.q == 0), 0.0)
        return logs

    def far_log_ratio(self, places: NDArray[np.intp]) -> Array:
        """Return log(p/q) at some places where p and q are far apart; NaN where both are 0."""
        return _log_of_ratio(self.p.ravel()[places], self.q.ravel()[places])

    def p_over_q(self) -> Array:
        """Return p/q: infinite where q is 0 or p/q beyond the range of doubles, NaN where both are 0."""
        return self.p / self.q

    def times_q(self, values: Array, kept: NDArray[np.bool_]) -> Array:
        """Return some numbers times q, one for each outcome that is kept."""
        return self.q[kept] * values

    def p_times_exp(self, x: Array) -> Array:
        """Return p exp(x), 0 where p = 0; infinite where exp(x) is beyond the range of doubles."""
        values: Array = self.p * np.exp(x)
        np.putmask(values, self.p == 0, 0.0)
        return values


def _log_of_ratio(p: Array, q: Array) -> Array:
    """Return log(p/q), NaN where both are 0."""
    ratio = p / q
    logs: Array = np.log(ratio)
    if not (float(ratio.min(initial=1.0)) >= SMALLEST_NORMAL and float(ratio.max(initial=1.0)) < math.inf):
        # The ratio of two numbers that are both positive can still leave the range of doubles.
        lost = (np.isinf(ratio) | (ratio < SMALLEST_NORMAL)) & (p > 0) & (q > 0)
        logs[lost] = np.log(p[lost]) - np.log(q[lost])
    return logs


class LogPair(Pair):
    """Outcomes given by log p and log q, of which p and q may be too small for doubles.

    Parameters
    ----------
    log_p, log_q
        Arrays of one shape, -inf where p or q is 0.
    """

    slack_limit = math.tanh(0.5) ** 2  # |log(q/p)| <= 1

    def __init__(self, log_p: Array, log_q: Array) -> None:
        self.log_p, self.log_q = log_p, log_q
        self.p, self.q = np.exp(log_p), np.exp(log_q)
        #: log(q/p), and 0 where both are 0.
        with np.errstate(invalid="ignore"):
            self.r: Array = log_q - log_p
        if np.isnan(self.r).any():
            np.putmask(self.r, np.isneginf(log_p) & np.isneginf(log_q), 0.0)
        self.e: Array = np.tanh(0.5 * self.r)
        self.difference: Array = (self.p + self.q) * self.e

    def log_p_over_q(self) -> Array:
        """Return log(p/q): 0 where both are 0, infinite where one is."""
        return -self.r

    def far_log_ratio(self, places: NDArray[np.intp]) -> Array:
        """Return log(p/q) at some places."""
        return -self.r.ravel()[places]

    def p_over_q(self) -> Array:
        """Return p/q: infinite where q is 0 or p/q beyond the range of doubles, 1 where both are 0."""
        return np.exp(-self.r)

    def times_q(self, values: Array, kept: NDArray[np.bool_]) -> Array:
        """Return some numbers times q, one for each outcome that is kept, even where q underflows."""
        return np.sign(values) * np.exp(self.log_q[kept] + np.log(np.abs(values)))

    def p_times_exp(self, x: Array) -> Array:
        """Return p exp(x), 0 where p = 0, even where p underflows."""
        return np.where(np.isneginf(self.log_p), 0.0, np.exp(self.log_p + x))
