"""D(p||q) as the sum of its slacks p log(p/q) - p + q, by the cheapest way that keeps its digits.

A block of outcomes is summed in one of three ways:

- far: the sum of p log(p/q) and the totals of p and q, at one division and one logarithm an entry.
  Rounding costs up to 1e-15 a unit of mass, most of it in the totals, so the sum must be large
  beside it; where it is less so, the sum of q - p replaces the totals;
- close: where nearly every e = (q - p)/(q + p) is small, the series of `kltools.pmfs.terms`, with its
  coefficients taken out of the sums, and the few other terms one by one; else, where no e is near
  1 or -1, the sum of (q - p) - 2 p artanh(e), which errs by 1e-16 a unit of |q - p| only;
- term by term, which never declines.

A sum of blocks that are not negative, each with its digits, has its digits. Up to a few outcomes Python's own floats
are faster than NumPy's calls.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import SMALLEST_NORMAL, Array
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.summation.blocks import borrowed, dot, exact_sum, nonnegative, row_totals, total
from kltools.pmfs.summation.strategies import MAX_FAR_SHARE, BlockStrategy, RowStrategy, without
from kltools.pmfs.terms import of_probabilities, slack_series_length, slack_terms

#: A sum of p log(p/q) and totals is trusted above this many nats a unit of mass of p and q.
FAR = 0.1
#: Where q - p is added entry by entry, which takes another pass over them, this many are enough.
FAR_BY_ENTRY = 0.03
#: A sum of (q - p) - 2 p artanh(e) is trusted above this many: the mass that moves is at most
#: about the root of 2 D, so its rounding stays below 5e-15 of D.
CLOSE = 0.01
#: Up to this e^2 the coefficients of the series are taken out of the sums.
MOMENTS_LIMIT = 0.03
#: Up to this e^2 the artanh of a rounded e keeps its digits.
KEPT_BY_ARTANH = 0.8


class KlBlocks(BlockStrategy):
    """Sums the slack over the blocks of a pair of PMFs."""

    def __init__(self) -> None:
        super().__init__(of_probabilities(slack_terms))

    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are far apart, else None."""
        with borrowed(1, p.shape) as (logs,):
            np.divide(p, q, out=logs)
            np.log(logs, out=logs)
            value = dot(p, logs)
            if math.isnan(value):
                # A negative q has no logarithm; else some p is 0: keep its logarithm finite, so that it adds 0.
                if not nonnegative((q,)):
                    return None
                np.divide(p, q, out=logs)
                np.fmax(logs, SMALLEST_NORMAL, out=logs)
                np.log(logs, out=logs)
                value = dot(p, logs)
            mass, by_totals = p_total + q_total, value + (q_total - p_total)
            if FAR * mass < by_totals < math.inf:
                return by_totals
            if not FAR_BY_ENTRY * mass < by_totals < math.inf:
                return None
            value += total(np.subtract(q, p, out=logs))
            return value if FAR_BY_ENTRY * mass < value else None

    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are close, else None."""
        with borrowed(3, p.shape) as (difference, e, z):
            np.subtract(q, p, out=difference)
            np.add(p, q, out=e)
            np.divide(difference, e, out=e)
            np.multiply(e, e, out=z)
            largest = float(np.maximum.reduce(z, axis=None))
            if largest <= MOMENTS_LIMIT:
                return _series(difference, e, z, largest)
            others = np.flatnonzero(~(z <= MOMENTS_LIMIT))
            if others.size <= MAX_FAR_SHARE * p.size:
                # A negative q makes |e| at least 1 where p is not negative.
                if not nonnegative((q[others],)):
                    return None
                without(others, difference, e, z)
                largest = float(np.maximum.reduce(z, axis=None))
                return self.term_by_term(p[others], q[others]) + _series(difference, e, z, largest)
            if not largest <= KEPT_BY_ARTANH:
                return None
            np.arctanh(e, out=e)
            value = total(difference) - 2.0 * dot(p, e)
            return value if value > CLOSE * (p_total + q_total) else None


def _series(difference: Array, e: Array, z: Array, largest: float) -> float:
    """Return the sum of (q - p) e [1 - (e - z) (1/3 + z/5 + z^2/7 + ...)], power by power of z."""
    parts = [dot(difference, e)]
    np.multiply(difference, e, out=difference)
    np.subtract(z, e, out=e)
    for k in range(slack_series_length(largest)):
        if k:
            np.multiply(difference, z, out=difference)
        parts.append(dot(difference, e) / (2 * k + 3))
    return exact_sum(parts)


class KlRows(RowStrategy):
    """Sums the slack over PMFs in the rows of blocks."""

    def __init__(self) -> None:
        super().__init__(of_probabilities(slack_terms), FAR_BY_ENTRY)

    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""
        with borrowed(2, p.shape) as (terms, difference):
            np.divide(p, q, out=terms)
            np.log(terms, out=terms)
            terms *= p
            terms += np.subtract(q, p, out=difference)
            return row_totals(terms)


#: 1/(2n + 1), ..., 1/5, 1/3, as many as the slack of one outcome needs.
_COEFFICIENTS = tuple(1.0 / (2 * k + 1) for k in range(slack_series_length(ProbabilityPair.slack_limit), 0, -1))


def kl_of_short(p: list[float], q: list[float]) -> float:
    """Return the sum of the slacks of a few outcomes."""
    return math.fsum(map(slack_of_one, p, q))


def slack_of_one(p: float, q: float, difference: float | None = None) -> float:
    """Return p log(p/q) - p + q as `kltools.pmfs.terms.slack_terms` does, given q - p where it is known to more digits.

    Examples
    --------
    >>> slack_of_one(0.5, 0.25)
    0.0965735902799726...
    """
    if p == 0.0:
        return q
    if q == 0.0:
        return math.inf
    if difference is None:
        difference = q - p
    e = difference / (p + q)
    z = e * e
    if z <= ProbabilityPair.slack_limit:
        series = 0.0
        for coefficient in _COEFFICIENTS:
            series = series * z + coefficient
        return difference * e * (1.0 - (e - z) * series)
    ratio = p / q
    if SMALLEST_NORMAL <= ratio < math.inf:
        return p * math.log(ratio) + difference
    return p * (math.log(p) - math.log(q)) + difference


def log1p_remainder(d: float) -> float:
    """Return d - log(1 + d) for d > -1, the slack of p = 1 and q = 1 + d.

    Examples
    --------
    >>> log1p_remainder(1e-200) == 0.0, log1p_remainder(1e-8)
    (True, 4.9999999...e-17)
    """
    return slack_of_one(1.0, 1.0 + d, d)
