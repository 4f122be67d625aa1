"""Sums over blocks by the cheapest way that keeps its digits, trying first what suited the last block.

A pair of PMFs that is far apart in one block mostly is so in the next. So each sum remembers how
the last block was summed. A way that cannot vouch for its digits declines; summing the terms one by
one never does.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import row_totals, scratch, smallest, total

#: Takes blocks p and q of one shape, and perhaps an array to put them in, and returns the terms.
PairTerms = Callable[..., Array]
#: One entry in so many may be too far apart for the series of the others: those are picked out.
FEW = 4
#: The mass of a p and a q together; that it is 1 of each is checked beside their sum.
MASS = 2.0


class BlockStrategy(ABC):
    """Sums over the blocks of a pair of PMFs.

    Parameters
    ----------
    terms
        Returns the terms of the sum, entry by entry.
    """

    def __init__(self, terms: PairTerms) -> None:
        self.terms = terms
        self.strategies = [self.far, self.close]

    def __call__(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block; NaN where an entry is NaN or negative."""
        if not smallest(p) >= 0.0:
            return math.nan
        for strategy in self.strategies:
            value = strategy(p, q, p_total, q_total)
            if not math.isnan(value):
                if strategy != self.strategies[0]:
                    self.strategies.reverse()
                return value
        if not smallest(q) >= 0.0:
            return math.nan
        return total(self.terms(p, q, out=scratch(4, p.size)[3]))

    @abstractmethod
    def far(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are far apart, else NaN: of a negative q too."""

    @abstractmethod
    def close(self, p: Array, q: Array, p_total: float, q_total: float) -> float:
        """Return the sum over a block where p and q are close, else NaN: of a negative q too."""

    def picked(self, p: Array, q: Array, places: NDArray[np.intp]) -> float:
        """Return the sum over a few entries of a block; NaN where a q is NaN or negative."""
        p, q = p[places], q[places]
        return total(self.terms(p, q)) if smallest(q) >= 0.0 else math.nan


def clear(places: NDArray[np.intp], difference: Array, e: Array, z: Array) -> float:
    """Make a few entries add nothing to a series in z, and return the largest z of the others."""
    for array in (difference, e, z):
        array[places] = 0.0
    return float(np.maximum.reduce(z, axis=None))


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
        self.far_first = True

    def __call__(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, NaN where it needs to be summed term by term."""
        if self.far_first:
            sums = self.far(p, q)
            unsure = ~((sums > self.enough) & (sums < math.inf))
            if 2 * np.count_nonzero(unsure) <= sums.size:
                sums[unsure] = math.nan
                return sums
        sums = self.term_by_term(p, q)
        self.far_first = bool(2 * np.count_nonzero(sums > 2 * self.enough) > sums.size)
        return sums

    @abstractmethod
    def far(self, p: Array, q: Array) -> Array:
        """Return the sum for each row, with its digits where p and q are far apart."""

    def term_by_term(self, p: Array, q: Array) -> Array:
        """Return the sum for each row."""
        return row_totals(self.terms(p, q, out=scratch(4, p.size)[3].reshape(p.shape)))
