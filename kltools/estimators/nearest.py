"""D(p||q) from points alone, by distances to nearest neighbours."""

from __future__ import annotations

import math
import operator
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from kltools.arguments import Array
from kltools.estimators.estimate import Estimate, EstimateWarning
from kltools.estimators.samples import points

#: The jackknife leaves out one of so many groups at a time, in each of so many splittings.
GROUPS, SPLITS = 10, 2
#: Neighbours fetched beyond the k-th, to stand in for those in a group left out.
_SPARE = 12


def knn_kl(x: ArrayLike, y: ArrayLike, *, k: int = 5) -> Estimate:
    """Nearest-neighbour estimate of D(p||q) from points of two densities.

    Parameters
    ----------
    x : array_like of shape (n,) or (n, d)
        Independent samples from p, in random order.
    y : array_like of shape (m,) or (m, d)
        Independent samples from q, in random order.
    k : int, optional
        Which neighbour's distance is used. A larger k has less variance and more bias.

    Returns
    -------
    Estimate
        The estimate, in nats, which may be negative; its standard error does not contain the bias.

    Raises
    ------
    ValueError
        For shapes that do not match, entries that are not finite, fewer than 10 rows, a k out of range, and ties
        that make a k-th distance 0.
    TypeError
        For samples that are not real numbers, or a k that is not an integer.

    Warns
    -----
    EstimateWarning
        Where the samples do not mingle: the nearest y is farther from every x than its k-th neighbour among the
        other x's. D(p||q) may then be infinite, and the number only measures how far apart the samples are.

    Notes
    -----
    With rho the distance of an x from its k-th neighbour among the other x's, and nu from its k-th neighbour among
    the y's, the estimate is the mean of d log(nu/rho), plus log(m/(n - 1)); it is consistent [1]_. Distances are
    Euclidean: bring coordinates to comparable scales first, the same for x and y, which leaves D(p||q) as it is.

    The standard error is a jackknife that leaves out a tenth of x and of y at a time, in two splittings by row
    number, so rows that stand in an order (sorted, or in time) must be shuffled first. A jackknife's variance is too
    large rather than too small on average [2]_. The bias, for smooth
    densities of order (k/n)^(2/d) or so and the larger the more the densities change within a neighbourhood, is not
    in it. Measured over 1,000 repetitions with n = m = 500, k = 5, p standard normal and q shifted along one axis, the
    95 % interval covers D(p||q) in 98 % (shift 0.5) and 94 % (shift 1) in one dimension, and in 98 % and 85 % in two,
    where at shift 1 the bias is as large as the standard deviation; there k = 1 covers in 98 %, with an interval
    twice as wide. In five dimensions, shift 0.5 and q 1.3 times as wide, it covers in 39 %.

    References
    ----------
    .. [1] Q. Wang, S. R. Kulkarni and S. Verdú, "Divergence estimation for multidimensional densities via
       k-nearest-neighbor distances", *IEEE Transactions on Information Theory* 55 (2009), 2392-2405.
    .. [2] B. Efron and C. Stein, "The jackknife estimate of variance", *Annals of Statistics* 9 (1981), 586-596.

    Examples
    --------
    >>> import numpy as np
    >>> from kltools.estimators import knn_kl
    >>> rng = np.random.default_rng(1)
    >>> knn_kl(rng.normal(0, 1, 1000), rng.normal(1, 1, 1000))  # D(p||q) = 0.5
    Estimate(0.534 ± 0.057 nats)
    """
    own, other = points(x, "x"), points(y, "y")
    if own.shape[1] != other.shape[1]:
        raise ValueError(
            f"x has dimension {own.shape[1]} but y has {other.shape[1]}; give both samples the same coordinates"
        )
    order = _order(k, len(own), len(other))
    own, other = _of_moderate_size(own, other)
    rho = _neighbours(own, own, order, itself=True)
    nu = _neighbours(own, other, order, itself=False)
    _reject_ties(rho.kth, "x", "x")
    _reject_ties(nu.kth, "x", "y")
    if np.all(nu.distances[:, 0] > rho.kth):
        warnings.warn(
            f"the samples do not mingle: the nearest y is farther from every x than its neighbour {order} among the x's. "
            "D(p||q) may be infinite, and the estimate only measures how far apart the samples are",
            EstimateWarning,
            stacklevel=2,
        )
    value = _estimate(rho.kth, nu.kth, own.shape[1], len(other))
    return Estimate(value, _jackknife(rho, nu, own.shape[1], len(other)))


