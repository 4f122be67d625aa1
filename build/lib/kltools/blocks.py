"""Sums over probability mass functions, one block of entries at a time.

Every sum over outcomes in `kltools` goes through this module, so that memory stays bounded at
any number of outcomes and the rounding error of a sum does not grow with its length.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Terms = Callable[..., Array]
RowSum = Callable[..., float]

#: PMFs of at most ROW outcomes are summed by one dot product each; longer ones in rows of ROW.
ROW = 2048
#: Entries a block: 256 KiB of doubles, small enough for a core's cache.
BLOCK = 16 * ROW

ONES: Array = np.ones(ROW)


def load(view: NDArray[Any]) -> Array:
    """Return the entries of `view` as contiguous doubles, copying only if they are not already."""
    return np.ascontiguousarray(view, dtype=np.float64)


def dot(x: Array, y: Array) -> float:
    """Return the sum of x * y over the rows of a block, each row by one dot product."""
    return float(np.add.reduce(np.vecdot(x, y), axis=None))


def total(x: Array) -> float:
    """Return the sum of all entries of a block whose rows have at most `ROW` entries."""
    return dot(x, ONES[: x.shape[-1]])


def exact_sum(parts: list[float]) -> float:
    """Return the correctly rounded sum of `parts`, which may hold one sign of infinity."""
    return math.fsum(parts)


def long_blocks(*rows: NDArray[Any]) -> Iterator[tuple[Array, ...]]:
    """Cut one-dimensional arrays of one length into blocks of shape (k, ROW), then (1, rest)."""
    n = rows[0].size
    whole = n - n % ROW
    for start in range(0, whole, BLOCK):
        stop = min(start + BLOCK, whole)
        yield tuple(load(row[start:stop]).reshape(-1, ROW) for row in rows)
    if whole < n:
        yield tuple(load(row[whole:]).reshape(1, -1) for row in rows)


def workspace(count: int, n: int) -> Callable[[Array], list[Array]]:
    """Return a function that gives `count` scratch arrays, reused, of the shape of a block of n entries."""
    store = np.empty((count, min(n, BLOCK)))

    def scratch(block: Array) -> list[Array]:
        return [buffer[: block.size].reshape(block.shape) for buffer in store]

    return scratch


def block_indices(batch: tuple[int, ...], n: int) -> Iterator[tuple[int | slice, ...]]:
    """Yield indices that cut an array of shape ``(*batch, n)`` into blocks of whole PMFs.

    A block holds at most `BLOCK` entries, or one PMF where that alone is longer.
    """
    if math.prod(batch) * n <= BLOCK:
        yield ()
        return
    rest, axis = n, len(batch)
    while axis > 0 and rest * batch[axis - 1] <= BLOCK:
        axis -= 1
        rest *= batch[axis]
    step = max(BLOCK // rest, 1)
    for index in product(*map(range, batch[: axis - 1])):
        for start in range(0, batch[axis - 1], step):
            yield (*index, slice(start, start + step))


def broadcast_batches(arrays: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Broadcast arrays whose last axes agree, so that all have one shape."""
    shape = arrays[0].shape
    if all(array.shape == shape for array in arrays):
        return arrays
    return list(np.broadcast_arrays(*arrays))


def sum_terms(
    terms: Terms,
    arrays: list[NDArray[Any]],
    single: RowSum | None = None,
    totals: list[Array] | None = None,
) -> Array:
    """Sum ``terms(*blocks)`` along the last axis of `arrays`.

    Parameters
    ----------
    terms
        Takes one block of each array, all of one shape, and returns the terms of the sum.
    arrays
        Arrays of any real dtype with one length of last axis; the other axes broadcast.
    single
        Takes one PMF of each array and the total of each, and returns the sum: a faster way
        than to form every term, used for a single PMF and for long ones.
    totals
        The sums of `arrays` along the last axis, needed by `single`.

    Returns
    -------
    ndarray of float64
        The sums, of the shape of the other axes.
    """
    arrays = broadcast_batches(arrays)
    batch, n = arrays[0].shape[:-1], arrays[0].shape[-1]
    with np.errstate(all="ignore"):
        if n <= ROW and (batch or single is None):
            sums = np.empty(batch)
            for index in block_indices(batch, n):
                sums[index] = np.vecdot(terms(*(load(array[index]) for array in arrays)), ONES[:n])
            return sums
        if single is None or totals is None:
            return np.asarray(_by_row(lambda *rows: sum_long(terms, *rows), arrays, batch))
        return np.asarray(
            _by_row(single, arrays + [np.broadcast_to(total, batch) for total in totals], batch)
        )


def _by_row(add: RowSum, arrays: list[NDArray[Any]], batch: tuple[int, ...]) -> Array:
    """Return `add` of one PMF of each array at a time."""
    sums = np.empty(batch)
    for index in product(*map(range, batch)):
        sums[index] = add(*(array[index] for array in arrays))
    return sums


def sum_long(terms: Terms, *rows: NDArray[Any]) -> float:
    """Sum ``terms`` over one-dimensional arrays, block by block."""
    return exact_sum([total(terms(*block)) for block in long_blocks(*rows)])


def map_terms(terms: Terms, arrays: list[NDArray[Any]]) -> Array:
    """Return ``terms(*blocks)`` entry by entry, of the broadcast shape of `arrays`."""
    arrays = broadcast_batches(arrays)
    shape = arrays[0].shape
    values = np.empty(shape)
    with np.errstate(all="ignore"):
        for index in block_indices(shape[:-1], shape[-1]):
            rows = [array[index] for array in arrays]
            for start in range(0, shape[-1], BLOCK):
                part = (..., slice(start, start + BLOCK))
                values[index][part] = terms(*(load(row[part]) for row in rows))
    return values


def max_terms(terms: Terms, arrays: list[NDArray[Any]]) -> Array:
    """Return the largest of ``terms(*blocks)`` along the last axis of `arrays`."""
    arrays = broadcast_batches(arrays)
    batch, n = arrays[0].shape[:-1], arrays[0].shape[-1]
    largest = np.full(batch, -math.inf)
    with np.errstate(all="ignore"):
        for index in block_indices(batch, n):
            rows = [array[index] for array in arrays]
            for start in range(0, n, BLOCK):
                values = terms(*(load(row[..., start : start + BLOCK]) for row in rows))
                largest[index] = np.maximum(largest[index], values.max(axis=-1))
    return largest
