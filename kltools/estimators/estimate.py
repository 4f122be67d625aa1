"""What an estimator returns, and how it warns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit


class EstimateWarning(UserWarning):
    """An estimate is infinite, or wrong by more than its standard error says.

    The message names what speaks against the estimate and what to do.

    Examples
    --------
    >>> import warnings
    >>> from kltools.estimators import EstimateWarning, plugin_kl
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", EstimateWarning)
    ...     try:
    ...         plugin_kl([5, 5], q=[1.0, 0.0])
    ...     except EstimateWarning as warning:
    ...         print(warning)
    q[1] is 0, but counts_p[1] is 5: D(p||q) is infinite
    """


@dataclass(frozen=True, repr=False)
class Estimate(float):
    """A number estimated from samples: the float `value`, with its standard error.

    Attributes
    ----------
    value : float
        The estimate, in nats.
    standard_error : float
        The estimated standard deviation of `value` over repeated samples, in nats; NaN where `value` is infinite.
    degrees_of_freedom : float
        Those of Student's t in `interval`: groups less one, where the error is estimated from groups; else ``inf``.

    Notes
    -----
    An estimate is a float. Arithmetic, rounding, formats, comparison and NumPy take `value` and return plain
    floats without an error, since nothing says whether the errors of two estimates are independent. Two estimates
    are equal where value, error and degrees of freedom are; an estimate equals another number where `value` does.

    Examples
    --------
    >>> estimate = Estimate(0.1312, 0.0114)
    >>> estimate
    Estimate(0.131 ± 0.011 nats)
    >>> low, high = estimate.interval()
    >>> round(low, 3), round(high, 3)
    (0.109, 0.154)
    >>> float(estimate), f"{estimate:.2f}", estimate > 0.1, round(estimate - 0.125, 4)
    (0.1312, '0.13', True, 0.0062)
    """

    value: float
    standard_error: float
    degrees_of_freedom: float = math.inf

    def __new__(cls, value: float, standard_error: float, degrees_of_freedom: float = math.inf) -> Estimate:
        """Make the float; what else an estimate has is a field."""
        return super().__new__(cls, value)

    def __getnewargs__(self) -> tuple[float, float, float]:  # type: ignore[override]
        """Return what a copy or a pickle is made from."""
        return self.value, self.standard_error, self.degrees_of_freedom

    def __ne__(self, other: object) -> bool:
        """Return what == denies, which a float would decide by its value alone."""
        return not self == other

    __hash__ = float.__hash__  # equal estimates, and an estimate and its value, have one hash

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Interval that contains what is estimated in a share `level` of repeated samples, nearly.

        Parameters
        ----------
        level : float, optional
            The share, between 0 and 1.

        Returns
        -------
        low, high : float
            `value` less and plus t standard errors, t the quantile at (1 + level)/2 of Student's distribution with
            `degrees_of_freedom`, which for infinitely many is the normal quantile, in nats. NaN where the standard
            error is.

        Raises
        ------
        ValueError
            For a level that is not between 0 and 1.
        TypeError
            For a level that is not a number.

        Notes
        -----
        The normal approximation for large samples: an estimate is nearly normal about its mean [1]_. Where the
        error itself comes from few groups, t allows for its noise. A lower end may be negative, though D(p||q)
        is not.

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
        upper = (1.0 + float(level)) / 2.0
        many = math.isinf(self.degrees_of_freedom)
        half = float(ndtri(upper) if many else stdtrit(self.degrees_of_freedom, upper)) * self.standard_error
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
