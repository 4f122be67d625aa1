"""What an estimator returns, and how it warns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri


class EstimateWarning(UserWarning):
    """An estimate is infinite, or its standard error says less than it seems to.

    Examples
    --------
    >>> import warnings
    >>> from kltools.estimators import plugin_kl
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", EstimateWarning)
    ...     try:
    ...         plugin_kl([5, 5], q=[1.0, 0.0])
    ...     except EstimateWarning as warning:
    ...         print(warning)
    q[1] is 0, but counts_p[1] is 5: D(p||q) is infinite
    """


@dataclass(frozen=True, repr=False)
class Estimate:
    """A number estimated from samples.

    Attributes
    ----------
    value : float
        The estimate, in nats.
    standard_error : float
        The estimated standard deviation of `value` over repeated samples, in nats; NaN where `value` is infinite.

    Examples
    --------
    >>> estimate = Estimate(0.1312, 0.0114)
    >>> estimate
    Estimate(0.131 ± 0.011 nats)
    >>> low, high = estimate.interval()
    >>> round(low, 3), round(high, 3)
    (0.109, 0.154)
    >>> float(estimate)
    0.1312
    """

    value: float
    standard_error: float

    def __float__(self) -> float:
        """The value, for what takes numbers alone."""
        return float(self.value)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Interval that contains what is estimated in a share `level` of repeated samples, nearly.

        Parameters
        ----------
        level : float, optional
            The share, between 0 and 1.

        Returns
        -------
        low, high : float
            `value` less and plus z standard errors, z the normal quantile at (1 + level)/2, in nats. NaN where
            the standard error is.

        Raises
        ------
        ValueError
            For a level that is not between 0 and 1.
        TypeError
            For a level that is not a number.

        Notes
        -----
        The normal approximation for large samples: an estimate is nearly normal about its mean [1]_. A lower
        end may be negative, though D(p||q) is not.

        References
        ----------
        .. [1] L. Wasserman, *All of Statistics*, Springer, 2004, section 6.3.2.

        Examples
        --------
        >>> Estimate(1.0, 0.5).interval(0.6826894921370859)
        (0.5, 1.5)
        """
        if isinstance(level, bool) or not isinstance(level, Real):
            raise TypeError(f"level is {level!r}, but a level is a number between 0 and 1; use 0.95 for 95 %")
        if not 0.0 < float(level) < 1.0:
            raise ValueError(f"level is {level}, but a level lies between 0 and 1; use 0.95 for 95 %")
        half = float(ndtri((1.0 + float(level)) / 2.0)) * self.standard_error
        return self.value - half, self.value + half

    def __repr__(self) -> str:
        return f"Estimate({self})"

    def __str__(self) -> str:
        error = self.standard_error
        if not 0.0 < error < math.inf:
            return f"{self.value:.6g} ± {error:g} nats"
        # two digits of the standard error, and the value to the same place
        places = 1 - math.floor(math.log10(error))
        if 0 <= places <= 6:
            return f"{self.value:.{places}f} ± {error:.{places}f} nats"
        return f"{self.value:.4g} ± {error:.2g} nats"


def mean_with_error(terms: NDArray[np.float64]) -> Estimate:
    """Return the mean of independent terms (n,), with their standard deviation over the root of n."""
    with np.errstate(over="ignore", invalid="ignore"):
        return Estimate(float(np.mean(terms)), float(np.std(terms, ddof=1)) / math.sqrt(terms.size))
