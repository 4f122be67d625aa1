"""Log densities close to an end of the support that is not 0, where a point as a float has lost its distance to it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from kltools.arguments import Array

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
