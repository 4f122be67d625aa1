"""The nearest neighbours of points: by a k-d tree where there are few dimensions, else by all distances in blocks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from kltools.arguments import Array
from kltools.estimators.progress import Progress

Found = tuple[Array, NDArray[np.intp]]

#: From so many dimensions and points on all distances are quicker than a k-d tree. Measured on normal samples: at 8
#: dimensions both take 0.1 ms a row among 10,000 points, at 10 the tree takes three times as long, at 20 and 50,000
#: points 12 ms a row where the blocks take 0.4.
_MANY_DIMENSIONS, _MANY_POINTS = 8, 2000
#: Rows of a block of distances, and columns of it of which only the least is looked at first.
_ROWS, _STRIDE = 64, 16
#: Rows that a tree is asked for at a time.
_TREE_ROWS = 2048
#: Candidates beyond those wanted, so that rounding can be seen not to have cost one.
_SPARE = 2


def nearest(rows: Array, others: Array, width: int, progress: Progress) -> Found:
    """Return the distances and places of the `width` nearest of `others` (m, d) to each of `rows` (n, d), in order.

    Memory beyond the two results of shape (n, width) does not grow with n.
    """
    if rows.shape[1] >= _MANY_DIMENSIONS and len(others) >= _MANY_POINTS and width + _SPARE <= len(others) // _STRIDE:
        return _Blocks(others, width).of(rows, progress)
    tree, distances, places = KDTree(others), np.empty((len(rows), width)), np.empty((len(rows), width), dtype=np.intp)
    for part in _parts(len(rows), _TREE_ROWS):
        distances[part], places[part] = tree.query(
            rows[part], range(1, width + 1), workers=-1 if len(rows) > 9999 else 1
        )
        progress.step(len(rows[part]))
    return distances, places


def _parts(n: int, size: int) -> Iterator[slice]:
    """Return slices of at most `size` rows that make up n."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


class _Blocks:
    """All distances to points, some rows at a time, as one product of matrices: ``|y|^2 - 2 x.y``.

    The product only chooses candidates; their distances are then computed from differences. Where rounding could have
    hidden a nearer point (far from the origin, say), a tree answers for that row.
    """

    def __init__(self, others: Array, width: int) -> None:
        m, d = others.shape
        self.others, self.width = others, width
        self.centre = np.mean(others, axis=0)
        centred = others - self.centre
        norms = np.einsum("ij,ij->i", centred, centred)
        self.columns = -(-m // _STRIDE)
        self.right = np.zeros((d + 1, self.columns * _STRIDE))
        self.right[:d, :m], self.right[d, :m], self.right[d, m:] = -2.0 * centred.T, norms, np.inf
        self.farthest = float(np.sqrt(np.max(norms)))

    def of(self, rows: Array, progress: Progress) -> Found:
        """Return distances and places of the neighbours of rows, both (n, width)."""
        found = np.empty((len(rows), self.width)), np.empty((len(rows), self.width), dtype=np.intp)
        doubtful = np.zeros(len(rows), dtype=bool)
        parts, threads = list(_parts(len(rows), _ROWS)), os.cpu_count() or 1
        with ThreadPoolExecutor(threads) as pool:  # which begins its threads when it is first used
            run = map if threads == 1 else pool.map  # a page's Python has no threads
            for part, (distances, places, doubts) in zip(parts, run(lambda part: self._block(rows[part]), parts)):
                found[0][part], found[1][part], doubtful[part] = distances, places, doubts
                progress.step(len(distances))
        if doubtful.any():
            found[0][doubtful], found[1][doubtful] = KDTree(self.others).query(
                rows[doubtful], range(1, self.width + 1), workers=-1
            )
        return found

    def _block(self, rows: Array) -> tuple[Array, NDArray[np.intp], NDArray[np.bool_]]:
        """Return distances and places for a few rows, and for which of them rounding may have chosen wrongly."""
        centred = rows - self.centre
        left = np.hstack([centred, np.ones((len(rows), 1))])
        products = (left @ self.right).reshape(len(rows), _STRIDE, self.columns)
        # the nearest points are among the columns whose least product is smallest
        wanted = self.width + _SPARE
        columns = np.argpartition(np.min(products, axis=1), wanted - 1, axis=1)[:, :wanted]
        candidates = np.take_along_axis(products, columns[:, None, :], axis=2).reshape(len(rows), -1)
        numbers = columns[:, None, :] + self.columns * np.arange(_STRIDE)[:, None]
        best = np.argpartition(candidates, wanted - 1, axis=1)[:, :wanted]
        places = np.take_along_axis(numbers.reshape(len(rows), -1), best, axis=1)
        differences = self.others[places] - rows[:, None, :]
        squares = np.einsum("ijk,ijk->ij", differences, differences)
        order = np.argsort(squares, axis=1)[:, : self.width]
        norms = np.einsum("ij,ij->i", centred, centred)
        slack = 4 * (rows.shape[1] + 4) * np.finfo(float).eps * (np.sqrt(norms) + self.farthest) ** 2
        excluded = np.max(np.take_along_axis(candidates, best, axis=1), axis=1) + norms - slack
        squares, places = (np.take_along_axis(one, order, axis=1) for one in (squares, places))
        return np.sqrt(squares), places, squares[:, -1] > excluded
