"""Sums over probability mass functions, one block of entries at a time.

Every sum over outcomes in `kltools` goes through this module, so that memory stays bounded at
any number of outcomes and the rounding error of a sum does not grow with its length.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array

Terms = Callable[..., Array]

#: Numbers are summed in rows of ROW, then the sums of rows: few enough that their rounding, even
#: where it errs one way throughout, stays far below the fifteenth digit.
ROW = 256
#: Entries a block: 288 KiB of doubles, small enough for a core's cache.
BLOCK = 144 * ROW
#: PMFs of at most this many outcomes are taken whole, many to a block; longer ones one by one.
WHOLE = 2048
#: Up to this many outcomes, a matrix-vector product sums rows faster than a dot product a row.
NARROW = 64
#: A matrix-vector product this large is shared out among threads, which costs more than it saves.
THREADED = 8192

ONES: Array = np.ones(ROW)


def load(view: NDArray[Any]) -> Array:
    """Return the entries of `view` as contiguous doubles, copying only if they are not already."""
    return np.ascontiguousarray(view, dtype=np.float64)


def smallest(x: NDArray[Any]) -> float:
    """Return the smallest entry, NaN if there is one, without a temporary of the input's size."""
    return float(np.minimum.reduce(x, axis=None)) if x.size else math.inf


def nonnegative(block: tuple[Array, ...]) -> bool:
    """Return whether no entry of some arrays is NaN or negative."""
    return not any([not smallest(x) >= 0.0 for x in block])


def dot(x: Array, y: Array) -> float:
    """Return the sum of x * y over a block."""
    rest = x.size % ROW
    if rest:
        return dot(x[:-rest], y[:-rest]) + float(np.vecdot(x[-rest:], y[-rest:]))
    return _add_up(np.vecdot(x.reshape(-1, ROW), y.reshape(-1, ROW)))


def total(x: Array) -> float:
    """Return the sum of all entries of a block."""
    rest = x.size % ROW
    if rest:
        return total(x[:-rest]) + float(np.vecdot(x[-rest:], ONES[:rest]))
    return _add_up(np.vecdot(x.reshape(-1, ROW), ONES))


def _add_up(row_sums: Array) -> float:
    """Return the sum of the sums of the rows of a block: at most as many as a row has entries."""
    return float(row_sums.dot(ONES[: row_sums.size]))


def row_totals(x: Array) -> Array:
    """Return the sums of a contiguous array along its last axis."""
    n = x.shape[-1]
    if n <= NARROW:
        return _narrow_totals(x.reshape(-1, n)).reshape(x.shape[:-1])
    whole = n - n % ROW
    sums: Array = np.vecdot(x[..., whole:], ONES[: n - whole])
    if whole:
        sums += np.vecdot(x[..., :whole].reshape(*x.shape[:-1], -1, ROW), ONES).sum(axis=-1)
    return sums


def _narrow_totals(rows: Array) -> Array:
    """Return the sums of short rows, as many to a product as one thread takes."""
    count, n = rows.shape
    step = THREADED // n
    products = count // step
    whole = products * step
    sums = np.empty(count)
    np.matmul(rows[:whole].reshape(products, step, n), ONES[:n], out=sums[:whole].reshape(products, step))
    np.matmul(rows[whole:], ONES[:n], out=sums[whole:])
    return sums


def exact_sum(parts: list[float]) -> float:
    """Return the correctly rounded sum of `parts`: infinite where it overflows, NaN where it holds both infinities."""
    try:
        return math.fsum(parts)
    except (OverflowError, ValueError):
        return sum(parts)


def long_blocks(*rows: NDArray[Any]) -> Iterator[tuple[Array, ...]]:
    """Cut one-dimensional arrays of one length into as few blocks as can be, of nearly one size."""
    n = rows[0].size
    count = -(-n // BLOCK)
    size = -(-n // (count * ROW)) * ROW
    for start in range(0, n, size):
        yield tuple(load(row[start : start + size]) for row in rows)


class _Free(threading.local):
    """The arrays of a thread that nobody has at the moment."""

    def __init__(self) -> None:
        self.arrays: list[Array] = []


_FREE = _Free()


class borrowed:
    """Lends arrays of a shape to the body of a ``with``: nobody else has them until its end.

    They are kept for the next who asks, since memory fresh from the system costs more than a logarithm.

    Examples
    --------
    >>> with borrowed(2, (3, 4)) as (one, other):
    ...     one.shape, np.shares_memory(one, other)
    ((3, 4), False)
    """

    def __init__(self, count: int, shape: tuple[int, ...]) -> None:
        self.count, self.shape = count, shape
        self.lent: list[Array] = []

    def __enter__(self) -> list[Array]:
        size = math.prod(self.shape)
        if size > BLOCK:
            return [np.empty(self.shape) for _ in range(self.count)]
        free = _FREE.arrays
        self.lent = [free.pop() if free else np.empty(BLOCK) for _ in range(self.count)]
        return [array[:size].reshape(self.shape) for array in self.lent]

    def __exit__(self, *raised: object) -> None:
        _FREE.arrays.extend(self.lent)


def block_indices(batch: tuple[int, ...], n: int) -> Iterator[tuple[int | slice, ...]]:
    """Yield indices that cut an array of shape ``(*batch, n)`` into blocks of whole PMFs.

    A block holds at most `BLOCK` entries, or one PMF where that alone is longer.
    """
    if not batch or math.prod(batch) * n <= BLOCK:
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


def sum_terms(terms: Terms, arrays: list[NDArray[Any]]) -> Array:
    """Sum ``terms(*blocks)`` along the last axis of `arrays`.

    Parameters
    ----------
    terms
        Takes one block of each array, all of one shape, and returns the terms of the sum.
    arrays
        Arrays of any real dtype with one length of last axis; the other axes broadcast.

    Returns
    -------
    ndarray of float64
        The sums, of the shape of the other axes.
    """
    arrays = broadcast_batches(arrays)
    batch, n = arrays[0].shape[:-1], arrays[0].shape[-1]
    sums = np.empty(batch)
    with np.errstate(all="ignore"):
        if n <= WHOLE:
            for index in block_indices(batch, n):
                sums[index] = row_totals(terms(*(load(array[index]) for array in arrays)))
        else:
            for index in product(*map(range, batch)):
                blocks = long_blocks(*(array[index] for array in arrays))
                sums[index] = exact_sum([total(terms(*block)) for block in blocks])
    return sums


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
