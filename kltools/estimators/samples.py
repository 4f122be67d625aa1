"""Samples, counts and log densities: what the estimators take, and what they say of anything else."""

from __future__ import annotations

from typing import Any

import numpy as np

from kltools.arguments import Array, real_array


def doubles(values: Any, name: str, what: str) -> Array:
    """Return `values` as a new float64 array, or say why it is none; `what` says what they should be."""
    with np.errstate(over="ignore"):
        return real_array(values, name, what).astype(np.float64)


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


def counts_of(values: Any, name: str) -> tuple[Array, float]:
    """Return counts (k,) and their total, which is positive, or say what is wrong with them."""
    counts = doubles(values, name, "counts")
    if counts.ndim != 1 or counts.size == 0:
        raise ValueError(
            f"{name} has shape {counts.shape}, but counts have shape (k,), one for each outcome; reshape it"
        )
    bad = ~((counts >= 0) & (counts < np.inf) & (counts == np.floor(counts)))
    if bad.any():
        first = int(bad.argmax())
        raise ValueError(
            f"{name}[{first}] is {float(counts[first])}, but a count is a whole number, 0 or more; give how often "
            "each outcome occurred, not its share"
        )
    with np.errstate(over="ignore"):
        total = float(counts.sum())
    if total == 0.0:
        raise ValueError(f"{name} sums to 0, but an estimate needs at least one observation; count some")
    if total == np.inf:
        raise ValueError(f"{name} sums to more than a float holds; check how {name} was counted")
    return counts, total
