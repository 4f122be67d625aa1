"""What somebody who uses kltools might write, for a type checker alone: test_types.py holds it to the comments."""

from __future__ import annotations

from fractions import Fraction
from typing import reveal_type

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

import kltools


class Frozen:
    """A frozen distribution, as scipy-stubs declares those of SciPy."""

    def logpdf(self, /, x: ArrayLike) -> np.float64 | NDArray[np.float64]:
        raise NotImplementedError


class FrozenDiscrete:
    """A frozen distribution on the integers."""

    def logpmf(self, /, k: ArrayLike) -> np.float64 | NDArray[np.float64]:
        raise NotImplementedError


class Newer:
    """One of SciPy's newer objects."""

    def logpdf(self, x: ArrayLike, /, *, method: str | None = None) -> np.float64 | NDArray[np.float64]:
        raise NotImplementedError

    def logpmf(self, x: ArrayLike, /, *, method: str | None = None) -> np.float64 | NDArray[np.float64]:
        raise NotImplementedError


def square(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The function of the chi-squared divergence."""
    return (t - 1) ** 2


def nobody_runs_this() -> None:
    """Show types, and mistakes."""
    p, q = [0.5, 0.5], (1, 0)
    thirds = [Fraction(1, 3), Fraction(2, 3)]
    array: NDArray[np.float64] = np.array(p)
    batch = [[0.5, 0.5], [1.0, 0.0]]
    mixture = kltools.Mixture([stats.norm(0, 1)], [1.0])

    # One PMF whose type says that it is one gives a float.
    reveal_type(kltools.kl_divergence(p, q))  # float
    reveal_type(kltools.kl_divergence(p, thirds, base=2))  # float
    reveal_type(kltools.kl_divergence([-0.25, -1.5], (-0.5, float(np.log(0.5))), log=True))  # float
    reveal_type(kltools.jeffreys_divergence(p, q))  # float
    reveal_type(kltools.js_divergence(p, q, axis=0))  # float
    reveal_type(kltools.js_distance(p, q))  # float
    reveal_type(kltools.entropy(q))  # float
    reveal_type(kltools.cross_entropy(p, q))  # float
    reveal_type(kltools.total_variation(p, q))  # float
    reveal_type(kltools.renyi_divergence(p, q, 2))  # float
    reveal_type(kltools.f_divergence(p, q, square))  # float

    # The type of an array leaves open whether it is one PMF or a batch of them.
    reveal_type(kltools.kl_divergence(array, array))  # float | NDArray[float64]
    reveal_type(kltools.kl_divergence(array, thirds))  # float | NDArray[float64]
    reveal_type(kltools.kl_divergence(p, batch, axis=0))  # float | NDArray[float64]
    reveal_type(kltools.jeffreys_divergence(batch, p))  # float | NDArray[float64]
    reveal_type(kltools.js_divergence(array, q))  # float | NDArray[float64]
    reveal_type(kltools.js_distance(array, q))  # float | NDArray[float64]
    reveal_type(kltools.entropy(array, base=2))  # float | NDArray[float64]
    reveal_type(kltools.cross_entropy(array, q))  # float | NDArray[float64]
    reveal_type(kltools.total_variation(array, q))  # float | NDArray[float64]
    reveal_type(kltools.renyi_divergence(array, q, 0.5))  # float | NDArray[float64]
    reveal_type(kltools.f_divergence(array, q, square, slope_at_infinity=1))  # float | NDArray[float64]
    reveal_type(float(kltools.kl_divergence(array, array)))  # float

    # Options of PMFs; what keeps its axes is an array.
    reveal_type(kltools.js_divergence(p, q, log=True, where=[True, False], tolerance=1e-4, renormalise=True))  # float
    reveal_type(kltools.entropy(p, keepdims=True))  # float | NDArray[float64]
    reveal_type(kltools.total_variation(array, array, axis=(0, 1)))  # float | NDArray[float64]
    reveal_type(kltools.kl_divergence(batch, batch, axis=None))  # float | NDArray[float64]
    reveal_type(kltools.mutual_information(batch, axis=(0, 1), log=True))  # float | NDArray[float64]

    # A dict is one PMF, and so is what comes back of it.
    shares = {"heads": 0.5, "tails": 0.5}
    reveal_type(kltools.kl_divergence(shares, q))  # float
    reveal_type(kltools.normalize(shares))  # dict[str, float]
    reveal_type(kltools.kl_terms(shares, shares))  # dict[str, float]
    reveal_type(kltools.kl_slack(array, q, axis=0))  # NDArray[float64]

    # Distributions give a float.
    reveal_type(kltools.kl_divergence(Frozen(), Newer(), base=2))  # float
    reveal_type(kltools.kl_divergence(mixture, mixture))  # float
    reveal_type(kltools.jeffreys_divergence(FrozenDiscrete(), FrozenDiscrete()))  # float
    reveal_type(kltools.js_divergence(mixture, Frozen()))  # float
    reveal_type(kltools.js_distance(Frozen(), mixture))  # float
    reveal_type(kltools.entropy(mixture))  # float
    reveal_type(kltools.cross_entropy(Newer(), mixture))  # float
    reveal_type(kltools.total_variation(Newer(), Newer()))  # float
    reveal_type(kltools.renyi_divergence(Frozen(), Frozen(), 0.5))  # float
    reveal_type(kltools.f_divergence(Frozen(), Frozen(), square))  # float
    reveal_type(kltools.kl_quadrature(mixture, mixture))  # tuple[float, float]
    # SciPy carries no types; where scipy-stubs is installed, this is a float.
    reveal_type(kltools.kl_divergence(stats.norm(0, 1), stats.norm(1, 1)))  # Any

    # What is refused; the first says that the checks are strict.
    def unannotated(t):  # error: no-untyped-def
        return t

    kltools.kl_divergence(mixture, p)  # error: call-overload
    kltools.kl_divergence(mixture, mixture, axis=0)  # error: call-overload
    kltools.entropy(mixture, axis=0)  # error: call-overload
    kltools.kl_divergence(p, q, base="2")  # error: call-overload
    kltools.kl_divergence(p, q, renormalize=True)  # error: call-overload
    kltools.kl_divergence(Frozen, Frozen)  # error: call-overload
    kltools.renyi_divergence(p, q)  # error: call-overload
    kltools.kl_divergance(p, q)  # error: attr-defined
