"""Nearest neighbours of each point, also without one group of the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array

#: The jackknife leaves out one of so many groups at a time, in each of so many splittings.
GROUPS, SPLITS = 10, 2


@dataclass(frozen=True)
class Neighbours:
    """Distances of each point to its nearest neighbours among `size` points and the neighbours' rows, both (n, width)."""

    distances: Array
    rows: NDArray[np.intp]
    k: int
    size: int

    @property
    def kth(self) -> Array:
        """The distance to the k-th neighbour, (n,)."""
        return self.distances[:, self.k - 1]

    def without(self, group: int, split: int) -> Array:
        """Return the distance to the k-th neighbour outside a group, (n,)."""
        rank = np.cumsum(groups_of(self.rows, split) != group, axis=1)
        place = np.argmax(rank >= self.k, axis=1)
        return np.take_along_axis(self.distances, place[:, None], axis=1)[:, 0]


def groups_of(rows: NDArray[np.intp], split: int) -> NDArray[np.intp]:
    """Return the groups of rows: i mod 10 at first, then turned by one for every ten rows."""
    return (rows + split * (rows // GROUPS)) % GROUPS


def most_in_one_group(rows: NDArray[np.intp]) -> int:
    """Return how many neighbours (n, width) of one point are in one group, at most."""
    most = 0
    for split in range(SPLITS):
        groups = groups_of(rows, split)
        most = max(most, *(int(np.max(np.sum(groups == group, axis=1))) for group in range(GROUPS)))
    return most
