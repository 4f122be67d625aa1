"""Counts, or shares, of two samples in the same bins, given so or counted here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, real_option
from kltools.estimators.samples import counts_of, doubles, place
from kltools.pmfs import align

Counted = ArrayLike | Mapping[Any, Any]


def binned(reference: Any, current: Any, bins: Any, pseudocount: Any) -> tuple[Array, Array, float]:
    """Return counts of both samples in the bins that either has, (k,), and the pseudocount that keeps them from being 0.

    Raises
    ------
    ValueError
        For counts or samples that are none, and a bin that one sample fills and the other leaves empty.
    """
    names = ("reference", "current")
    added = real_option(pseudocount, "pseudocount", "it is a number that is added to counts; use 0.5")
    if not 0.0 <= added < np.inf:
        raise ValueError(f"pseudocount is {added}, but it is added to counts and must be finite, 0 or more; use 0.5")
    if bins is None:
        matched = align([reference, current], names)
        labels = matched.labels()
        counts = [counts_of(array, name, labels)[0] for array, name in zip(matched.arrays, names)]
        if counts[0].shape != counts[1].shape:
            raise ValueError(
                f"reference has {counts[0].size} bins but current has {counts[1].size}; count both in the same bins, or give "
                "samples with bins=10"
            )
    else:
        samples = [_numbers(values, name) for values, name in zip((reference, current), names)]
        edges, labels = _inner_edges(bins, samples[0]), None
        counts = [
            np.bincount(np.searchsorted(edges, one, side="right"), minlength=edges.size + 1).astype(float)
            for one in samples
        ]
    filled = (counts[0] > 0) | (counts[1] > 0)
    if np.sum(filled) < 2:
        raise ValueError("reference and current fill one bin alone, which cannot drift; use more bins")
    for name, one in zip(names, counts):
        empty = filled & (one + added == 0)
        if empty.any():
            raise ValueError(
                f"{name}[{place(int(empty.argmax()), labels)}] is 0: a bin that only one sample fills makes the index infinite; "
                "merge it with a neighbour, or add pseudocount=0.5 to every count"
            )
    return counts[0][filled], counts[1][filled], added


def shares_of(reference: Any, current: Any) -> list[Array] | None:
    """Return the shares of both samples in the same bins, (k,); None where they are not shares, all positive."""
    arrays = align([reference, current], ("reference", "current")).arrays
    shares = [doubles(array, name, "shares") for array, name in zip(arrays, ("reference", "current"))]
    fractions = all(one.ndim == 1 and (one != np.floor(one)).any() and abs(one.sum() - 1.0) <= 1e-8 for one in shares)
    return shares if fractions and shares[0].size == shares[1].size and all((one > 0).all() for one in shares) else None


def _numbers(values: Any, name: str) -> Array:
    array = doubles(values, name, "samples")
    if array.ndim != 1 or array.size < 1:
        raise ValueError(
            f"{name} has shape {array.shape}, but bins are of samples of shape (n,); give one score at a time"
        )
    if not np.isfinite(array).all():
        first = int((~np.isfinite(array)).argmax())
        raise ValueError(f"{name}[{first}] is {array[first]}, but a sample must be finite; remove it or mend it")
    return array


def _inner_edges(bins: Any, reference: Array) -> Array:
    """Return where bins meet: quantiles of the reference for a number of bins, else all edges but the outermost."""
    edges = doubles(bins, "bins", "bins")
    if edges.ndim == 0:
        number = int(edges) if edges == np.floor(edges) and 2 <= edges < reference.size else 0
        if number == 0:
            raise ValueError(
                f"bins is {bins!r}, but the number of bins is whole, 2 or more, and less than reference has values; use 10"
            )
        inner = np.quantile(reference, np.arange(1, number) / number)
        if (np.diff(inner) <= 0).any():
            raise ValueError(
                f"bins is {number}, but so many quantiles of reference coincide, since its values repeat; give the edges of bins"
            )
        return np.asarray(inner)
    if edges.ndim != 1 or edges.size < 3 or not (np.diff(edges) > 0).all():
        raise ValueError("bins are edges, but not three or more in increasing order; give them so, or a number of bins")
    return edges[1:-1]
