"""Sums over the outcomes of PMFs, checked on the way, so that memory is read once.

Checking a PMF reads it as often as summing over it does. So each block is checked while it is in
the cache; where something looks wrong, the slow check of `kltools.pmfs.validation` finds the words for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import (
    BLOCK,
    WHOLE,
    Terms,
    block_indices,
    broadcast_batches,
    exact_sum,
    load,
    long_blocks,
    row_totals,
    smallest,
    total,
)
from kltools.pmfs.summation.strategies import RowStrategy
from kltools.pmfs.validation import check_pmf, same_outcomes, tolerance_of

#: Up to this many outcomes, Python's own floats are faster than NumPy's calls.
FEW = 24

#: Takes a block of each PMF and its total, and returns the sum over the block: NaN, for any reason
#: at all, where an entry is NaN or negative.
BlockSum = Callable[..., float]


@dataclass(frozen=True)
class CheckedSum:
    """A sum over outcomes, and the faster ways to it where there are some.

    Parameters
    ----------
    terms
        Takes a block of each PMF and returns the terms of the sum.
    few
        Takes each PMF as a list of floats and returns the sum.
    rows
        Returns what sums over the rows of blocks that hold whole PMFs.
    blocks
        Returns what sums over the blocks of a pair of long PMFs.
    """

    terms: Terms
    few: Callable[..., float] | None = None
    rows: Callable[[], RowStrategy] | None = None
    blocks: Callable[[], BlockSum] | None = None

    def evaluate(self, values: list[ArrayLike], names: list[str], axis: int) -> Array | float:
        """Return the sum for each PMF, or say what is wrong with one."""
        arrays, rows, last = same_outcomes(values, names, axis)
        n = rows[0].shape[-1]
        tolerances = [tolerance_of(array) for array in arrays]
        sums: Array | float
        if self.few and n <= FEW and all(array.ndim == 1 for array in arrays):
            sums, sound = self._over_few(rows, tolerances)
        else:
            rows = broadcast_batches(rows)
            with np.errstate(all="ignore"):
                over = self._over_whole if n <= WHOLE else self._over_long
                sums, sound = over(rows, tolerances)
        if not sound:
            for array, name in zip(arrays, names, strict=True):
                check_pmf(array, name, last)
        return sums

    def _over_few(self, rows: list[NDArray[Any]], tolerances: list[float]) -> tuple[float, bool]:
        """Sum over one short PMF of each; also return whether all of them are PMFs."""
        assert self.few is not None
        lists = [_floats(row) for row in rows]
        for entries, tolerance in zip(lists, tolerances, strict=True):
            if not (min(entries) >= 0.0 and abs(sum(entries) - 1.0) <= tolerance):
                return math.nan, False
        return self.few(*lists), True

    def _over_whole(self, rows: list[NDArray[Any]], tolerances: list[float]) -> tuple[Array, bool]:
        """Sum over PMFs that are taken many at a time; also return whether all of them are PMFs."""
        batch, n = rows[0].shape[:-1], rows[0].shape[-1]
        sums, sound = np.empty(batch), True
        add = self.rows() if self.rows else None
        for index in block_indices(batch, n):
            block = [load(row[index]).reshape(-1, n) for row in rows]
            totals = [row_totals(entries) for entries in block]
            for entries, sum_of, tolerance in zip(block, totals, tolerances, strict=True):
                off = np.abs(sum_of - 1.0)
                sound = sound and smallest(entries) >= 0.0 and bool((off <= tolerance).all())
            found = add(*block) if add else row_totals(self.terms(*block))
            sums[index] = found.reshape(sums[index].shape)
        if add and sound:
            _sum_the_rest(add, rows, sums)
        return sums, sound

    def _over_long(self, rows: list[NDArray[Any]], tolerances: list[float]) -> tuple[Array, bool]:
        """Sum over PMFs one by one, block by block; also return whether all of them are PMFs."""
        batch = rows[0].shape[:-1]
        sums, sound = np.empty(batch), True
        add = self.blocks() if self.blocks else self._add_block
        for index in product(*map(range, batch)):
            parts, totals = [], []
            for block in long_blocks(*(row[index] for row in rows)):
                totals.append([total(entries) for entries in block])
                parts.append(add(*block, *totals[-1]))
            sums[index] = exact_sum(parts)
            for tolerance, pieces in zip(tolerances, zip(*totals, strict=True), strict=True):
                sound = sound and abs(sum(pieces) - 1.0) <= tolerance
            sound = sound and not math.isnan(sums[index])
        return sums, sound

    def _add_block(self, *blocks_and_totals: Any) -> float:
        """Sum over a block term by term."""
        block = blocks_and_totals[: len(blocks_and_totals) // 2]
        if not all(smallest(entries) >= 0.0 for entries in block):
            return math.nan
        return total(self.terms(*block))


def _sum_the_rest(ways: RowStrategy, rows: list[NDArray[Any]], sums: Array) -> None:
    """Sum term by term, many at a time, where the sum of a row is NaN."""
    sums, rows = np.atleast_1d(sums), [np.atleast_2d(row) for row in rows]
    unsure, step = np.flatnonzero(np.isnan(sums)), BLOCK // rows[0].shape[-1]
    for start in range(0, unsure.size, step):
        places = np.unravel_index(unsure[start : start + step], sums.shape)
        sums[places] = ways.term_by_term(*(load(row[places]) for row in rows))


def _floats(row: NDArray[Any]) -> list[float]:
    """Return the entries of a short PMF as Python's floats, the fastest way there is."""
    return row.tolist() if row.dtype == np.float64 else [float(x) for x in row.tolist()]
