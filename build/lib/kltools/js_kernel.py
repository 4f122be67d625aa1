"""The terms of the Jensen-Shannon divergence, from p and q themselves and never through m.

With lo and hi the smaller and the larger of p and q, e = (hi - lo)/(hi + lo) and r = lo/hi, the
term of two equal weights is one of two forms of the same function,

    (p + q)/4 [(1 + e) log1p(e) + (1 - e) log1p(-e)]
        = (hi - lo) artanh(e)/2 + (p + q) log1p(-e^2)/4
        = [lo log r - (p + q) log1p(r) + (p + q) log 2]/2.

The first cancels by no more than a factor of 3 however small e is; the second keeps its digits
as e nears 1. Taking the smaller and the larger makes both symmetric to the last bit.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.blocks import Array, dot, exact_sum, long_blocks, total, workspace
from kltools.slack import SAMPLE, SMALLEST_NORMAL, sampled, slack_terms

LOG_2 = math.log(2.0)
#: Up to this e^2 the form in artanh is used.
NEAR_LIMIT = 0.8
#: Up to this e^2 a sum uses the series in e^2, which needs few terms there.
SERIES_LIMIT = 0.01
#: A sum of the logarithms alone is trusted only above this divergence, in nats.
FAR = 0.05


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


def _near_sum(p: Array, q: Array, difference: Array, both: Array, e: Array, z: Array) -> float:
    """Sum the terms over a block by whichever form its largest e allows."""
    np.subtract(q, p, out=difference)
    np.abs(difference, out=difference)
    np.add(p, q, out=both)
    np.divide(difference, both, out=e)
    np.multiply(e, e, out=z)
    largest = float(np.maximum.reduce(z, axis=None))
    if not largest <= NEAR_LIMIT:
        return total(js_terms(p, q))
    if largest > SERIES_LIMIT:
        np.arctanh(e, out=e)
        np.negative(z, out=z)
        np.log1p(z, out=z)
        return dot(difference, e) / 2 + dot(both, z) / 4
    # (1 + e) log1p(e) + (1 - e) log1p(-e) = sum over k of 2 e^(2k) / (2k (2k - 1)).
    parts = [dot(difference, e)]
    difference *= e
    k = 2
    while largest ** (k - 1) / (k * (2 * k - 1)) > 2e-17:
        parts.append(dot(difference, z) / (k * (2 * k - 1)))
        difference *= z
        k += 1
    return exact_sum(parts) / 4


def _far_log_sum(p: Array, q: Array, low: Array, ratio: Array, logs: Array) -> float:
    """Sum lo log r - (p + q) log1p(r) over a block."""
    np.minimum(p, q, out=low)
    np.maximum(p, q, out=ratio)
    np.divide(low, ratio, out=ratio)
    np.log(ratio, out=logs)
    value = dot(low, logs)
    if not math.isfinite(value):
        # Some lo is 0: keep its logarithm finite, so that it adds 0.
        np.fmax(ratio, SMALLEST_NORMAL, out=ratio)
        np.log(ratio, out=logs)
        value = dot(low, logs)
    np.log1p(ratio, out=logs)
    return value - (dot(p, logs) + dot(q, logs))


def js_sum(p: Array, q: Array, p_total: float, q_total: float) -> float:
    """Sum the terms over a pair of PMFs whose totals are known."""
    scratch = workspace(4, p.size)
    mass = float(p_total) + float(q_total)
    if p.size <= SAMPLE or float(js_terms(sampled(p), sampled(q)).sum()) > FAR * float(
        sampled(p).sum()
    ):
        parts = [_far_log_sum(*block, *scratch(block[0])[:3]) for block in long_blocks(p, q)]
        value = exact_sum([*parts, LOG_2 * mass]) / 2
        if value > FAR:
            return value
    return exact_sum([_near_sum(*block, *scratch(block[0])) for block in long_blocks(p, q)])


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
