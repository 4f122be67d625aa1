"""The log density and the entropy of normal and Student distributions of vectors, in any units of the axes.

SciPy's own take an eigenvalue of the covariance for 0 that is small beside the largest one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.covariances import Factor, factorise


@dataclass(frozen=True, eq=False)
class Elliptical:
    """A normal distribution of vectors, or a Student t where `df` is finite.

    Attributes
    ----------
    mean : ndarray of shape (d,)
    cov : ndarray of shape (d, d)
        The covariance matrix of the normal, the shape matrix of the Student.
    df : float
        Degrees of freedom, infinite for the normal.
    label : str
        What an error calls it.
    scipy : object, optional
        SciPy's own.
    """

    mean: Array
    cov: Array
    df: float
    label: str
    scipy: Any = None

    @cached_property
    def factor(self) -> Factor:
        """The factorised matrix."""
        return factorise(self.cov, self.label)

    def log_density(self, anchor: Array, offsets: Array) -> Array:
        """The log density at the points ``anchor + offsets``, of shape (..., d), which keeps the digits of small offsets."""
        assert self.factor.root is not None  # a singular one has no density
        d = len(self.mean)
        steps = (((anchor - self.mean) + offsets) / self.factor.units).reshape(-1, d)
        round_steps = solve_triangular(self.factor.root, steps.T, lower=True, check_finite=False)
        squared: Array = np.sum(round_steps * round_steps, axis=0).reshape(np.shape(offsets)[:-1])
        if math.isinf(self.df):
            squared += d * math.log(2.0 * math.pi) + self.factor.log_det
            return -0.5 * squared
        growth: Array = np.log1p(squared / self.df)
        return self._peak - 0.5 * (self.df + d) * growth

    def logpdf(self, points: Array) -> Array:
        """The log density at points of shape (..., d): SciPy's, unless SciPy takes a matrix of full rank for a singular one."""
        if self.is_taken_for_singular:
            return self.log_density(np.zeros(len(self.mean)), points)
        values: Array = self.scipy.logpdf(points)
        return values

    @property
    def is_taken_for_singular(self) -> bool:
        """Whether SciPy's own object takes a matrix of full rank for a singular one."""
        psd = getattr(self.scipy, "cov_object", None) or getattr(self.scipy, "shape_info", None)
        return self.factor.root is not None and psd is not None and psd.rank < len(self.mean)

    @cached_property
    def _peak(self) -> float:
        d = len(self.mean)
        with mpmath.workprec(160):  # for a large df both are large
            half = mpmath.mpf(self.df) / 2
            gammas = float(mpmath.loggamma(half + mpmath.mpf(d) / 2) - mpmath.loggamma(half))
        return gammas - 0.5 * d * math.log(self.df * math.pi) - 0.5 * self.factor.log_det

    def entropy(self) -> float:
        """The differential entropy in nats."""
        d = len(self.mean)
        if math.isinf(self.df):
            return 0.5 * (d * (math.log(2.0 * math.pi) + 1.0) + self.factor.log_det)
        with mpmath.workprec(160):
            half, more = mpmath.mpf(self.df) / 2, mpmath.mpf(self.df + d) / 2
            spread = float(more * (mpmath.digamma(more) - mpmath.digamma(half)))
        return spread - self._peak
