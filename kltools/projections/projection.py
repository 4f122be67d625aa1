"""What a projection returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from scipy import stats

from kltools.arguments import Array
from kltools.distributions import kl_divergence

Direction = Literal["forward", "reverse"]


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """The Gaussian of a family that is closest to a target p, and how it was found.

    Attributes
    ----------
    distribution : frozen SciPy distribution
        The fit q: ``scipy.stats.norm`` in one dimension, ``scipy.stats.multivariate_normal`` otherwise.
    direction : {"forward", "reverse"}
        Whether q minimises D(p||q) or is a local minimum of D(q||p).
    family : {"normal", "factorised", "full"}
        Where q was looked for.
    divergence : float
        D(p||q) or D(q||p) in nats, from `kltools.kl_divergence`.
    mean : float or ndarray of shape (n,)
        The mean of q.
    covariance : float or ndarray of shape (n, n)
        The covariance matrix of q, which in one dimension is the variance.
    path : ndarray of shape (steps, parameters), or None
        One row for the start and one for each accepted step, down to q itself: mean and standard
        deviation ("normal"); means, then standard deviations ("factorised"); means, then the
        covariance matrix row by row ("full"). None where nothing was searched (forward).
    converged : bool
        Whether q satisfies the conditions of a minimum. A search that fails raises an error instead.
    iterations : int
        The number of accepted steps.
    gradient_norm : float
        The length of the gradient at q in the Fisher metric of q: the slope of the divergence in nats
        for a shift of the mean by one standard deviation, whatever the units of x.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.projections import moment_projection
    >>> fit = moment_projection(stats.laplace(0, 1))
    >>> fit
    Projection(forward, normal: mean=0, variance=2, divergence=0.0723649)
    >>> fit.distribution.std() ** 2 - fit.variance < 1e-15
    np.True_
    """

    distribution: Any
    direction: Direction
    family: str
    divergence: float
    mean: float | Array
    covariance: float | Array
    path: Array | None = field(default=None)
    converged: bool = True
    iterations: int = 0
    gradient_norm: float = 0.0

    @property
    def variance(self) -> float | Array:
        """The variance in one dimension, otherwise the variances of the coordinates, shape (n,)."""
        return self.covariance if isinstance(self.covariance, float) else np.diag(self.covariance)

    def __repr__(self) -> str:
        noise = 1e-9 * float(np.sqrt(np.max(self.variance)))
        if isinstance(self.mean, float):
            found = f"mean={_listed(self.mean, noise)}, variance={_listed(self.variance)}"
        else:
            found = f"mean={_listed(self.mean, noise)}, covariance={_listed(self.covariance, noise**2)}"
        return f"Projection({self.direction}, {self.family}: {found}, divergence={self.divergence:.6g})"


def _listed(values: Any, noise: float = 0.0) -> str:
    """Return numbers in brackets, to six digits; what is below the noise of a search as 0."""
    if np.ndim(values):
        return f"[{', '.join(_listed(value, noise) for value in values)}]"
    return f"{values:.6g}" if abs(values) > noise else "0"


def projection(p: Any, direction: Direction, family: str, mean: Array, covariance: Array, **search: Any) -> Projection:
    """Return the projection of p with this mean (n,) and covariance (n, n), its divergence computed."""
    line = family == "normal"
    place: Any = float(mean[0]) if line else _frozen(mean)
    spread: Any = float(covariance[0, 0]) if line else _frozen(covariance)
    q = stats.norm(place, np.sqrt(spread)) if line else stats.multivariate_normal(place, spread)
    divergence = float(kl_divergence(p, q) if direction == "forward" else kl_divergence(q, p))
    return Projection(q, direction, family, divergence, place, spread, **search)


def _frozen(values: Array) -> Array:
    copy = np.array(values, dtype=float)
    copy.flags.writeable = False
    return copy
