"""Samples, counts and log densities: what the estimators take, and what they say of anything else."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array, real_array


def doubles(values: Any, name: str, what: str) -> Array:
    """Return `values` as a new float64 array, or say why it is none; `what` says what they should be."""
    with np.errstate(over="ignore"):
        return real_array(values, name, what).astype(np.float64)


def counting(value: Any, name: str, counts: str, example: str) -> int:
    """Return an option that counts something as an int, or say that it is no integer."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {value!r}, but {counts}; give an integer such as {example}") from None


def rectangular(values: Any, name: str, cure: str) -> NDArray[Any]:
    """Return labels or truth values as an array, or raise where rows have several lengths."""
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is not a rectangular array ({error}); {cure}") from None


def points(values: Any, name: str) -> Array:
    """Return samples of shape (n,) or (n, d) as (n, d), or raise where they are not finite points."""
    array = doubles(values, name, "samples")
    if array.ndim not in (1, 2) or 0 in array.shape[1:]:
        raise ValueError(
            f"{name} has shape {array.shape}, but samples have shape (n,), or (n, d) with a row for each sample; "
            "reshape it"
        )
    rows = array[:, None] if array.ndim == 1 else array
    if not np.isfinite(rows).all():
        row, column = (int(i) for i in np.argwhere(~np.isfinite(rows))[0])
        place = f"{name}[{row}]" if array.ndim == 1 else f"{name}[{row}, {column}]"
        raise ValueError(f"{place} is {rows[row, column]}, but a sample must be finite; remove it or mend it")
    return rows


def counts_of(values: Any, name: str, labels: Sequence[Any] | None = None) -> tuple[Array, float]:
    """Return counts (k,) and their total, which is positive, or say what is wrong with them, by label if there are some."""
    if isinstance(values, (list, tuple)) and len(values) > 0 and all(isinstance(one, str) for one in values):
        raise TypeError(f"{name} holds text, but counts are numbers; count it, as in collections.Counter({name})")
    counts = doubles(values, name, "counts")
    if counts.ndim != 1 or counts.size == 0:
        raise ValueError(
            f"{name} has shape {counts.shape}, but counts have shape (k,), one for each outcome; reshape it"
        )
    bad = ~((counts >= 0) & (counts < np.inf) & (counts == np.floor(counts)))
    if bad.any():
        first = int(bad.argmax())
        raise ValueError(
            f"{name}[{place(first, labels)}] is {float(counts[first])}, but a count is a whole number, 0 or more; give how often "
            "each outcome occurred, not its share"
        )
    with np.errstate(over="ignore"):
        total = float(counts.sum())
    if total == 0.0:
        raise ValueError(f"{name} sums to 0, but an estimate needs at least one observation; count some")
    if total == np.inf:
        raise ValueError(f"{name} sums to more than a float holds; check how {name} was counted")
    return counts, total


def place(i: int, labels: Sequence[Any] | None) -> str:
    """Return what stands in brackets for the i-th outcome: its label, or its number."""
    return str(i) if labels is None else repr(labels[i])
