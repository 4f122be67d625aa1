"""D(p||q) from points alone, by distances to nearest neighbours."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array
from kltools.estimators.estimate import Estimate, EstimateWarning
from kltools.estimators.grains import Grains, grains_of
from kltools.estimators.neighbour_doubts import doubts
from kltools.estimators.neighbourhoods import GROUPS, SPLITS, Neighbours, groups_of, most_in_one_group
from kltools.estimators.neighbours import nearest
from kltools.estimators.progress import Progress
from kltools.estimators.samples import counting, points

#: Neighbours fetched beyond the k-th, to stand in for those in a group left out.
_SPARE = 12


def knn_kl(
    x: ArrayLike, y: ArrayLike, *, k: int = 5, progress: Callable[[int, int], object] | bool | None = None
) -> Estimate:
    """Nearest-neighbour estimate of D(p||q) from points of two densities.

    Parameters
    ----------
    x : array_like of shape (n,) or (n, d)
        Independent samples from p, in random order.
    y : array_like of shape (m,) or (m, d)
        Independent samples from q, in random order.
    k : int, optional
        Which neighbour's distance is used. A larger k has less variance and more bias.
    progress : callable or bool, optional
        Called as ``progress(done, total)`` with numbers of rows as the search goes on. By default a search of more
        than ten seconds says on standard error how far it is and how long it will take; False for silence.

    Returns
    -------
    Estimate
        The estimate, in nats, which may be negative; its standard error does not contain the bias.

    Raises
    ------
    ValueError
        For shapes that do not match, entries that are not finite, fewer than 10 rows, a k out of range, and ties
        that make a k-th distance 0; the message says whether the values are rounded, and by how much to jitter them.
    TypeError
        For samples that are not real numbers, a k that is not an integer, or a progress that is none.

    Warns
    -----
    EstimateWarning
        Where what the method takes for granted does not hold, or the estimate refutes itself:

        - the samples do not mingle: the nearest y is farther from every x than its k-th neighbour among the other
          x's. D(p||q) may then be infinite, and the number only measures how far apart the samples are;
        - a coordinate is rounded, in steps wider than half a median distance, or jittered by less than its step;
        - a value of a coordinate is repeated in many rows and the others are not: a point mass, as in zero-inflated
          data;
        - samples share rows, as overlapping windows do, or a sample holds a row more than once;
        - the x's have fewer dimensions than coordinates, as shares that sum to 1 have, or so many that neighbours
          are too far away;
        - the estimate moves with k by far more than noise, or is below 0 by more than 3 standard errors.

    Notes
    -----
    With rho the distance of an x from its k-th neighbour among the other x's, and nu from its k-th neighbour among
    the y's, the estimate is the mean of d log(nu/rho), plus log(m/(n - 1)); it is consistent [1]_. Distances are
    Euclidean: bring coordinates to comparable scales first, the same for x and y, which leaves D(p||q) as it is.

    Data rounded to steps of h have no density. Noise that is uniform from -h/2 to h/2, in each coordinate by its own
    step, gives them one again, with the divergence of the rounded data; narrower noise leaves clumps. Measured on
    N(0, 1) against itself in steps of 0.1, n = 3000 and m = 400: noise of ±0.05 covers 0 in 98 %, of ±0.005 in 8 %,
    where the mean is 0.40.

    The standard error is a jackknife that leaves out a tenth of x and of y at a time, in two splittings by row
    number, so rows that stand in an order (sorted, or in time) must be shuffled first. A jackknife's variance is too
    large rather than too small on average [2]_. The bias, for smooth
    densities of order (k/n)^(2/d) or so and the larger the more the densities change within a neighbourhood, is not
    in it. Measured over 1,000 repetitions with n = m = 500, k = 5, p standard normal and q shifted along one axis, the
    95 % interval covers D(p||q) in 98 % (shift 0.5) and 94 % (shift 1) in one dimension, and in 98 % and 85 % in two,
    where at shift 1 the bias is as large as the standard deviation; there k = 1 covers in 98 %, with an interval
    twice as wide. In five dimensions, shift 0.5 and q 1.3 times as wide, it covers in 39 %.

    Of the bias, a part can be seen: were both densities constant within neighbourhoods, the estimates by the k-th and
    the 2k-th neighbour would agree on average, and distances grow with k as in d dimensions. A warning says where
    they do not. What it cannot see is a bias that changes little with k. Standard normals at n = m = 1000: a q of
    half the width is warned of in all samples in two dimensions (D = 1.61, mean 0.60) and in five (4.03, mean 0.44);
    a q shifted by 1 in five dimensions (0.50, mean 0.40) in hardly any, though the interval covers in 40 %. A q that is
    narrower than p, or far from it, costs most: distances among a thousand points cannot show how small q is where
    none of them fell. Where an estimate matters, try it on samples of known D that resemble the data, or fit
    densities, or a classifier of x from y, and average its log odds over held-out x's.

    Cost: below 8 dimensions a k-d tree, about 10 µs a row in three dimensions and 0.1 ms in six at 50,000 points.
    From 8 on and 2,000 points all distances, n (n + m) d products: n = m = 50,000 in 20 dimensions take
    about half a minute on two cores, ten times as many points a hundred times as long. Memory stays near 1 kB a row
    of x, 8 d bytes a row of y and, for blocks of distances, 3 kB a row of y.

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
    scaled_x, scaled_y, exponent = _of_moderate_size(own, other)
    work = Progress("knn_kl", 2 * len(own), progress)
    rho = _neighbours(scaled_x, scaled_x, order, work, itself=True)
    nu = _neighbours(scaled_x, scaled_y, order, work, itself=False)
    grains = grains_of(own, other, *(np.ldexp(float(np.median(one.kth)), exponent) for one in (rho, nu)))
    _reject_ties(rho.kth, "x", grains)
    _reject_ties(nu.kth, "y", grains)
    value = _estimate(rho.kth, nu.kth, own.shape[1], len(other))
    estimate = Estimate(value, _jackknife(rho, nu, own.shape[1], len(other)))
    for doubt in doubts(estimate, rho, nu, own.shape[1], grains):
        warnings.warn(doubt, EstimateWarning, stacklevel=2)
    return estimate


