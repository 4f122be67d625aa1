"""The slack of log c <= c - 1, without cancellation: p log(p/q) - p + q, and log(p/q) itself.

Both are written in e = (q - p)/(q + p), which keeps its digits when p and q are close because
q - p is then exact (Sterbenz). With d = (q - p)/p the variable s = d/(2 + d) is this same e,
and log(q/p) = 2 artanh(e). So

    p log(p/q) - p + q = (q - p) s [1 - (s - s^2) (1/3 + s^2/5 + s^4/7 + ...)],

which is d s - 2 s^3 (1/3 + s^2/5 + ...) times p with its common factor taken out.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.blocks import Array, dot, exact_sum, long_blocks, total, workspace

#: Up to this e^2 the series is summed; beyond, p log(p/q) - p + q cancels too little to matter.
SERIES_LIMIT = 0.0625
#: Up to this e^2 the logarithm of the ratio is 2 artanh(e); beyond, the ratio itself is as good.
ARTANH_LIMIT = 0.25
#: The smallest positive double.
TINY = 5e-324
#: The smallest normal double: a ratio below it belongs to an entry too small to count in a sum.
SMALLEST_NORMAL = float(np.finfo(np.float64).tiny)
#: A sum of p log(p/q) alone is trusted only above this divergence, in nats: below, the
#: rounding of the ratios, about 1e-16 a unit of mass, would show in the fifteenth digit.
FAR = 0.1
#: A sample of this many entries decides which way to sum a PMF is tried first.
SAMPLE = 256


def series_length(largest: float) -> int:
    """Return how many terms in e^2 <= `largest` make the truncated series exact in doubles."""
    length = 1
    while math.sqrt(largest) * largest**length / (2 * length + 3) > 2e-17:
        length += 1
    return length


def _series_factor(e: Array, z: Array, largest: float) -> Array:
    """Return 1 - (e - z) (1/3 + z/5 + z^2/7 + ...) for z = e^2 up to `largest`."""
    length = series_length(largest)
    tail = np.full_like(z, 1.0 / (2 * length + 1))
    for k in range(length - 1, 0, -1):
        tail *= z
        tail += 1.0 / (2 * k + 1)
    tail *= z - e
    tail += 1.0
    return tail


def log_ratio(p: Array, q: Array) -> Array:
    """Return log(p/q) to full relative accuracy: 0 where both are 0, infinite where one is."""
    e = (q - p) / (q + p)
    close = np.abs(e) <= math.sqrt(ARTANH_LIMIT)
    if close.all():
        return np.arctanh(e) * -2.0
    ratio = p / q
    logs = np.log(ratio)
    # The ratio of two numbers that are both positive can still leave the range of doubles.
    lost = (np.isinf(ratio) | (ratio < SMALLEST_NORMAL)) & (p > 0) & (q > 0)
    if lost.any():
        logs[lost] = np.log(p[lost]) - np.log(q[lost])
    np.putmask(logs, close, np.arctanh(e) * -2.0)
    np.putmask(logs, (p == 0) & (q == 0), 0.0)
    return logs


def slack_terms(p: Array, q: Array, difference: Array | None = None) -> Array:
    """Return p log(p/q) - p + q entry by entry.

    Parameters
    ----------
    p, q
        Blocks of one shape, no entry negative.
    difference
        q - p, where it is known to more digits than the subtraction would give.
    """
    if difference is None:
        difference = q - p
    e = difference / (p + q)
    z = e * e
    near = z <= SERIES_LIMIT
    if near.all():
        return difference * e * _series_factor(e, z, float(z.max(initial=0.0)))
    far = np.log(p / q)
    far *= p
    far += difference
    lost = ~np.isfinite(far)
    if lost.any():
        # p or q is 0, or the ratio of two positive numbers leaves the range of doubles.
        p_lost, q_lost = p[lost], q[lost]
        logs = np.log(p_lost) - np.log(q_lost)
        far[lost] = np.where(p_lost == 0, q_lost, p_lost * logs + (q_lost - p_lost))
    np.putmask(far, near, difference * e * _series_factor(e, z, SERIES_LIMIT))
    return far


def _near_sum(p: Array, q: Array, difference: Array, e: Array, z: Array) -> float:
    """Sum the slack over a block by moments of the series, where p and q are close throughout.

    The series alternates in e and its first term dominates, so its moments can be summed
    before they are combined, which spares an operation on the block for each term.
    """
    np.subtract(q, p, out=difference)
    np.add(p, q, out=e)
    np.divide(difference, e, out=e)
    np.multiply(e, e, out=z)
    largest = float(np.maximum.reduce(z, axis=None))
    if not largest <= SERIES_LIMIT:
        return total(slack_terms(p, q, difference))
    parts = [dot(difference, e)]
    difference *= e
    for k in range(1, series_length(largest) + 1):
        if k > 1:
            difference *= z
        parts.append((dot(difference, z) - dot(difference, e)) / (2 * k + 1))
    return exact_sum(parts)


def _far_log_sum(p: Array, q: Array, logs: Array) -> float:
    """Sum p log(p/q) over a block; NaN or infinite where some entry needs closer attention."""
    np.divide(p, q, out=logs)
    np.log(logs, out=logs)
    value = dot(p, logs)
    if math.isnan(value):
        # Some p is 0: keep its logarithm finite, so that it adds 0.
        np.divide(p, q, out=logs)
        np.fmax(logs, SMALLEST_NORMAL, out=logs)
        np.log(logs, out=logs)
        value = dot(p, logs)
    return value


def sampled(row: Array) -> Array:
    """Return about `SAMPLE` entries spread evenly over a one-dimensional array."""
    return np.asarray(row[:: max(row.size // SAMPLE, 1)], dtype=np.float64)


def slack_sum(p: Array, q: Array, p_total: float, q_total: float) -> float:
    """Sum the slack over a pair of PMFs whose totals are known.

    Where p and q are far apart, the sum of p log(p/q) and the totals lose nothing against the sum
    of the slacks and cost one logarithm an entry. Otherwise the slacks are summed.
    """
    if p.size <= SAMPLE or float(slack_terms(sampled(p), sampled(q)).sum()) > FAR * float(
        sampled(p).sum()
    ):
        parts, scratch = [], workspace(1, p.size)
        for p_block, q_block in long_blocks(p, q):
            part = _far_log_sum(p_block, q_block, *scratch(p_block))
            if not math.isfinite(part):
                break
            parts.append(part)
        else:
            value = exact_sum([*parts, -float(p_total), float(q_total)])
            if value > FAR:
                return value
    scratch = workspace(3, p.size)
    return exact_sum([_near_sum(*block, *scratch(block[0])) for block in long_blocks(p, q)])
