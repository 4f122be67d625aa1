"""A recording as bytes: whole numbers, differences, byte planes, gzip. ``player/recording.js`` undoes it."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Sequence
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from kltools.explorables.contract import PackedArray

Whole = NDArray[np.int16 | np.int32]
"""An array of whole numbers, in the width that it is stored in."""

LIFT = -32768
"""Stands for a point that lifts the pen."""

FARTHEST = 3200.0
"""Pixels beyond which a coordinate is cut off: far outside any figure, and safe in sixteen bits."""


def tenths(points: NDArray[np.float64]) -> NDArray[np.int16]:
    """Coordinates in tenths of a pixel; NaN becomes :data:`LIFT`."""
    clipped = np.clip(np.nan_to_num(points, nan=0.0, posinf=FARTHEST, neginf=-FARTHEST), -FARTHEST, FARTHEST)
    return np.where(np.isnan(points), LIFT, np.rint(clipped * 10)).astype(np.int16)


def depends_on(values: Whole, controls: int) -> list[int]:
    """The leading axes along which an array varies; it is stored on their grid alone."""
    return [axis for axis in range(controls) if np.any(values != values.take([0], axis=axis))]


def squeeze(values: Whole, controls: int, on: Sequence[int]) -> Whole:
    """The array without the leading axes along which it does not vary."""
    for axis in reversed([axis for axis in range(controls) if axis not in on]):
        values = values[(slice(None),) * axis + (0,)]
    return values


def difference(values: Whole) -> tuple[list[int], bytes]:
    """The axes to take differences along that make the array smallest, and its bytes, plane by plane.

    Differences wrap around in the array's own width, so that summing in the same width restores them.
    """
    axes = [axis for axis in range(values.ndim) if values.shape[axis] > 1]
    best: tuple[int, list[int], bytes] | None = None
    for chosen in chain.from_iterable(combinations(axes, size) for size in range(len(axes) + 1)):
        changed = values
        for axis in chosen:
            changed = np.diff(changed, axis=axis, prepend=np.zeros_like(changed.take([0], axis=axis)))
        planes = np.ascontiguousarray(changed).astype(changed.dtype.newbyteorder("<"))
        packed = planes.reshape(-1).view(np.uint8).reshape(-1, values.dtype.itemsize).T.tobytes()
        size = len(zlib.compress(packed, 1))
        if best is None or size < best[0]:
            best = (size, list(chosen), packed)
    assert best is not None
    return best[1], best[2]


def pack(arrays: Sequence[Whole], controls: int) -> tuple[list[PackedArray], str]:
    """Pack arrays whose leading axes are the controls' values.

    Parameters
    ----------
    arrays : sequence of ndarray of int16 or int32
        Each of shape (values of control 1, …, values of control k, …).
    controls : int
        How many leading axes there are.

    Returns
    -------
    layout : list of dict
        For each array what the player needs to unpack it.
    text : str
        The bytes, gzipped, in base64; the same for the same arrays.

    Examples
    --------
    >>> layout, text = pack([np.arange(6, dtype=np.int16).reshape(3, 2)], controls=1)
    >>> layout[0]["on"], layout[0]["inner"]
    ([0], [2])
    """
    layout: list[PackedArray] = []
    bodies: list[bytes] = []
    start = 0
    for values in arrays:
        on = depends_on(values, controls)
        kept = squeeze(values, controls, on)
        differenced, body = difference(kept)
        inner = [int(count) for count in kept.shape[len(on) :]]
        layout.append(
            {
                "on": on,
                "inner": inner,
                "size": int(np.prod(inner)),
                "width": int(values.dtype.itemsize),
                # summed back in the reverse order of differencing; sums along axes commute, so any order would do
                "differenced": differenced,
                "start": start,
            }
        )
        bodies.append(body)
        start += len(body)
    return layout, base64.b64encode(gzip.compress(b"".join(bodies), 9, mtime=0)).decode("ascii")
