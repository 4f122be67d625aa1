"""Finite mixtures of SciPy distributions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, as_real
from kltools.distributions.component import Component
from kltools.distributions.elliptical import Elliptical
from kltools.distributions.kernel_densities import as_distribution
from kltools.distributions.moments import Moments, component_moments, mixture_moments
from kltools.distributions.scipy_objects import describe
from kltools.pmfs import check_weights


def log_sum(log_weights: Sequence[float], log_densities: Sequence[Array]) -> Array:
    """Return log(sum of weight times density), shifted by its largest term."""
    pairs = zip(log_weights, log_densities, strict=True)
    terms = np.stack([w + np.asarray(d, dtype=float) for w, d in pairs])
    top = np.max(terms, axis=0)
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        total: Array = shift + np.log(np.sum(np.exp(terms - shift), axis=0))
    return total


class Mixture:
    """A mixture: one of several distributions, chosen at random with given weights.

    Parameters
    ----------
    components : sequence of distributions
        Frozen SciPy distributions, SciPy's newer objects, histograms, kernel density estimates, `Density` or other mixtures;
        all of one dimension, all continuous or all discrete.
    weights : array_like, shape (k,)
        The probability of each component: non-negative, summing to 1 within 1e-8.

    Raises
    ------
    TypeError
        If a component is not a distribution, or continuous and discrete ones are mixed.
    ValueError
        If there are no components, the dimensions differ, or the weights are not a PMF over them.

    Examples
    --------
    >>> from scipy import stats
    >>> m = Mixture([stats.norm(-1, 0.5), stats.norm(2, 1)], [0.25, 0.75])
    >>> m.mean()
    1.25
    >>> round(m.var(), 6)
    2.5
    """

    def __init__(self, components: Sequence[Any], weights: ArrayLike) -> None:
        self.components: tuple[Any, ...] = _listed(components)
        doubles = np.array(as_real(weights, "weights"), dtype=np.float64)
        self.weights: Array = check_weights(doubles, len(self.components), "components")
        self.weights.flags.writeable = False
        self._described: list[Component] = []
        for i, component in enumerate(self.components):
            if isinstance(component, Mixture):
                self._described.append(component._described[0])
            else:
                self._described.append(describe(component, f"components[{i}]"))
        first = self._described[0]
        for i, other in enumerate(self._described):
            if other.discrete != first.discrete:
                raise TypeError(
                    f"components[0] ({first.label}) and components[{i}] ({other.label}) are not both "
                    "continuous or both discrete; a mixture of the two has neither a density nor a PMF"
                )
            if other.dimension != first.dimension:
                raise ValueError(
                    f"components[0] has dimension {first.dimension} but components[{i}] has "
                    f"{other.dimension}; give every component the same dimension"
                )

    def __reduce__(self) -> tuple[type[Mixture], tuple[tuple[Any, ...], Array]]:
        """Make a copy from the components and weights, so that they are checked again."""
        return type(self), (self.components, self.weights)

    def __repr__(self) -> str:
        parts = ", ".join(
            f"{w:g}: {c!r}" if isinstance(c, Mixture) else f"{w:g}: {d.label}"
            for w, c, d in zip(self.weights, self.components, self._described, strict=True)
        )
        return f"Mixture({parts})"

    @property
    def dimension(self) -> int:
        """Number of coordinates of an outcome."""
        return self._described[0].dimension

    @property
    def discrete(self) -> bool:
        """Whether the components are PMFs on the integers."""
        return self._described[0].discrete

    def _log(self, name: str, x: ArrayLike) -> Array:
        points = _outcomes(x)
        trios = zip(self.weights, self.components, self._described, strict=True)
        kept = [(math.log(w), c, d) for w, c, d in trios if w > 0]
        with np.errstate(all="ignore"):  # far out, squares overflow in SciPy
            return log_sum([w for w, _, _ in kept], [_log_of(c, d, name, points) for _, c, d in kept])[()]

    def logpdf(self, x: ArrayLike) -> Array:
        """Return the log density at `x` (continuous components)."""
        self._require(not self.discrete, "logpdf", "logpmf")
        return self._log("logpdf", x)

    def pdf(self, x: ArrayLike) -> Array:
        """Return the density at `x` (continuous components)."""
        return np.exp(self.logpdf(x))

    def logpmf(self, k: ArrayLike) -> Array:
        """Return the log probability of `k` (discrete components)."""
        self._require(self.discrete, "logpmf", "logpdf")
        return self._log("logpmf", k)

    def pmf(self, k: ArrayLike) -> Array:
        """Return the probability of `k` (discrete components)."""
        return np.exp(self.logpmf(k))

    def _require(self, holds: bool, asked: str, cure: str) -> None:
        if not holds:
            raise TypeError(f"{self!r} has no {asked}; use {cure}")

    def cdf(self, x: ArrayLike) -> Array:
        """Return P(X <= x), in one dimension."""
        if self.dimension != 1:
            raise ValueError(
                f"cdf is for one dimension, but this mixture has {self.dimension}; take one coordinate's mixture"
            )
        points = _outcomes(x)
        values = [np.asarray(c.cdf(points), dtype=float) for c in self.components]
        return np.tensordot(self.weights, np.stack(values), axes=1)[()]

    def _moments(self) -> Moments:
        parts = [
            c._moments() if isinstance(c, Mixture) else component_moments(d)
            for c, d in zip(self.components, self._described, strict=True)
        ]
        return mixture_moments(self.weights, parts)

    def mean(self) -> float | Array:
        """Return the mean: a float in one dimension, an array of shape (d,) otherwise."""
        mean, _ = self._moments()
        return float(mean[0]) if self.dimension == 1 else mean

    def cov(self) -> Array:
        """Return the covariance matrix, shape (d, d): within the components plus between their means."""
        return self._moments()[1]

    def var(self) -> float:
        """Return the variance, in one dimension."""
        if self.dimension != 1:
            raise ValueError(f"var is for one dimension, but this mixture has {self.dimension}; use cov()")
        return float(self.cov()[0, 0])

    def rvs(self, size: int = 1, random_state: int | np.random.Generator | None = None) -> Array:
        """Return `size` random outcomes, shape (size,) or (size, d), in random order."""
        generator = np.random.default_rng(random_state)
        counts = generator.multinomial(size, self.weights / math.fsum(self.weights))
        drawn = [_sample(c, int(n), generator) for c, n in zip(self.components, counts, strict=True) if n > 0]
        shape = (-1,) if self.dimension == 1 else (-1, self.dimension)
        outcomes = np.concatenate([d.reshape(shape) for d in drawn]) if drawn else np.empty((0, *shape[1:]))
        return generator.permutation(outcomes)

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest possible outcome, in one dimension (gaps are not shown)."""
        if self.dimension != 1:
            raise ValueError(
                f"support is for one dimension, but this mixture has {self.dimension}; ask each component for its own"
            )
        ends = [
            c.support() if isinstance(c, Mixture) else d.support
            for w, c, d in zip(self.weights, self.components, self._described, strict=True)
            if w > 0
        ]
        return min(low for low, _ in ends), max(high for _, high in ends)


def _listed(components: Any) -> tuple[Any, ...]:
    try:
        listed = tuple(map(as_distribution, components))
    except TypeError:
        raise TypeError(
            f"components is {components!r} of type {type(components).__name__}; pass a sequence of distributions"
        ) from None
    if not listed:
        raise ValueError("components is empty, but a mixture has at least one distribution; pass a sequence of them")
    return listed


def _outcomes(x: Any) -> Array:
    try:
        return np.asarray(x, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"x is {x!r}, but outcomes are real numbers; give one, or an array of them") from None


def _log_of(component: Any, described: Component, name: str, points: Array) -> Array:
    """SciPy's log density, but of a normal or Student distribution of vectors that SciPy takes for singular and is not."""
    source = described.source
    if isinstance(source, Elliptical) and source.is_taken_for_singular:
        return source.logpdf(points)
    values: Array = getattr(component, name)(points)
    return values


def _sample(component: Any, size: int, generator: np.random.Generator) -> Array:
    if hasattr(component, "sample"):
        return np.asarray(component.sample(size, rng=generator), dtype=float)
    return np.asarray(component.rvs(size=size, random_state=generator), dtype=float)
