"""Sums over the outcomes of PMFs, checked on the way, so that memory is read once.

Checking a PMF reads it as often as summing over it does, so each block is checked while it is in the cache. What is
clearly a PMF passes; of anything else `kltools.pmfs.validation.check_pmf` decides, which also has the words for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.pmfs.options import Options
from kltools.pmfs.preparation import is_plain, prepare
from kltools.pmfs.summation.blocks import (
    BLOCK,
    WHOLE,
    Terms,
    block_indices,
    broadcast_batches,
    exact_sum,
    load,
    long_blocks,
    nonnegative,
    row_totals,
    smallest,
    sum_terms,
    total,
)
from kltools.pmfs.summation.strategies import BlockStrategy, RowStrategy
from kltools.pmfs.validation import Candidate, candidates

#: PMFs of at most this many outcomes are short: Python's own floats are faster there than NumPy's calls.
SHORT_PMF = 24


@dataclass(frozen=True)
class CheckedSum:
    """A sum over outcomes, and the faster ways to it where there are some.

    Parameters
    ----------
    terms
        Takes a block of each PMF and returns the terms of the sum.
    log_terms
        Takes a block of the logarithms of each PMF and returns them.
    short
        Takes each of some short PMFs as a list of floats and returns the sum.
    rows
        How to sum over the rows of blocks that hold whole PMFs.
    blocks
        How to sum over the blocks of a pair of long PMFs.
    """

    terms: Terms
    log_terms: Terms
    short: Callable[..., float] | None = None
    rows: RowStrategy | None = None
    blocks: BlockStrategy | None = None

    def evaluate(self, values: list[Any], names: list[str], options: Options) -> Array | float:
        """Return the sum for each PMF, or say what is wrong with one."""
        if is_plain(values, options):
            return self._sum(candidates(values, names, options.axis))  # type: ignore[arg-type]
        prepared = prepare(values, names, options)
        if prepared.log:
            prepared.check()
            return prepared.reduced(sum_terms(self.log_terms, prepared.rows))
        return prepared.reduced(self._sum(prepared.candidates))

    def _sum(self, given: list[Candidate]) -> Array | float:
        """Return the sum for each PMF, or say what is wrong with one."""
        n = given[0].rows.shape[-1]
        if self.short and n <= SHORT_PMF and {one.rows.ndim for one in given} == {1}:
            lists = [_floats(one.rows) for one in given]
            for one, entries in zip(given, lists, strict=True):
                if not (min(entries) >= 0.0 and abs(sum(entries) - 1.0) <= one.clear):
                    one.check()
            return self.short(*lists)
        rows = broadcast_batches([one.rows for one in given])
        if rows[0].size == 0:
            _check_all(given)
            return np.empty(rows[0].shape[:-1])
        with np.errstate(all="ignore"):
            return (self._over_whole if n <= WHOLE else self._over_long)(given, rows)

    def _over_whole(self, given: list[Candidate], rows: list[NDArray[Any]]) -> Array:
        """Sum over PMFs that are taken many at a time."""
        batch, n = rows[0].shape[:-1], rows[0].shape[-1]
        sums, unsure = np.empty(batch), np.zeros(batch, dtype=bool)
        accepted, far_first = False, True
        for index in block_indices(batch, n):
            block = [load(row[index]).reshape(-1, n) for row in rows]
            if not accepted and not all(map(_clear, given, block)):
                accepted = _check_all(given)
            if self.rows:
                found, doubtful, far_first = self.rows.sum(*block, far_first=far_first)
                if doubtful is not None:
                    unsure[index] = doubtful.reshape(unsure[index].shape)
            else:
                found = row_totals(self.terms(*block))
            sums[index] = found.reshape(sums[index].shape)
        if self.rows and unsure.any():
            _sum_the_rest(self.rows, rows, sums, unsure)
        return sums

    def _over_long(self, given: list[Candidate], rows: list[NDArray[Any]]) -> Array:
        """Sum over PMFs one by one, block by block."""
        sums = np.empty(rows[0].shape[:-1])
        accepted, far_first = False, True
        for index in np.ndindex(sums.shape):
            parts, totals = [], []
            for block in long_blocks(*(row[index] for row in rows)):
                totals.append(list(map(total, block)))
                part = None
                if self.blocks and nonnegative(block[:1]):
                    (p, q), (p_total, q_total) = block, totals[-1]
                    part, far_first = self.blocks.fast(p, q, p_total, q_total, far_first=far_first)
                if part is None:
                    if not nonnegative(block):
                        _check_all(given)
                    part = self.blocks.term_by_term(*block) if self.blocks else total(self.terms(*block))
                parts.append(part)
            off = [abs(exact_sum(list(pieces)) - 1.0) for pieces in zip(*totals, strict=True)]
            if not accepted and not all(one <= each.clear for one, each in zip(off, given, strict=True)):
                accepted = _check_all(given)
            sums[index] = exact_sum(parts)
        return sums


def _floats(row: NDArray[Any]) -> list[float]:
    """Return the entries of a short PMF as Python's floats, the fastest way there is."""
    return row.tolist() if row.dtype == np.float64 else [float(x) for x in row.tolist()]


def _clear(one: Candidate, block: Array) -> bool:
    """Return whether the rows of a block clearly are PMFs."""
    return smallest(block) >= 0.0 and bool((np.abs(row_totals(block) - 1.0) <= one.clear).all())


def _check_all(given: list[Candidate]) -> bool:
    """Raise unless all are PMFs; return that they are."""
    for one in given:
        one.check()
    return True


def _sum_the_rest(by: RowStrategy, rows: list[NDArray[Any]], sums: Array, unsure: NDArray[np.bool_]) -> None:
    """Sum term by term, many at a time, where the sum of a row is not sure."""
    sums, rows = np.atleast_1d(sums), [np.atleast_2d(row) for row in rows]
    left, step = np.flatnonzero(unsure), BLOCK // rows[0].shape[-1]
    for start in range(0, left.size, step):
        places = np.unravel_index(left[start : start + step], sums.shape)
        sums[places] = by.term_by_term(*(load(row[places]) for row in rows))
