"""Log densities close to an end of the support that is not 0, where a point as a float has lost its distance to it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import stats

from kltools.arguments import Array


def _beta(distance: Array, upper: bool, a: float, b: float) -> Array:
    return np.asarray(stats.beta.logpdf(distance, *((b, a) if upper else (a, b))), dtype=float)


def _tukeylambda(x: Array, lam: float) -> Array:
    """Return the log density of Tukey's lambda law, from the u at which its quantile (u^lam - (1 - u)^lam)/lam is x.

    The law is symmetric, so u is at most 1/2; log u and log(1 - u) are those of the s = log(u/(1 - u)) found by halving.
    """
    x = -np.abs(x)
    low, high = np.full(x.shape, -1000.0), np.zeros(x.shape)
    for _ in range(64):
        middle = (low + high) / 2.0
        logs = -np.logaddexp(0.0, -middle), -np.logaddexp(0.0, middle)
        # at lam = 0 the quantile is s itself
        quantile = (np.expm1(lam * logs[0]) - np.expm1(lam * logs[1])) / lam if lam else middle
        low, high = np.where(quantile < x, middle, low), np.where(quantile < x, high, middle)
    density = -np.logaddexp((lam - 1.0) * logs[0], (lam - 1.0) * logs[1])
    return np.where(lam * x >= -1.0, density, -np.inf)


#: Standard log densities of families where SciPy's loses the digits of a small density, as 1 + cos x does.
INSIDE: dict[str | None, Callable[..., Array]] = {
    "cosine": lambda x: np.where(np.abs(x) <= math.pi, 2.0 * np.log(np.cos(x / 2.0)) - math.log(math.pi), -np.inf),
    "tukeylambda": _tukeylambda,
}

#: Standard log densities as functions of the distance to the lower or the upper end, which 1 - x or cos x loses.
FROM_AN_END: dict[str, Callable[..., Array]] = {
    "beta": _beta,
    "cosine": lambda distance, upper: 2.0 * np.log(np.sin(distance / 2.0)) - math.log(math.pi),
    "anglit": lambda distance, upper: np.log(np.sin(2.0 * distance)),
}

#: A distance that is a smaller part of the end than this has lost too many digits.
_CLOSE = 2.0**-20


def near_ends(log_f: Callable[[Array], Array], anchor: Array, offset: Array) -> Array:
    """Return a log density at ``anchor + offset``, with the distance to an anchor where the density is 0 or infinite.

    The float nearest to such a point has a distance of its own, which is exact, and there and at four times that distance
    the density is known; between such points it is taken for a power of the distance, as densities are near an end.
    A point that rounds to the anchor itself is reached by the power from the float next to it.
    """
    anchor, offset = np.broadcast_arrays(anchor, offset)
    result = np.array(log_f(anchor + offset), dtype=float)
    close = (np.abs(offset) < _CLOSE * np.abs(anchor)) & (offset != 0.0)
    if not close.any():
        return result
    ends = np.unique(anchor[close])
    close &= np.isin(anchor, ends[~np.isfinite(np.asarray(log_f(ends), dtype=float))])
    end, distance = anchor[close], offset[close]
    known = (end + distance) - end
    known = np.where(known == 0.0, np.nextafter(end, np.sign(distance) * math.inf) - end, known)
    here, further = (np.asarray(log_f(end + times * known), dtype=float) for times in (1.0, 4.0))
    with np.errstate(invalid="ignore"):
        moved = here + (further - here) / math.log(4.0) * np.log(distance / known)
    result[close] = np.where(np.isfinite(moved), moved, result[close])
    return result
