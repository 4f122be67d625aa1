"""Probability mass functions: what counts as one, and what is said of anything else."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, as_real, axis_from_end
from kltools.pmfs.places import Argument
from kltools.pmfs.summation.blocks import BLOCK, load, smallest, sum_terms

TOLERANCE = 1e-8
TOLERANCE_SINGLE = 1e-5
#: However a sum near 1 is taken, its rounding is below this: the exact sum decides where that could matter.
ROUNDING = 1e-12
#: How many bytes hold a float32, the widest dtype with the wider tolerance.
_SINGLE_BYTES = 4
#: A sum this near 1 is off by rounding, be it that of bfloat16, rather than one of counts or of a part of the outcomes.
_ROUNDED = 0.02


def tolerance_of(array: NDArray[Any]) -> float:
    """Return how far a sum may be from 1, by the precision in which the array came."""
    single = array.dtype.kind == "f" and array.dtype.itemsize <= _SINGLE_BYTES
    return TOLERANCE_SINGLE if single else TOLERANCE


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


def _reject_entry(rows: NDArray[Any], argument: Argument, what: str) -> None:
    """Raise for the first entry that is NaN, infinite or negative, if there is one."""
    found = first_unlike(rows, lambda part: (part >= 0) & (part < math.inf))
    if found:
        index, value = found
        why = "cannot be negative" if value < 0 else "must be a finite number"
        raise ValueError(
            f"{argument.place(index)} is {value}, but a {what} {why}; check how {argument.name} was computed"
        )


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


def row_sums(rows: NDArray[Any], argument: Argument, what: str = "probability") -> Array:
    """Return the sums along the last axis, after checking that entries are finite and not negative."""
    with np.errstate(all="ignore"):
        sums = sum_terms(lambda block: block, [rows])
        if rows.size and not (smallest(rows) >= 0 and sums.max() < math.inf):
            _reject_entry(rows, argument, what)
    return sums


def sums_of_exponentials(rows: NDArray[Any], argument: Argument) -> Array:
    """Return the sums of exp along the last axis, after checking that entries can be logarithms of probabilities."""
    sums = sum_terms(np.exp, [rows])
    if not bool((sums < math.inf).all()):
        found = first_unlike(rows, lambda part: part < math.log(2.0))
        if found:
            index, value = found
            raise ValueError(
                f"{argument.place(index)} is {value}, but the logarithm of a probability is at most 0; "
                f"check how {argument.name} was computed"
            )
    return sums


def check_sums(sums: Array, name: str, tolerance: float, cure: Callable[[float], str]) -> None:
    """Raise for the first sum that is not 1 to within `tolerance`, if there is one; the cure depends on the sum."""
    good = np.abs(sums - 1.0) <= tolerance
    if good.all():
        return
    index = tuple(int(i) for i in np.argwhere(~good)[0])
    where = f" at index {index} of the other axes" if index else ""
    total = float(sums[index])
    raise ValueError(f"{name} sums to {total!r}{where}, but a PMF must sum to 1 to within {tolerance:g}; {cure(total)}")


def _cure(total: float, name: str, log: bool) -> str:
    """Return what to do about a sum that is not 1, by what it most likely comes from."""
    off = abs(total - 1.0)
    if off <= _ROUNDED:
        enough = 10.0 ** math.ceil(math.log10(off)) if off > 0.0 else ROUNDING
        return f"if that is rounding, as of float32 or float16, pass tolerance={enough:g} or renormalise=True"
    some = f"; if it lists only some outcomes, as the top k, give the rest one of its own: with_rest({name}{{}})"
    if log:
        cure = f"subtract its logsumexp from {name}, or pass renormalise=True, if it holds logits"
        return cure + (some.format(", log=True") if total < 1.0 else "")
    return f"use normalize({name}) if it holds counts or weights" + (some.format("") if total < 1.0 else "")


class Candidate(NamedTuple):
    """An argument that may hold PMFs: its shape is checked, entries and sums are not yet."""

    #: An array with the outcomes along its last axis.
    rows: NDArray[Any]
    argument: Argument
    tolerance: float
    #: However a sum is rounded, it certainly is near enough to 1 where it is found to be so to within this.
    clear: float

    def check(self, cure: Callable[[float], str] | None = None) -> None:
        """Raise unless it holds PMFs."""
        name = self.argument.name
        sums = row_sums(self.rows, self.argument)
        for place in np.argwhere(np.abs(np.abs(sums - 1.0) - self.tolerance) <= ROUNDING):
            index = tuple(place)
            sums[index] = math.fsum(load(self.rows[index]))
        check_sums(sums, name, self.tolerance, cure or (lambda total: _cure(total, name, log=False)))

    def check_log(self) -> None:
        """Raise unless it holds logarithms of PMFs."""
        name = self.argument.name
        sums = sums_of_exponentials(self.rows, self.argument)
        check_sums(sums, f"exp({name})", self.tolerance, lambda total: _cure(total, name, log=True))


def candidate(rows: NDArray[Any], argument: Argument, tolerance: float) -> Candidate:
    """Return what may be PMFs along the last axis of an array."""
    return Candidate(rows, argument, tolerance, tolerance - ROUNDING)


@cache
def _plain_argument(name: str, axis: int) -> Argument:
    return Argument(name, (axis,))


def check_pmf(array: NDArray[Any], name: str, axis: int) -> None:
    """Raise unless `array` holds PMFs along `axis`, counted from the end."""
    rows = outcomes_last(array, name, axis, "PMF")
    one = candidate(rows, Argument(name, (axis,)), tolerance_of(array))
    one.check(lambda total: f"use normalize({name}) if it holds counts or weights")


def check_shapes(arrays: list[NDArray[Any]], names: list[str], axis: int, what: str = "PMF") -> None:
    """Raise unless all arrays have one length along `axis` and broadcast along the others."""
    lengths = [array.shape[axis] if array.ndim >= -axis else None for array in arrays]
    for array, name, length in zip(arrays, names, lengths, strict=True):
        outcomes_last(array, name, axis, what)
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


def candidates(values: list[ArrayLike], names: list[str], axis: int) -> list[Candidate]:
    """Return what may be PMFs along one axis, after checking their shapes against each other."""
    arrays = [as_real(value, name) for value, name in zip(values, names, strict=True)]
    shapes = [array.shape for array in arrays]
    last = axis_from_end(axis, max(map(len, shapes)))
    if shapes.count(shapes[0]) < len(shapes):
        check_shapes(arrays, names, last)
    return [
        candidate(outcomes_last(array, name, last, "PMF"), _plain_argument(name, last), tolerance_of(array))
        for array, name in zip(arrays, names, strict=True)
    ]


def check_weights(weights: ArrayLike, count: int, members: str) -> Array:
    """Return weights as doubles, after checking that they are a PMF over `count` members, which are called so."""
    array = as_real(weights, "weights")
    if array.shape != (count,):
        raise ValueError(f"weights has shape {array.shape}, but there are {count} {members}; give one weight for each")
    check_pmf(array, "weights", -1)
    return load(array)


def check_joint(array: NDArray[Any]) -> None:
    """Check that `array` holds joint PMFs over its last two axes."""
    # A joint PMF is checked row by row; the sums of its rows then have to be a PMF.
    totals = row_sums(array, Argument("joint")).sum(axis=-1)
    check_sums(np.asarray(totals), "joint", tolerance_of(array), lambda total: _cure(total, "joint", log=False))
