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

from kltools.blocks import Array, dot, exact_sum, row_totals, scratch, smallest, total
from kltools.slack import SMALLEST_NORMAL, slack_terms

LOG_2 = math.log(2.0)
#: Up to this e^2 the form in artanh is used.
NEAR_LIMIT = 0.8
#: Up to this e^2 a sum uses the series in e^2, which needs few terms there.
SERIES_LIMIT = 0.01
#: A sum of the logarithms alone is trusted only above this many nats a unit of mass of p and q.
FAR = 0.025


def js_terms(p: Array, q: Array) -> Array:
    """Return the terms of the Jensen-Shannon divergence of two PMFs, entry by entry."""
    low, high = np.minimum(p, q), np.maximum(p, q)
    both = p + q
    e = (high - low) / both
    z = e * e
    near = z <= NEAR_LIMIT
    if near.all():
        return _near_terms(high - low, both, e, z)
    ratio = np.fmax(low / high, SMALLEST_NORMAL)
    far = low * np.log(ratio)
    far += both * (LOG_2 - np.log1p(ratio))
    far *= 0.5
    np.putmask(far, near, _near_terms(high - low, both, e, z))
    return far


def _near_terms(difference: Array, both: Array, e: Array, z: Array) -> Array:
    """Return the terms by the form in artanh."""
    return 0.5 * (difference * np.arctanh(e)) + 0.25 * (both * np.log1p(-z))


class JsSum:
    """Sums the terms over the blocks of a pair of PMFs, trying first what suited the last block."""

    def __init__(self) -> None:
        self.ways = [self.far, self.close]

    def __call__(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block; NaN where an entry is NaN or negative."""
        for way in self.ways:
            value = way(p, q, p_total + q_total)
            if not math.isnan(value):
                if way != self.ways[0]:
                    self.ways.reverse()
                return value
        sound = smallest(p) >= 0.0 and smallest(q) >= 0.0
        return total(js_terms(p, q)) if sound else math.nan

    def far(self, p: Array, q: Array, mass: float) -> float:
        """Return the sum over a block where p and q are far apart, else NaN."""
        # Where p is not negative, a negative q makes one of the two shares of p + q negative.
        if not smallest(p) >= 0.0:
            return math.nan
        both, logs = scratch(2, p.size)
        np.add(p, q, out=both)
        value = _log_share(p, both, logs) + _log_share(q, both, logs)
        if not math.isfinite(value) and smallest(q) >= 0.0:
            # Some p or q is 0: keep the logarithm of its share finite, so that it adds 0.
            value = _log_share(p, both, logs, SMALLEST_NORMAL)
            value += _log_share(q, both, logs, SMALLEST_NORMAL)
        value = (value + LOG_2 * mass) / 2
        return value if value > FAR * mass else math.nan

    def close(self, p: Array, q: Array, mass: float) -> float:
        """Return the sum over a block where no e is near 1, else NaN."""
        difference, both, e, z = scratch(4, p.size)
        np.subtract(q, p, out=difference)
        np.add(p, q, out=both)
        np.divide(difference, both, out=e)
        np.multiply(e, e, out=z)
        largest = float(np.maximum.reduce(z, axis=None))
        if not (largest <= NEAR_LIMIT and smallest(p) >= 0.0):
            return math.nan
        if largest <= SERIES_LIMIT:
            return _series(difference, e, z, largest)
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
    """Return the sum of (p + q)/4 sum over k of 2 e^(2k) / (2k (2k - 1)) for e^2 up to `largest`."""
    parts = [dot(difference, e)]
    np.multiply(difference, e, out=difference)
    k = 2
    while largest ** (k - 1) / (k * (2 * k - 1)) > 2e-17:
        parts.append(dot(difference, z) / (k * (2 * k - 1)))
        np.multiply(difference, z, out=difference)
        k += 1
    return exact_sum(parts) / 4


def js_rows(p: Array, q: Array, p_totals: Array, q_totals: Array) -> Array:
    """Return the sums of the terms of PMFs in rows, those that are far apart by logarithms alone."""
    ratio = np.minimum(p, q)
    terms = ratio.copy()
    ratio /= np.maximum(p, q)
    np.fmax(ratio, SMALLEST_NORMAL, out=ratio)
    terms *= np.log(ratio)
    np.log1p(ratio, out=ratio)
    ratio *= p + q
    terms -= ratio
    mass = p_totals + q_totals
    sums = (row_totals(terms) + LOG_2 * mass) / 2
    unsure = ~(sums > FAR * mass)
    if unsure.any():
        sums[unsure] = row_totals(js_terms(p[unsure], q[unsure]))
    return sums


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
