"""One name for a divergence, whatever its arguments: PMFs go to one implementation, distributions to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

R = TypeVar("R")


def is_distribution(thing: Any) -> bool:
    """Whether something is a SciPy distribution or a Mixture, told without importing SciPy.

    Examples
    --------
    >>> from scipy import stats
    >>> is_distribution(stats.norm(0, 1)), is_distribution([0.5, 0.5])
    (True, False)
    """
    if isinstance(thing, (np.ndarray, list)):
        return False  # told at once, since a divergence of a few outcomes takes only microseconds
    return any(kind.__module__.startswith(("scipy.stats", "kltools.distributions")) for kind in type(thing).__mro__)


def dispatched(function: Callable[..., R]) -> Callable[..., R]:
    """Send a function of PMFs to its namesake in :mod:`kltools.distributions` where it is given distributions.

    Parameters
    ----------
    function : callable
        Takes PMFs first. Its namesake takes distributions in their place and no ``axis`` or ``log``.

    Returns
    -------
    callable
        With the signature and docstring of ``function``.
    """
    name = function.__name__
    places = 1 if name == "entropy" else 2

    @wraps(function)
    def either(*args: Any, **kwargs: Any) -> R:
        given = list(args[:places]) + [kwargs[key] for key in ("p", "q") if key in kwargs]
        kinds = [is_distribution(one) for one in given]
        if not any(kinds):
            return function(*args, **kwargs)
        if not all(kinds):
            raise TypeError(
                f"{name}: p and q are a {type(given[0]).__name__} and a {type(given[1]).__name__}; "
                "give two PMFs, or two distributions (bin the distribution to compare it with a PMF)"
            )
        for option in ("axis", "log"):
            if option in kwargs:
                raise TypeError(f"{name}: {option} applies to PMFs, and p is a distribution; leave it out")
        from kltools import distributions  # SciPy is slow to import, and PMFs do without it

        return getattr(distributions, name)(*args, **kwargs)

    return either
