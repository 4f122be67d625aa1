"""Outcomes that a mask leaves out: they count as impossible, whatever stands there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import any_array
from kltools.pmfs.labels.alignment import Aligned, align
from kltools.pmfs.labels.labelled import is_labelled
from kltools.pmfs.options import Options


def as_given(value: Any, name: str, options: Options) -> NDArray[Any]:
    """Return an argument without labels as an array, masked entries as they are where `where` says which count."""
    array = any_array(np.ma.getdata(value) if isinstance(value, np.ma.MaskedArray) else value, name)
    if array.ndim == 0:
        raise ValueError(f"{name} is the single number {array[()]}, but a PMF needs an axis; wrap it in a list")
    if np.ma.is_masked(value):
        if options.where is None:
            raise ValueError(
                f"{name} has masked entries, which are no probabilities; leave them out with where=~{name}.mask"
            )
        if array.dtype.kind in "iuf":  # so that one which `where` does not leave out is found to be no number
            return np.where(np.ma.getmaskarray(value), math.nan, array)
    return array


def with_mask(arrays: Sequence[Any], names: Sequence[str], options: Options) -> tuple[Aligned, NDArray[Any] | None]:
    """Return arguments with their labels matched, and the mask matched with them, None where there is none."""
    missing = -math.inf if options.log else 0.0
    if options.where is None:
        return align(arrays, names, options.axis, missing=missing), None
    where = options.where if is_labelled(options.where) else any_array(options.where, "where")
    found = align([*arrays, where], [*names, "where"], options.axis, missing=missing)
    if is_labelled(where):
        for own, common in zip(reversed(align([where], ["where"]).axes), reversed(found.axes)):
            lacking = [label for label in common.labels if label not in set(own.labels)] if own and common else []
            if lacking:
                raise ValueError(
                    f"where lacks the label {lacking[0]!r}, which another argument has; say of each outcome "
                    "whether it counts"
                )
    return replace(found, arrays=found.arrays[:-1]), found.arrays[-1]


def mask_of(mask: NDArray[Any], arrays: Sequence[NDArray[Any]], axes: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return a mask of truth values that broadcasts against the arrays and leaves each PMF some outcome."""
    if mask.dtype.kind == "O" and all(isinstance(entry, (bool, np.bool_)) for entry in mask.flat):
        mask = mask.astype(np.bool_)
    if mask.dtype.kind != "b":
        raise TypeError(f"where has dtype {mask.dtype}, but a mask holds True and False; compare, as in where=q > 0")
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    try:
        whole = np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"where has shape {mask.shape}, which does not broadcast to {shape}, the shape of the PMFs; "
            "give it an axis of length 1 where it is the same"
        ) from None
    some = whole.any(axis=axes)
    if not some.all():
        index = tuple(int(i) for i in np.argwhere(~some)[0])
        at = f" at index {index} of the other axes" if index else ""
        raise ValueError(f"where leaves no outcome{at}, but a PMF needs at least one; leave out that PMF altogether")
    return mask


def left_out(arrays: Sequence[NDArray[Any]], mask: NDArray[np.bool_], fill: float) -> list[NDArray[Any]]:
    """Return arrays with a number where a mask is False: 0, or ``-inf`` for logarithms."""
    return [np.where(mask, array, fill) if array.dtype.kind in "iufO" else array for array in arrays]
