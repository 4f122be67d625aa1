"""Sums over blocks by the cheapest way that keeps its digits, trying first what suited the last block.

A pair of PMFs that is far apart in one block mostly is so in the next, so a sum goes on with the way that served. A way
that cannot vouch for its digits declines, and returns None; summing the terms one by one never does.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import borrowed, row_totals, total

#: Takes blocks p and q of one shape, and perhaps an array to put them in, and returns the terms.
PairTerms = Callable[..., Array]
#: Of a block that is summed by a series, at most this share may be too far apart for it: those are picked out.
MAX_FAR_SHARE = 0.25
#: The mass of a p and a q together; that it is 1 of each is checked beside their sum.
MASS = 2.0


class BlockStrategy(ABC):
    """Sums over the blocks of a pair of PMFs, of which no p is negative.

    Its fast ways decline a block where a q is negative or NaN, which they notice by the way: that saves a pass over q.

    Parameters
    ----------
    terms
        Returns the terms of the sum, entry by entry.
    """

    def __init__(self, terms: PairTerms) -> None:
        self.terms = terms

    def fast(self, p: Array, q: Array, p_total: float, q_total: float, *, far_first: bool) -> tuple[float | None, bool]:
        """Return the sum over a block, None where no fast way is sure, and whether to try `far` first for the next."""
        for is_far in (far_first, not far_first):
            value = (self.far if is_far else self.close)(p, q, p_total, q_total)
            if value is not None:
                return value, is_far
        return None, far_first

    @abstractmethod
    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are far apart, None where its digits are not sure."""

    @abstractmethod
    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float | None:
        """Return the sum over a block where p and q are close, None where its digits are not sure."""

    def term_by_term(self, p: Array, q: Array) -> float:
        """Return the sum over a block, or over some of its entries, none negative."""
        with borrowed(1, p.shape) as (terms,):
            return total(self.terms(p, q, terms))


def without(places: NDArray[np.intp], *arrays: Array) -> None:
    """Make some entries 0, so that they add nothing to a sum."""
    for array in arrays:
        array[places] = 0.0


class RowStrategy(ABC):
    """Sums over PMFs in the rows of blocks.

    Parameters
    ----------
    terms
        Returns the terms of the sum, entry by entry.
    enough
        How many nats a unit of mass of p and q a sum for rows far apart needs, to be trusted.
    """

    def __init__(self, terms: PairTerms, enough: float) -> None:
        self.terms = terms
        self.enough = MASS * enough

    def sum(self, p: Array, q: Array, *, far_first: bool) -> tuple[Array, NDArray[np.bool_] | None, bool]:
        """Return the sums of the rows, which of them are not sure (None if all are), and whether to try far first next."""
        if far_first:
            sums = self.far(p, q)
            sure = (sums > self.enough) & (sums < math.inf)
            if 2 * np.count_nonzero(sure) >= sums.size:
                return sums, None if sure.all() else ~sure, True
        sums = self.term_by_term(p, q)
        return sums, None, bool(2 * np.count_nonzero(sums > 2 * self.enough) > sums.size)

    @abstractmethod
    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""

    def term_by_term(self, p: Array, q: Array) -> Array:
        """Return the sum for each row."""
        with borrowed(1, p.shape) as (terms,):
            return row_totals(self.terms(p, q, terms))
