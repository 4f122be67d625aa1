"""The terms of the Jensen-Shannon divergence, from p and q themselves and never through m.

With lo and hi the smaller and the larger of p and q, e = (hi - lo)/(hi + lo) and r = lo/hi, the
term of two equal weights is one of two forms of the same function,

    (p + q)/4 [(1 + e) log1p(e) + (1 - e) log1p(-e)]
        = (hi - lo) artanh(e)/2 + (p + q) log1p(-e^2)/4
        = [lo log r - (p + q) log1p(r) + (p + q) log 2]/2.

The first cancels by no more than a factor of 3 however small e is; the second keeps its digits
as e nears 1. Taking the smaller and the larger makes both symmetric to the last bit. Where a whole
block is far apart, [p log(p/(p + q)) + q log(q/(p + q)) + (p + q) log 2]/2 is cheaper.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import dot, exact_sum, row_totals, scratch, smallest
from kltools.pmfs.summation.kl_terms import SMALLEST_NORMAL, slack_terms
from kltools.pmfs.summation.strategies import FEW, BlockStrategy, RowStrategy, clear

LOG_2 = math.log(2.0)
#: Up to this e^2 the form in artanh is used.
NEAR_LIMIT = 0.8
#: Up to this e^2 a sum uses the series in e^2, which needs few terms there.
SERIES_LIMIT = 0.01
#: A sum of the logarithms alone is trusted only above this many nats a unit of mass of p and q.
FAR = 0.04
#: Where (p + q) log 2 is added entry by entry, as it is in rows, this many are enough.
FAR_IN_ROWS = 0.025


def js_terms(p: Array, q: Array, out: Array | None = None) -> Array:
    """Return the terms of the Jensen-Shannon divergence of two PMFs, entry by entry.

    Parameters
    ----------
    p, q
        Blocks of one shape, no entry negative.
    out
        Where the terms go; the fourth scratch array or later, or a new one.
    """
    terms = np.empty(p.shape) if out is None else out
    difference, e, z = (array.reshape(p.shape) for array in scratch(3, p.size))
    np.subtract(q, p, out=difference)
    np.add(p, q, out=e)
    np.divide(difference, e, out=e)
    np.multiply(e, e, out=z)
    far = np.flatnonzero(~(z <= SERIES_LIMIT))
    # With the far entries out of the way, the series is no longer than the near ones need.
    np.put(z, far, 0.0)
    _series_factor(z, terms)
    terms *= difference
    terms *= e
    if far.size:
        np.put(terms, far, _far_terms(p.ravel()[far], q.ravel()[far]))
    return terms


def series_length(largest: float) -> int:
    """Return how many terms in e^2 <= `largest` make the truncated series exact in doubles."""
    length = 0
    while largest ** (length + 1) / ((length + 2) * (2 * length + 3)) > 2e-17:
        length += 1
    return length


def _series_factor(z: Array, out: Array) -> None:
    """Put [1 + z/6 + z^2/15 + z^3/28 + ...]/4, with 1/((k + 1)(2k + 1)) before z^k, into `out`."""
    length = series_length(float(np.maximum.reduce(z, axis=None, initial=0.0)))
    out.fill(0.25 / ((length + 1) * (2 * length + 1)))
    for k in range(length - 1, -1, -1):
        out *= z
        out += 0.25 / ((k + 1) * (2 * k + 1))


def _far_terms(p: Array, q: Array) -> Array:
    """Return the terms by the two forms that do without a series."""
    low, high = np.minimum(p, q), np.maximum(p, q)
    both = p + q
    e = (high - low) / both
    z = e * e
    near = 0.5 * ((high - low) * np.arctanh(e)) + 0.25 * (both * np.log1p(-z))
    ratio = np.fmax(low / high, SMALLEST_NORMAL)
    far = low * np.log(ratio)
    far += both * (LOG_2 - np.log1p(ratio))
    far *= 0.5
    np.putmask(far, z <= NEAR_LIMIT, near)
    return far


class JsBlocks(BlockStrategy):
    """Sums the terms over the blocks of a pair of PMFs."""

    def __init__(self) -> None:
        super().__init__(js_terms)

    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are far apart, else NaN."""
        # Where p is not negative, a negative q makes one of the two shares of p + q negative.
        mass = p_total + q_total
        both, logs = scratch(2, p.size)
        np.add(p, q, out=both)
        value = _log_share(p, both, logs) + _log_share(q, both, logs)
        if not math.isfinite(value) and smallest(q) >= 0.0:
            # Some p or q is 0: keep the logarithm of its share finite, so that it adds 0.
            value = _log_share(p, both, logs, SMALLEST_NORMAL)
            value += _log_share(q, both, logs, SMALLEST_NORMAL)
        value = (value + LOG_2 * mass) / 2
        return value if value > FAR * mass else math.nan

    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are close, else NaN."""
        difference, both, e, z = scratch(7, p.size)[3:]
        np.subtract(q, p, out=difference)
        np.add(p, q, out=both)
        np.divide(difference, both, out=e)
        np.multiply(e, e, out=z)
        largest = float(np.maximum.reduce(z, axis=None))
        if largest <= SERIES_LIMIT:
            return _series(difference, e, z, largest)
        others = np.flatnonzero(~(z <= SERIES_LIMIT))
        if FEW * others.size <= p.size:
            return self.picked(p, q, others) + _series(difference, e, z, clear(others, difference, e, z))
        if not largest <= NEAR_LIMIT:
            return math.nan
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
    for k in range(1, series_length(largest) + 1):
        if k > 1:
            np.multiply(difference, z, out=difference)
        parts.append(dot(difference, z) / ((k + 1) * (2 * k + 1)))
    return exact_sum(parts) / 4


class JsRows(RowStrategy):
    """Sums the terms over PMFs in the rows of blocks."""

    def __init__(self) -> None:
        super().__init__(js_terms, FAR_IN_ROWS)

    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""
        both, terms, logs = (array.reshape(p.shape) for array in scratch(3, p.size))
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


def few_js(p: list[float], q: list[float]) -> float:
    """Return the sum of the terms of a few outcomes."""
    return math.fsum(map(js_of_one, p, q))


def js_of_one(p: float, q: float) -> float:
    """Return the term of one outcome as `js_terms` does.

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
    if z <= NEAR_LIMIT:
        return 0.5 * ((high - low) * math.atanh(e)) + 0.25 * (both * math.log1p(-z))
    ratio = max(low / high, SMALLEST_NORMAL)
    return 0.5 * (low * math.log(ratio) + both * (LOG_2 - math.log1p(ratio)))


def mixture_terms(weights: list[float], *pmfs: Array) -> Array:
    """Return the sum over i of w_i [p_i log(p_i/m) - p_i + m], entry by entry.

    Where p_i is close to m, m - p_i comes from the differences to the PMF of largest weight,
    which are exact where the PMFs are close; the rounding of m has an effect of second order only.
    """
    reference = pmfs[weights.index(max(weights))]
    mixture, mean = np.zeros_like(reference), np.zeros_like(reference)
    for weight, pmf in zip(weights, pmfs, strict=True):
        mixture += weight * pmf
        mean += weight * (pmf - reference)
    terms = np.zeros_like(reference)
    for weight, pmf in zip(weights, pmfs, strict=True):
        if weight > 0:
            gap = mean - (pmf - reference)
            np.putmask(gap, np.abs(gap) > 0.5 * mixture, mixture - pmf)
            # A weight so small that its share of m underflows leaves m = 0 < p; that share is 0.
            slack = slack_terms(pmf, mixture, gap)
            terms += weight * np.where(mixture > 0, slack, 0.0)
    return terms
