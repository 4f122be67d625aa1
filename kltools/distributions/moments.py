"""Means and covariances of components, and of a mixture of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kltools.arguments import Array
from kltools.distributions.component import Component

#: A mean (n,) and a covariance (n, n).
Moments = tuple[Array, Array]


def component_moments(component: Component) -> Moments:
    """Return the mean and the covariance of one distribution; infinite or NaN where they are none.

    Raises
    ------
    TypeError
        If the object that it was made of offers neither.
    """
    source, parameters = component.source, component.parameters
    mean: Any
    spread: Any
    with np.errstate(all="ignore"):
        if component.family in ("multivariate_normal", "multivariate_t"):
            df = parameters["df"]
            stretch = 1.0 if df == np.inf else df / (df - 2.0) if df > 2.0 else np.inf
            mean, spread = parameters["mean"], parameters["cov"] * stretch
        else:
            offered = [name for name in ("cov", "var", "variance") if hasattr(source, name)]
            if not offered or not hasattr(source, "mean"):
                raise TypeError(f"{source!r} offers no mean and covariance; estimate the mixture's from its rvs")
            mean, spread = source.mean(), getattr(source, offered[0])()
    spread = np.asarray(spread, dtype=float)
    if spread.ndim == 1:
        spread = np.diag(spread)
    return np.atleast_1d(np.asarray(mean, dtype=float)), np.atleast_2d(spread)


def mixture_moments(weights: Iterable[float], parts: Sequence[Moments]) -> Moments:
    """Return the moments of a mixture: within its parts plus between their means."""
    shares = list(weights)
    mean = np.sum([w * m for w, (m, _) in zip(shares, parts, strict=True)], axis=0)
    spreads = [w * (s + np.outer(m - mean, m - mean)) for w, (m, s) in zip(shares, parts, strict=True)]
    return mean, np.sum(spreads, axis=0)
