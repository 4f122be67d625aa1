"""What speaks against a nearest-neighbour estimate, in sentences that name the cure."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import digamma, gammaln

from kltools.arguments import Array
from kltools.estimators.estimate import Estimate
from kltools.estimators.grains import Grains
from kltools.estimators.neighbourhoods import GROUPS, Neighbours

#: An estimate below 0 by more standard errors than this refutes itself.
_BELOW = 3.0
#: What differs from its mean under constant densities by more than this many of its own standard errors is no noise.
_CLEAR = 4.5
#: The 2k-th neighbour is looked at where a sample is more than this many times as large.
_LOCAL = 10
#: A local dimension below this share of the number of coordinates is said.
_FLAT = 0.95
#: The chance, in a sample, of a first neighbour so near that the rows are called one.
_CHANCE = 1e-6
#: Rows that coincide are called copies where there are more than so many and than one in a thousand, as floats of single
#: precision make them, and more than this many times what a grid explains.
_A_FEW, _TIMES = 2, 3


def doubts(estimate: Estimate, rho: Neighbours, nu: Neighbours, dimension: int, grains: Grains) -> list[str]:
    """Return what speaks against an estimate from neighbours among the x's (rho) and the y's (nu)."""
    if np.all(nu.distances[:, 0] > rho.kth):
        return [
            f"the samples do not mingle: the nearest y is farther from every x than its neighbour {rho.k} among the x's. "
            "D(p||q) may be infinite, and the estimate only measures how far apart the samples are"
        ]
    found = grains.doubts() or _shared(rho, nu, dimension, grains) or _bias(estimate, rho, nu, dimension, grains)
    if estimate.value < -_BELOW * estimate.standard_error:
        found.append(
            f"the estimate is {estimate}, and D(p||q) is never negative: it is too low by more than its error says, as where "
            "samples share rows, or q is narrower than p in many dimensions; do not use it, fit densities instead and "
            "use monte_carlo_kl"
        )
    return found


def _shared(rho: Neighbours, nu: Neighbours, dimension: int, grains: Grains) -> list[str]:
    """Return what is said of rows that coincide though no grid makes them."""
    said, n = [], len(nu.kth)
    of_both, copies = _coinciding(nu), _coinciding(rho)
    few = max(_A_FEW, n / 1000)
    if of_both > max(few, _by_chance(nu, dimension, min(grains.cell("x"), grains.cell("y")))):
        said.append(
            f"{of_both} of the {n} rows of x are rows of y too: samples that share rows, as overlapping windows do, are not "
            "independent, and the estimate is too low; drop what they share, or, if rounding made them one, add noise as wide"
        )
    if copies > max(few, _by_chance(rho, dimension, grains.cell("x"))):
        said.append(
            f"{copies} of the {n} rows of x are there more than once: copies, as resampling makes them, are not independent "
            "draws, and the estimate is too high; drop the copies, or, if rounding made them, add noise as wide"
        )
    return said


def _coinciding(found: Neighbours) -> int:
    """Return how many points have a first neighbour at no distance but rounding."""
    return int(np.sum(found.distances[:, 0] <= found.kth * (_CHANCE / (found.k * len(found.kth)))))


def _by_chance(found: Neighbours, dimension: int, cell: float) -> float:
    """Return how many points may coincide with another on a grid whose cells have a volume, by generous count."""
    if cell == 0.0:
        return 0.0
    with np.errstate(divide="ignore", over="ignore"):
        balls = dimension * (np.log(found.kth) + math.log(math.pi) / 2.0) - gammaln(dimension / 2.0 + 1.0)
        expected = np.minimum(found.k * cell * np.exp(-balls), 1.0)
    return _TIMES * float(np.sum(expected))


def _bias(estimate: Estimate, rho: Neighbours, nu: Neighbours, dimension: int, grains: Grains) -> list[str]:
    """Return what is said where distances do not grow with k as those in constant densities do."""
    k = rho.k
    far = min(2 * k, rho.distances.shape[1], nu.distances.shape[1])
    if far * _LOCAL >= min(rho.size, nu.size):
        return []
    growth_x, growth_y = (dimension * np.log(one.distances[:, far - 1] / one.kth) for one in (rho, nu))
    expected = float(digamma(far) - digamma(k))
    local = dimension * expected / float(np.mean(growth_x))
    if local < _FLAT * dimension and np.mean(growth_x) - expected > _CLEAR * _noise(growth_x):
        why = grains.clumps() or (
            "the points lie near a surface, or neighbours are too far away for densities to be constant that far; give "
            "coordinates on the surface, fewer of them, or many more points"
        )
        return [
            f"distances among the x's grow as in {local:.3g} dimensions, and x has {dimension}, so the estimate is "
            f"off by more than its error says: {why}"
        ]
    moved = float(np.mean(growth_y - growth_x))
    if abs(moved) > estimate.standard_error and abs(moved) > _CLEAR * _noise(growth_y - growth_x):
        why = grains.clumps() or (
            "a density changes within the neighbourhoods; draw many more points, use fewer coordinates, or fit densities and "
            "use monte_carlo_kl"
        )
        return [
            f"the estimate moves by {moved:+.2g} from neighbour {k} to neighbour {far}, far more than noise does, and is too "
            f"{'low' if moved < 0 else 'high'} by more than its error says: {why}"
        ]
    return []


def _noise(terms: Array) -> float:
    """Return the standard error of the mean of terms (n,), which depend on each other a little, from means of groups."""
    groups = np.array([np.mean(terms[group::GROUPS]) for group in range(GROUPS)])
    return max(float(np.std(groups, ddof=1)) / math.sqrt(GROUPS), float(np.std(terms)) / math.sqrt(terms.size))
