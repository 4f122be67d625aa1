"""Probability mass functions: what counts as one, and what is said of anything else."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, as_real, axis_from_end
from kltools.pmfs.summation.blocks import BLOCK, load, smallest, sum_terms

TOLERANCE = 1e-8
TOLERANCE_SINGLE = 1e-5
#: However a sum near 1 is taken, its rounding is below this: the exact sum decides where that could matter.
ROUNDING = 1e-12
#: How many bytes hold a float32, the widest dtype with the wider tolerance.
_SINGLE_BYTES = 4


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
    good = np.abs(sums - 1.0) <= tolerance
    if good.all():
        return
    index = tuple(int(i) for i in np.argwhere(~good)[0])
    where = f" at index {index} of the other axes" if index else ""
    raise ValueError(
        f"{name} sums to {float(sums[index])!r}{where}, but a PMF must sum to 1 to within {tolerance:g}; {cure}"
    )


def check_pmf(array: NDArray[Any], name: str, axis: int) -> None:
    """Raise unless `array` holds PMFs along `axis`, counted from the end."""
    rows, tolerance = outcomes_last(array, name, axis, "PMF"), tolerance_of(array)
    sums = row_sums(rows, name, axis)
    for place in np.argwhere(np.abs(np.abs(sums - 1.0) - tolerance) <= ROUNDING):
        index = tuple(place)
        sums[index] = math.fsum(load(rows[index]))
    check_sums(sums, name, tolerance, f"use normalize({name}) if it holds counts or weights")


def check_shapes(arrays: list[NDArray[Any]], names: list[str], axis: int) -> None:
    """Raise unless all arrays have one length along `axis` and broadcast along the others."""
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


class Candidate(NamedTuple):
    """An argument that may hold PMFs: its shape is checked, entries and sums are not yet."""

    array: NDArray[Any]
    #: A view with the PMF axis last.
    rows: NDArray[Any]
    name: str
    #: The PMF axis, counted from the end.
    axis: int
    #: However a sum is rounded, it certainly is near enough to 1 where it is found to be so to within this.
    clear: float

    def check(self) -> None:
        """Raise unless it holds PMFs."""
        check_pmf(self.array, self.name, self.axis)


def candidates(values: list[ArrayLike], names: list[str], axis: int) -> list[Candidate]:
    """Return what may be PMFs, after checking their shapes against each other."""
    arrays = [as_real(value, name) for value, name in zip(values, names, strict=True)]
    shapes = [array.shape for array in arrays]
    last = axis_from_end(axis, max(map(len, shapes)))
    if shapes.count(shapes[0]) < len(shapes):
        check_shapes(arrays, names, last)
    return [
        Candidate(array, outcomes_last(array, name, last, "PMF"), name, last, tolerance_of(array) - ROUNDING)
        for array, name in zip(arrays, names, strict=True)
    ]


def check_pmfs(values: list[ArrayLike], names: list[str], axis: int) -> list[NDArray[Any]]:
    """Check several PMFs against each other; return views with the PMF axis last."""
    given = candidates(values, names, axis)
    for one in given:
        one.check()
    return [one.rows for one in given]


def check_log_pmfs(values: list[ArrayLike], names: list[str], axis: int) -> list[NDArray[Any]]:
    """Check several logarithms of PMFs against each other; return views with the PMF axis last."""
    given = candidates(values, names, axis)
    for array, rows, name, last, _ in given:
        sums = sum_terms(np.exp, [rows])
        if not bool((sums < math.inf).all()):
            found = first_unlike(rows, lambda part: part < math.log(2.0))
            if found:
                index, value = found
                raise ValueError(
                    f"{place_of(name, index, last)} is {value}, but the logarithm of a probability is at most 0; "
                    f"check how {name} was computed"
                )
        check_sums(sums, f"exp({name})", tolerance_of(array), f"subtract its logsumexp from {name}")
    return [one.rows for one in given]


def check_weights(weights: ArrayLike, count: int, members: str) -> Array:
    """Return weights as doubles, after checking that they are a PMF over `count` members, which are called so."""
    array = as_real(weights, "weights")
    if array.shape != (count,):
        raise ValueError(f"weights has shape {array.shape}, but there are {count} {members}; give one weight for each")
    check_pmf(array, "weights", -1)
    return load(array)


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