def _of_moderate_size(own: Array, other: Array) -> tuple[Array, Array]:
    """Return both samples divided by one power of 2, so that no square of a distance leaves the range of doubles."""
    largest = max(float(np.max(np.abs(own))), float(np.max(np.abs(other))))
    _, exponent = math.frexp(largest)
    return np.ldexp(own, -exponent), np.ldexp(other, -exponent)


def _jackknife(rho: _Neighbours, nu: _Neighbours, dimension: int, m: int) -> float:
    """Return the standard error by leaving out a group of x and of y at a time, in each splitting."""
    n, squares = len(rho.kth), 0.0
    for split in range(SPLITS):
        of_x, of_y = groups_of(np.arange(n), split), groups_of(np.arange(m), split)
        parts = np.zeros(GROUPS)
        for group in range(GROUPS):
            kept, left = of_x != group, int(np.sum(of_y != group))
            parts[group] = _estimate(rho.without(group, split)[kept], nu.without(group, split)[kept], dimension, left)
        squares += float(np.sum((parts - np.mean(parts)) ** 2))
    return math.sqrt((GROUPS - 1) / GROUPS * squares / SPLITS)


def groups_of(rows: NDArray[np.intp], split: int) -> NDArray[np.intp]:
    """Return the groups of rows: i mod 10 at first, then turned by one for every ten rows."""
    return (rows + split * (rows // GROUPS)) % GROUPS


def _estimate(rho: Array, nu: Array, dimension: int, m: int) -> float:
    """Return the estimate from k-th distances (n,) among the x's and among m y's."""
    return dimension * float(np.mean(np.log(nu) - np.log(rho))) + math.log(m / (len(rho) - 1))


@dataclass(frozen=True)
class _Neighbours:
    """Distances of each point to its nearest neighbours and the neighbours' rows, both (n, width)."""

    distances: Array
    rows: NDArray[np.intp]
    k: int

    @property
    def kth(self) -> Array:
        """The distance to the k-th neighbour, (n,)."""
        return self.distances[:, self.k - 1]

    def without(self, group: int, split: int) -> Array:
        """Return the distance to the k-th neighbour outside a group, (n,)."""
        rank = np.cumsum(groups_of(self.rows, split) != group, axis=1)
        place = np.argmax(rank >= self.k, axis=1)
        return np.take_along_axis(self.distances, place[:, None], axis=1)[:, 0]


def _neighbours(rows: Array, others: Array, k: int, *, itself: bool) -> _Neighbours:
    """Return neighbours among `others`, so many that k are left of them without any one group.

    With `itself`, `others` are the rows, and a row is no neighbour of its own.
    """
    tree, available = KDTree(others), len(others) - itself
    width = min(k + _SPARE, available)
    while True:
        distances, places = tree.query(rows, range(1, width + itself + 1))
        if itself:
            own = places == np.arange(len(rows))[:, None]
            own[:, -1] |= ~own.any(axis=1)  # among many copies of a row, itself may not be listed
            distances, places = (found[~own].reshape(len(rows), width) for found in (distances, places))
        if width == available or width - _most_in_one_group(places) >= k:
            return _Neighbours(distances, places, k)
        width = min(2 * width, available)


def _most_in_one_group(rows: NDArray[np.intp]) -> int:
    """Return how many neighbours (n, width) of one point are in one group, at most."""
    most = 0
    for split in range(SPLITS):
        groups = groups_of(rows, split)
        most = max(most, *(int(np.max(np.sum(groups == group, axis=1))) for group in range(GROUPS)))
    return most


def _reject_ties(kth: Array, name: str, among: str) -> None:
    if (kth == 0).any():
        row = int((kth == 0).argmax())
        raise ValueError(
            f"{name}[{row}] coincides with k or more rows of {among}, but densities have no ties; count discrete data with "
            "plugin_kl, or add noise below the data's resolution"
        )


def _order(k: Any, n: int, m: int) -> int:
    """Return k as an int, or raise where the samples, less one group, have no k-th neighbours."""
    try:
        order = operator.index(k)
    except TypeError:
        raise TypeError(f"k is {k!r}, but k counts neighbours; give an integer such as 5") from None
    if isinstance(k, (bool, np.bool_)):
        raise TypeError(f"k is {k!r}, but k counts neighbours; give an integer such as 5")
    for name, size in (("x", n), ("y", m)):
        if size < GROUPS:
            raise ValueError(
                f"{name} has {size} rows, but the standard error compares {GROUPS} groups of them; give {GROUPS} or more"
            )
    most = min(n - math.ceil(n / GROUPS) - 1, m - math.ceil(m / GROUPS))
    if not 1 <= order <= most:
        raise ValueError(f"k is {order}, but samples of {n} and {m} rows allow 1 to {most}; choose k in between")
    return order
