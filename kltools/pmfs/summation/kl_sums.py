"""D(p||q) as the sum of its slacks p log(p/q) - p + q, by the cheapest way that keeps its digits.

A block of outcomes is summed in one of three ways, each of which knows when it cannot vouch for
its digits and declines:

- far: the sum of p log(p/q) and the totals of p and q, at one division and one logarithm an entry.
  Rounding costs up to 1e-15 a unit of mass, most of it in the totals, so the sum must be large
  beside it; where it is less so, the sum of q - p replaces the totals;
- close: where nearly every e = (q - p)/(q + p) is small, the series of `kltools.pmfs.summation.kl_terms`, with its
  coefficients taken out of the sums, and the few other terms one by one; else, where no e is near
  1 or -1, the sum of (q - p) - 2 p artanh(e), which errs by 1e-16 a unit of |q - p| only;
- term by term, which never declines.

A sum of blocks that are not negative, each with its digits, has its digits.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import dot, exact_sum, row_totals, scratch, smallest, total
from kltools.pmfs.summation.kl_terms import (
    SERIES_COEFFICIENTS,
    SERIES_LIMIT,
    SMALLEST_NORMAL,
    series_length,
    slack_terms,
)
from kltools.pmfs.summation.strategies import FEW, BlockStrategy, RowStrategy, clear

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
ARTANH_LIMIT = 0.8


class KlBlocks(BlockStrategy):
    """Sums the slack over the blocks of a pair of PMFs."""

    def __init__(self) -> None:
        super().__init__(slack_terms)

    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are far apart, else NaN."""
        # Where p is not negative, a negative q has no logarithm.
        (logs,) = scratch(1, p.size)
        np.divide(p, q, out=logs)
        np.log(logs, out=logs)
        value = dot(p, logs)
        if math.isnan(value) and smallest(q) >= 0.0:
            # Some p is 0: keep its logarithm finite, so that it adds 0.
            np.divide(p, q, out=logs)
            np.fmax(logs, SMALLEST_NORMAL, out=logs)
            np.log(logs, out=logs)
            value = dot(p, logs)
        mass, by_totals = p_total + q_total, value + (q_total - p_total)
        if FAR * mass < by_totals < math.inf:
            return by_totals
        if not FAR_BY_ENTRY * mass < by_totals < math.inf:
            return math.nan
        value += total(np.subtract(q, p, out=logs))
        return value if FAR_BY_ENTRY * mass < value else math.nan

    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are close, else NaN."""
        # Where p is not negative, a negative q makes an |e| of 1 or more.
        difference, e, z = scratch(6, p.size)[3:]
        np.subtract(q, p, out=difference)
        np.add(p, q, out=e)
        np.divide(difference, e, out=e)
        np.multiply(e, e, out=z)
        largest = float(np.maximum.reduce(z, axis=None))
        if largest <= MOMENTS_LIMIT:
            return _series(difference, e, z, largest)
        others = np.flatnonzero(~(z <= MOMENTS_LIMIT))
        if FEW * others.size <= p.size:
            return self.picked(p, q, others) + _series(difference, e, z, clear(others, difference, e, z))
        if not largest <= ARTANH_LIMIT:
            return math.nan
        np.arctanh(e, out=e)
        value = total(difference) - 2.0 * dot(p, e)
        return value if value > CLOSE * (p_total + q_total) else math.nan


def _series(difference: Array, e: Array, z: Array, largest: float) -> float:
    """Return the sum of (q - p) e [1 - (e - z) (1/3 + z/5 + z^2/7 + ...)], power by power of z."""
    parts = [dot(difference, e)]
    np.multiply(difference, e, out=difference)
    np.subtract(z, e, out=e)
    for k in range(series_length(largest)):
        if k:
            np.multiply(difference, z, out=difference)
        parts.append(dot(difference, e) / (2 * k + 3))
    return exact_sum(parts)


class KlRows(RowStrategy):
    """Sums the slack over PMFs in the rows of blocks."""

    def __init__(self) -> None:
        super().__init__(slack_terms, FAR_BY_ENTRY)

    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""
        terms, difference = (array.reshape(p.shape) for array in scratch(2, p.size))
        np.divide(p, q, out=terms)
        np.log(terms, out=terms)
        terms *= p
        terms += np.subtract(q, p, out=difference)
        return row_totals(terms)


def few_slacks(p: list[float], q: list[float]) -> float:
    """Return the sum of the slacks of a few outcomes."""
    return math.fsum(map(slack_of_one, p, q))


def slack_of_one(p: float, q: float) -> float:
    """Return p log(p/q) - p + q as `kltools.pmfs.summation.kl_terms.slack_terms` does.

    Examples
    --------
    >>> slack_of_one(0.5, 0.25)
    0.0965735902799726...
    """
    if p == 0.0:
        return q
    if q == 0.0:
        return math.inf
    difference = q - p
    e = difference / (p + q)
    z = e * e
    if z <= SERIES_LIMIT:
        series = 0.0
        for coefficient in SERIES_COEFFICIENTS:
            series = series * z + coefficient
        return difference * e * (1.0 - (e - z) * series)
    ratio = p / q
    if SMALLEST_NORMAL <= ratio < math.inf:
        return p * math.log(ratio) + difference
    return p * (math.log(p) - math.log(q)) + difference
