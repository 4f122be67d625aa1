"""``scipy.stats.gaussian_kde`` as a distribution: a mixture of equal normals, one at each point of the data."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import ndtr

from kltools.arguments import Array
from kltools.distributions.component import Component

FAMILY = "gaussian_kde"
"""SciPy's name of the class."""

#: How many bandwidths may lie between two landmarks of the data, and the reach of a kernel on an axis.
_STEP, _REACH = 4.0, 9.0


class KernelDensity:
    """A kernel density estimate with what a distribution has.

    Parameters
    ----------
    estimate : scipy.stats.gaussian_kde
    """

    def __init__(self, estimate: stats.gaussian_kde) -> None:
        self.estimate = _of_positive_weights(estimate)
        estimate = self.estimate
        self.data: Array = np.asarray(estimate.dataset.T, dtype=np.float64)
        self.weights: Array = np.asarray(estimate.weights, dtype=np.float64)
        self.bandwidths: Array = np.asarray(estimate.covariance, dtype=np.float64)

    def logpdf(self, x: ArrayLike) -> Array:
        """The log density at points of any shape in one dimension, of shape (..., d) in several."""
        points = np.asarray(x, dtype=np.float64)
        shape = points.shape if self.estimate.d == 1 else points.shape[:-1]
        return np.reshape(self.estimate.logpdf(points.reshape(-1, self.estimate.d).T), shape)

    def log_density(self, anchor: Array, offsets: Array) -> Array:
        """The log density at ``anchor + offsets``, of shape (..., d)."""
        return self.logpdf(anchor + offsets)

    def cdf(self, x: ArrayLike) -> Array:
        """The distribution function, in one dimension."""
        z = np.subtract.outer(np.asarray(x, dtype=np.float64), self.data[:, 0]) / np.sqrt(self.bandwidths[0, 0])
        return np.asarray(ndtr(z) @ self.weights, dtype=np.float64)

    def icdf(self, level: ArrayLike) -> Array:
        """About where these levels lie below: quantiles of the data."""
        order = np.argsort(self.data[:, 0])
        below = np.cumsum(self.weights[order]) - self.weights[order] / 2.0
        return np.asarray(np.interp(np.asarray(level), below, self.data[order, 0]), dtype=np.float64)

    def iccdf(self, level: ArrayLike) -> Array:
        """About where these levels lie above."""
        return self.icdf(1.0 - np.asarray(level))

    def mean(self) -> Array:
        """The mean of the data, shape (d,)."""
        return np.asarray(self.weights @ self.data, dtype=np.float64)

    def cov(self) -> Array:
        """The covariance matrix: of the data and of the kernel, shape (d, d)."""
        steps = self.data - self.mean()
        return np.asarray((self.weights[:, None] * steps).T @ steps + self.bandwidths, dtype=np.float64)

    def rvs(self, size: int = 1, random_state: Any = None) -> Array:
        """Random outcomes, shape (size,) or (size, d)."""
        drawn = np.asarray(self.estimate.resample(size, seed=random_state).T, dtype=np.float64)
        return drawn[:, 0] if self.estimate.d == 1 else drawn

    def __repr__(self) -> str:
        return f"gaussian_kde of {len(self.data)} points"

    @cached_property
    def landmarks(self) -> Array:
        """Points of the data so close together that no kernel is stepped over, with a bandwidth on either side of each."""
        width, sorted_data = float(np.sqrt(self.bandwidths[0, 0])), np.unique(self.data[:, 0])
        found, last = [], -np.inf
        for x in sorted_data.tolist():
            if x >= last + _STEP * width:
                found.append(x)
                last = x
        return np.unique(np.add.outer(found, [-width, 0.0, width]))

    @cached_property
    def root(self) -> Array:
        """A lower triangular L with L L^T the covariance matrix."""
        return np.asarray(np.linalg.cholesky(self.cov()), dtype=np.float64)

    @cached_property
    def reach(self) -> float:
        """How far from the mean the mass goes on any axis, in the coordinates that `root` makes round."""
        whitened = np.linalg.solve(self.root, (self.data - self.mean()).T)
        kernel = np.linalg.solve(self.root, np.linalg.cholesky(self.bandwidths))
        return float(np.max(np.abs(whitened)) + _REACH * np.max(np.linalg.norm(kernel, axis=1)))


def _of_positive_weights(estimate: stats.gaussian_kde) -> stats.gaussian_kde:
    """The same estimate without data of weight 0, for which SciPy's log density is NaN."""
    kept = estimate.weights > 0
    if np.all(kept):
        return estimate
    made = stats.gaussian_kde(estimate.dataset[:, kept], weights=estimate.weights[kept])
    made.covariance, made.cho_cov = estimate.covariance, estimate.cho_cov
    return made


def is_kernel_density(obj: object) -> bool:
    """Whether `obj` is a kernel density estimate of SciPy's, or the distribution made of it."""
    return isinstance(obj, stats.gaussian_kde | KernelDensity)


def as_distribution(obj: Any) -> Any:
    """The same object, but for an estimate of SciPy's, which lacks methods that distributions have."""
    return KernelDensity(obj) if isinstance(obj, stats.gaussian_kde) else obj


def describe_kernel_density(obj: Any) -> Component:
    """Return the component of a kernel density estimate."""
    made = as_distribution(obj)
    dimension = int(made.estimate.d)
    parameters: dict[str, Any] = {"data": made.data, "weights": made.weights, "kernel": made.bandwidths}
    landmarks = made.landmarks if dimension == 1 else np.empty(0)
    return Component(made, repr(made), FAMILY, parameters, dimension, landmarks=landmarks)
