"""Whether an argument is a PMF or a distribution: the types of both, and the test that tells them apart."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from kltools import pmfs


class HasLogDensity(Protocol):
    """A continuous distribution, as SciPy's are."""

    def logpdf(self, x: Any, /) -> Any:
        """Return the log density at `x`."""


class HasLogProbability(Protocol):
    """A discrete distribution, as SciPy's are."""

    def logpmf(self, x: Any, /) -> Any:
        """Return the log probability of `x`."""


Distribution: TypeAlias = HasLogDensity | HasLogProbability
"""What SciPy's distributions and `Mixture` have in common, whether or not SciPy's stubs are installed."""

Numbers: TypeAlias = Sequence[float | Fraction | Decimal] | Mapping[Any, float | Fraction | Decimal]
"""A PMF whose type says that it is one-dimensional, so that a divergence of it is a float."""

PMFs: TypeAlias = ArrayLike | Numbers
"""One PMF or a batch of them. The type of an array does not tell which: a divergence is a float or an array."""

PMFOrDistribution: TypeAlias = Any
"""What the body of a function takes; its overloads say that PMFs and distributions do not mix."""


def meant_as_distribution(thing: Any) -> bool:
    """Whether something can only be meant as a distribution, told without importing SciPy.

    It has a ``logpdf`` or a ``logpmf``, or its class comes from ``scipy.stats``. Families without parameters and classes
    count, since whoever passes one wants a distribution: :mod:`kltools.distributions` refuses them, and says how to make
    one (`kltools.distributions.is_distribution` leaves them out).

    Examples
    --------
    >>> from scipy import stats
    >>> meant_as_distribution(stats.norm(0, 1)), meant_as_distribution(stats.norm), meant_as_distribution([0.5, 0.5])
    (True, True, False)
    """
    if isinstance(thing, (np.ndarray, list, tuple)):
        return False  # told at once, since a divergence of a few outcomes takes only microseconds
    kind = thing if isinstance(thing, type) else type(thing)
    if callable(thing) and not isinstance(thing, type):
        return True  # a density whose support is not said
    if hasattr(kind, "logpdf") or hasattr(kind, "logpmf"):
        return True
    return any(base.__module__.startswith("scipy.stats") for base in kind.__mro__)


_DEFAULTS = pmfs.Options()


def check_distributions(name: str, p: Any, q: Any, options: pmfs.Options) -> None:
    """Raise a TypeError unless p and q are both meant as distributions, and no option of PMFs is set."""
    if not (meant_as_distribution(p) and meant_as_distribution(q)):
        raise TypeError(
            f"{name}: p and q are a {type(p).__name__} and a {type(q).__name__}; "
            "give two PMFs, or two distributions (bin the distribution to compare it with a PMF)"
        )
    if all(map(operator.is_, options, _DEFAULTS)):
        return  # told at once, for a loop over many pairs
    for option, given, default in zip(options._fields, options, _DEFAULTS, strict=True):
        if given is not default and not (isinstance(given, int) and given == default):
            raise TypeError(f"{name}: {option} applies to PMFs, and p is a distribution; leave it out")
