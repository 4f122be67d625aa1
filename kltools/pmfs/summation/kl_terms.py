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

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import scratch

#: Up to this e^2 the series is summed; beyond, p log(p/q) - p + q cancels too little to matter.
SERIES_LIMIT = 0.0625
#: Up to this e^2 the logarithm of the ratio is 2 artanh(e); beyond, the ratio itself is as good.
ARTANH_LIMIT = 0.25
#: The smallest positive double.
TINY = 5e-324
#: The smallest normal double: a ratio below it belongs to an entry too small to count in a sum.
SMALLEST_NORMAL = float(np.finfo(np.float64).tiny)


def series_length(largest: float) -> int:
    """Return how many terms in e^2 <= `largest` make the truncated series exact in doubles."""
    length = 1
    while math.sqrt(largest) * largest**length / (2 * length + 3) > 2e-17:
        length += 1
    return length


#: 1/(2n + 1), ..., 1/5, 1/3, as many as `SERIES_LIMIT` needs.
SERIES_COEFFICIENTS = tuple(1.0 / (2 * k + 1) for k in range(series_length(SERIES_LIMIT), 0, -1))


def _series_factor(e: Array, z: Array, out: Array) -> None:
    """Put 1 - (e - z) (1/3 + z/5 + z^2/7 + ...) for z = e^2 into `out`, and z - e into `z`."""
    length = series_length(float(np.maximum.reduce(z, axis=None, initial=0.0)))
    out.fill(1.0 / (2 * length + 1))
    for k in range(length - 1, 0, -1):
        out *= z
        out += 1.0 / (2 * k + 1)
    z -= e
    out *= z
    out += 1.0


def log_p_over_q(p: Array, q: Array) -> Array:
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


def slack_terms(p: Array, q: Array, difference: Array | None = None, out: Array | None = None) -> Array:
    """Return p log(p/q) - p + q entry by entry.

    Parameters
    ----------
    p, q
        Blocks of one shape, no entry negative.
    difference
        q - p, where it is known to more digits than the subtraction would give.
    out
        Where the terms go; the fourth scratch array or later, or a new one.
    """
    terms = np.empty(p.shape) if out is None else out
    gap, e, z = (array.reshape(p.shape) for array in scratch(3, p.size))
    if difference is None:
        difference = np.subtract(q, p, out=gap)
    np.add(p, q, out=e)
    np.divide(difference, e, out=e)
    np.multiply(e, e, out=z)
    far = np.flatnonzero(~(z <= SERIES_LIMIT))
    # With the far entries out of the way, the series is no longer than the near ones need.
    np.put(z, far, 0.0)
    _series_factor(e, z, terms)
    terms *= e
    terms *= difference
    if far.size:
        np.put(terms, far, _far_terms(p.ravel()[far], q.ravel()[far], difference.ravel()[far]))
    return terms


def _far_terms(p: Array, q: Array, difference: Array) -> Array:
    """Return p log(p/q) - p + q by its parts, where they cancel little."""
    terms = np.log(p / q)
    terms *= p
    terms += difference
    lost = ~np.isfinite(terms)
    if lost.any():
        # p or q is 0, or the ratio of two positive numbers leaves the range of doubles.
        p, q = p[lost], q[lost]
        terms[lost] = np.where(p == 0, q, p * (np.log(p) - np.log(q)) + (q - p))
    return terms
