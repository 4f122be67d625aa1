"""The Jensen-Shannon divergence as a sum over blocks, by the cheapest way that keeps its digits.

A block of outcomes is summed in one of three ways:

- far: [p log(p/(p + q)) + q log(q/(p + q)) + (p + q) log 2]/2, at two divisions and two logarithms an entry;
- close: where nearly every e = (q - p)/(q + p) is small, the series of `kltools.pmfs.terms`, with its
  coefficients taken out of the sums, and the few other terms one by one; else, where no e is near 1 or -1, the
  sum of (q - p) artanh(e)/2 + (p + q) log1p(-e^2)/4;
- term by term, which never declines.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import SMALLEST_NORMAL, Array
from kltools.pmfs.summation.blocks import borrowed, dot, exact_sum, nonnegative, row_totals
from kltools.pmfs.summation.strategies import MAX_FAR_SHARE, BlockStrategy, RowStrategy, without
from kltools.pmfs.terms import JS_ARTANH_LIMIT, JS_SERIES_LIMIT, LOG_2, js_series_length, js_terms, of_probabilities

#: A sum of the logarithms alone is trusted only above this many nats a unit of mass of p and q.
FAR = 0.04
#: Where (p + q) log 2 is added entry by entry, as it is in rows, this many are enough.
FAR_IN_ROWS = 0.025


class JsBlocks(BlockStrategy):
    """Sums the terms over the blocks of a pair of PMFs."""

    def __init__(self) -> None:
        super().__init__(of_probabilities(js_terms))

    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are far apart, else None."""
        mass = p_total + q_total
        with borrowed(2, p.shape) as (both, logs):
            np.add(p, q, out=both)
            value = _log_share(p, both, logs) + _log_share(q, both, logs)
            if not math.isfinite(value):
                # A negative q has no logarithm; else some p or q is 0: keep that of its share finite, so that it adds 0.
                if not nonnegative((q,)):
                    return None
                value = _log_share(p, both, logs, SMALLEST_NORMAL)
                value += _log_share(q, both, logs, SMALLEST_NORMAL)
        value = (value + LOG_2 * mass) / 2
        return value if value > FAR * mass else None

    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are close, else None."""
        with borrowed(4, p.shape) as (difference, both, e, z):
            np.subtract(q, p, out=difference)
            np.add(p, q, out=both)
            np.divide(difference, both, out=e)
            np.multiply(e, e, out=z)
            largest = float(np.maximum.reduce(z, axis=None))
            if largest <= JS_SERIES_LIMIT:
                return _series(difference, e, z, largest)
            others = np.flatnonzero(~(z <= JS_SERIES_LIMIT))
            if others.size <= MAX_FAR_SHARE * p.size:
                # A negative q makes |e| at least 1 where p is not negative.
                if not nonnegative((q[others],)):
                    return None
                without(others, difference, e, z)
                largest = float(np.maximum.reduce(z, axis=None))
                return self.term_by_term(p[others], q[others]) + _series(difference, e, z, largest)
            if not largest <= JS_ARTANH_LIMIT:
                return None
            np.arctanh(e, out=e)
            np.negative(z, out=z)
            np.log1p(z, out=z)
            return dot(difference, e) / 2 + dot(both, z) / 4


def _log_share(p: Array, both: Array, logs: Array, floor: float | None = None) -> float:
    """Return the sum over a block of p log(p/(p + q)), with no share of p + q below a floor."""
    np.divide(p, both, out=logs)
    if floor is not None:
        np.fmax(logs, floor, out=logs)
    np.log(logs, out=logs)
    return dot(p, logs)


def _series(difference: Array, e: Array, z: Array, largest: float) -> float:
    """Return the sum of (q - p) e [1 + z/6 + z^2/15 + ...]/4, power by power of z."""
    parts = [dot(difference, e)]
    np.multiply(difference, e, out=difference)
    for k in range(1, js_series_length(largest) + 1):
        if k > 1:
            np.multiply(difference, z, out=difference)
        parts.append(dot(difference, z) / ((k + 1) * (2 * k + 1)))
    return exact_sum(parts) / 4


class JsRows(RowStrategy):
    """Sums the terms over PMFs in the rows of blocks."""

    def __init__(self) -> None:
        super().__init__(of_probabilities(js_terms), FAR_IN_ROWS)

    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""
        with borrowed(3, p.shape) as (both, terms, logs):
            np.add(p, q, out=both)
            _log_shares(p, both, terms)
            _log_shares(q, both, logs)
            terms += logs
            terms += np.multiply(both, LOG_2, out=both)
            return row_totals(terms) / 2


def _log_shares(p: Array, both: Array, out: Array) -> None:
    """Put p log(p/(p + q)) into `out`, given p + q."""
    np.divide(p, both, out=out)
    np.fmax(out, SMALLEST_NORMAL, out=out)
    np.log(out, out=out)
    out *= p


def js_of_short(p: list[float], q: list[float]) -> float:
    """Return the sum of the terms of a few outcomes."""
    return math.fsum(map(js_of_one, p, q))


def js_of_one(p: float, q: float) -> float:
    """Return the term of one outcome as `kltools.pmfs.terms.js_terms` does.

    Examples
    --------
    >>> js_of_one(0.5, 0.0) == math.log(2) / 4
    True
    """
    low, high = min(p, q), max(p, q)
    if high == 0.0:
        return 0.0
    both = p + q
    e = (high - low) / both
    z = e * e
    if z <= JS_ARTANH_LIMIT:
        return 0.5 * ((high - low) * math.atanh(e)) + 0.25 * (both * math.log1p(-z))
    ratio = max(low / high, SMALLEST_NORMAL)
    return 0.5 * (low * math.log(ratio) + both * (LOG_2 - math.log1p(ratio)))
