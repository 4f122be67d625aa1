"""Probability mass functions: what counts as one, and how counts become one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, axis_from_end, real_array
from kltools.pmfs.summation.blocks import BLOCK, load, smallest, sum_terms

TOLERANCE = 1e-8
TOLERANCE_SINGLE = 1e-5
#: How many bytes hold a float32, the widest dtype with the wider tolerance.
_SINGLE_BYTES = 4


def as_real(values: ArrayLike, name: str) -> NDArray[Any]:
    """Return `values` as an array of real numbers with at least one axis, or say why it is none."""
    array = real_array(values, name, "probabilities")
    if array.ndim == 0:
        raise ValueError(f"{name} is the single number {array[()]}, but a PMF needs an axis; wrap it in a list")
    return array


def tolerance_of(array: NDArray[Any]) -> float:
    """Return how far a sum may be from 1, by the precision in which the array came."""
    single = array.dtype.kind == "f" and array.dtype.itemsize <= _SINGLE_BYTES
    return TOLERANCE_SINGLE if single else TOLERANCE


def place_of(name: str, index: tuple[int, ...], axis: int) -> str:
    """Write an index of an array whose PMF axis was moved last, as an index of the array given."""
    position = len(index) + axis
    return f"{name}[{', '.join(map(str, (*index[:-1][:position], index[-1], *index[:-1][position:])))}]"


@np.errstate(over="ignore")  # an entry may be beyond the range of doubles
def first_unlike(
    rows: NDArray[Any], good: Callable[[Array], NDArray[np.bool_]]
) -> tuple[tuple[int, ...], float] | None:
    """Return the place and value of the first entry that is not good, if there is one."""
    for index in np.ndindex(rows.shape[:-1]):
        for start in range(0, rows.shape[-1], BLOCK):
            part = load(rows[index][start : start + BLOCK])
            bad = ~good(part)
            if bad.any():
                first = int(bad.argmax())
                return (*index, start + first), float(part[first])
    return None


def _reject_entry(rows: NDArray[Any], name: str, axis: int, what: str) -> None:
    """Raise for the first entry that is NaN, infinite or negative, if there is one."""
    found = first_unlike(rows, lambda part: (part >= 0) & (part < math.inf))
    if found:
        index, value = found
        why = "cannot be negative" if value < 0 else "must be a finite number"
        raise ValueError(f"{place_of(name, index, axis)} is {value}, but a {what} {why}; check how {name} was computed")


def outcomes_last(array: NDArray[Any], name: str, axis: int, what: str) -> NDArray[Any]:
    """Return a view with the PMF axis last, after checking that it exists and has entries."""
    if array.ndim < -axis:
        raise ValueError(
            f"{name} has shape {array.shape}, which has no axis {axis} counted from the end of the broadcast "
            f"shape; give {name} the axis its outcomes run along, for example with {name}[:, None]"
        )
    if array.shape[axis] == 0:
        raise ValueError(f"{name} has shape {array.shape}: no outcomes along axis {axis}; a {what} needs at least one")
    return array if axis == -1 else np.moveaxis(array, axis, -1)


def row_sums(rows: NDArray[Any], name: str, axis: int, what: str = "probability") -> Array:
    """Return the sums along the last axis, after checking that entries are finite and not negative."""
    with np.errstate(all="ignore"):
        sums = sum_terms(lambda block: block, [rows])
        if rows.size and not (smallest(rows) >= 0 and sums.max() < math.inf):
            _reject_entry(rows, name, axis, what)
    return sums


def check_sums(sums: Array, name: str, tolerance: float, cure: str) -> None:
    """Raise for the first sum that is not 1 to within `tolerance`, if there is one."""
    if sums.ndim == 0:
        if abs(float(sums) - 1.0) <= tolerance:
            return
    elif bool((np.abs(sums - 1.0) <= tolerance).all()):
        return
    index = tuple(int(i) for i in np.argwhere(~(np.abs(sums - 1.0) <= tolerance))[0])
    where = f" at index {index} of the other axes" if index else ""
    raise ValueError(
        f"{name} sums to {float(sums[index])!r}{where}, but a PMF must sum to 1 to within {tolerance:g}; {cure}"
    )


def check_pmf(array: NDArray[Any], name: str, axis: int) -> None:
    """Raise unless `array` holds PMFs along `axis`, counted from the end."""
    sums = row_sums(outcomes_last(array, name, axis, "PMF"), name, axis)
    check_sums(sums, name, tolerance_of(array), f"use normalize({name}) if it holds counts or weights")


def check_shapes(arrays: list[NDArray[Any]], names: list[str], axis: int) -> None:
    """Raise unless all arrays have one length along `axis` and broadcast along the others."""
    if all(array.shape == arrays[0].shape for array in arrays):
        return
    lengths = [array.shape[axis] if array.ndim >= -axis else None for array in arrays]
    for array, name, length in zip(arrays, names, lengths, strict=True):
        outcomes_last(array, name, axis, "PMF")
        if length != lengths[0]:
            raise ValueError(
                f"{names[0]} has {lengths[0]} outcomes along axis {axis} but {name} has {length}; "
                "PMFs that are compared must share their outcomes"
            )
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = " and ".join(f"{name} {array.shape}" for name, array in zip(names, arrays, strict=True))
        raise ValueError(
            f"the shapes of {shapes} do not broadcast; insert axes of length 1 where they differ"
        ) from None


def same_outcomes(
    values: list[ArrayLike], names: list[str], axis: int
) -> tuple[list[NDArray[Any]], list[NDArray[Any]], int]:
    """Return the arrays, views of them with the PMF axis last, and that axis counted from the end.

    Shapes are checked against each other, entries and sums are not.
    """
    arrays = [as_real(value, name) for value, name in zip(values, names, strict=True)]
    last = axis_from_end(axis, max(array.ndim for array in arrays))
    check_shapes(arrays, names, last)
    rows = [outcomes_last(array, name, last, "PMF") for array, name in zip(arrays, names, strict=True)]
    return arrays, rows, last


def check_pmfs(values: list[ArrayLike], names: list[str], axis: int) -> list[NDArray[Any]]:
    """Check several PMFs against each other; return views with the PMF axis last."""
    arrays, rows, last = same_outcomes(values, names, axis)
    for array, name in zip(arrays, names, strict=True):
        check_pmf(array, name, last)
    return rows


def check_joint(array: NDArray[Any]) -> None:
    """Check that `array` holds joint PMFs over its last two axes."""
    if array.ndim < 2:
        raise ValueError(
            f"joint has shape {array.shape}, but a joint PMF has an axis for each of its two variables; reshape it"
        )
    if 0 in array.shape[-2:]:
        raise ValueError(
            f"joint has shape {array.shape}: no outcomes along one of its last two axes; give at least one"
        )
    # A joint PMF is checked row by row; the sums of its rows then have to be a PMF.
    totals = row_sums(array, "joint", -1).sum(axis=-1)
    check_sums(
        np.asarray(totals),
        "joint",
        tolerance_of(array),
        "divide it by its sum if it holds counts or weights",
    )


def in_units(nats: Array | float, scale: float) -> float | Array:
    """Return nats divided by `scale`: a float where the input was one-dimensional."""
    if isinstance(nats, float) or nats.ndim == 0:
        return float(nats) / scale
    return nats if scale == 1.0 else nats / scale