def _of_moderate_size(own: Array, other: Array) -> tuple[Array, Array, int]:
    """Return both samples divided by one power of 2, so that no square of a distance leaves the range of doubles."""
    largest = max(float(np.max(np.abs(own))), float(np.max(np.abs(other))))
    _, exponent = math.frexp(largest)
    return np.ldexp(own, -exponent), np.ldexp(other, -exponent), exponent


def _jackknife(rho: Neighbours, nu: Neighbours, dimension: int, m: int) -> float:
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


def _estimate(rho: Array, nu: Array, dimension: int, m: int) -> float:
    """Return the estimate from k-th distances (n,) among the x's and among m y's."""
    return dimension * float(np.mean(np.log(nu) - np.log(rho))) + math.log(m / (len(rho) - 1))


def _neighbours(rows: Array, others: Array, k: int, progress: Progress, *, itself: bool) -> Neighbours:
    """Return neighbours among `others`, so many that k are left of them without any one group.

    With `itself`, `others` are the rows, and a row is no neighbour of its own.
    """
    available = len(others) - itself
    width = min(k + _SPARE, available)
    while True:
        distances, places = nearest(rows, others, width + itself, progress)
        if itself:
            own = places == np.arange(len(rows))[:, None]
            own[:, -1] |= ~own.any(axis=1)  # among many copies of a row, itself may not be listed
            distances, places = (found[~own].reshape(len(rows), width) for found in (distances, places))
        if width == available or width - most_in_one_group(places) >= k:
            return Neighbours(distances, places, k, available)
        width = min(2 * width, available)
        progress.more(len(rows))


def _reject_ties(kth: Array, among: str, grains: Grains) -> None:
    if (kth == 0).any():
        row = int((kth == 0).argmax())
        raise ValueError(
            f"x[{row}] coincides with k or more rows of {among}, but densities have no ties; {grains.cure(among)}"
        )


def _order(k: Any, n: int, m: int) -> int:
    """Return k as an int, or raise where the samples, less one group, have no k-th neighbours."""
    order = counting(k, "k", "k counts neighbours", "5")
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
