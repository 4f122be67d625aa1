"""Where searches start: starts that are given, and starts spread over p."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from kltools.arguments import Array
from kltools.distributions import Component, FlatMixture, mixture_moments
from kltools.projections.gaussian import Gaussian, Manifold

#: The quantile of the standard normal at probability 0.85, which `Component.quantiles` gives.
_Z_85 = 1.0364333894937896


def read_start(start: Any, manifold: Manifold, name: str) -> Gaussian:
    """Return the Gaussian that a start describes, or raise an error naming it."""
    n, family = manifold.n, manifold.family
    second = "covariance matrix" if family == "full" else "standard deviation" + ("s" if n > 1 else "")
    try:
        place, spread = (np.asarray(part, dtype=float) for part in start)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {start!r}; give a pair (mean, {second}) of numbers or arrays") from None
    shapes = [(), ()] if family == "normal" else [(n,), (n, n) if family == "full" else (n,)]
    for i, (part, shape) in enumerate(zip((place, spread), shapes, strict=True)):
        what = second if i else "mean"
        if part.shape != shape:
            raise ValueError(
                f"{name}[{i}] has shape {part.shape}, but the {what} of a {family} Gaussian in {n} "
                f"dimension{'s' if n > 1 else ''} has shape {shape}; reshape it"
            )
        if not np.all(np.isfinite(part)):
            raise ValueError(f"{name}[{i}] is {part.tolist()}, but the {what} must be finite; check it")
    mean = np.atleast_1d(place)
    if family == "full":
        asymmetry = float(np.max(np.abs(spread - spread.T)))
        if asymmetry > 1e-12 * float(np.max(np.abs(spread))) or np.linalg.eigvalsh(spread)[0] <= 0:
            raise ValueError(
                f"{name}[1] is {spread.tolist()}, but a covariance matrix is symmetric with positive "
                "eigenvalues; check how it was computed"
            )
        return manifold.gaussian(mean, spread)
    if not np.all(spread > 0):
        raise ValueError(f"{name}[1] is {spread.tolist()}, but a standard deviation is positive; check it")
    return Gaussian(mean, np.diag(np.atleast_1d(spread)))


def default_starts(target: FlatMixture, manifold: Manifold) -> list[Gaussian]:
    """Return starts over p: each component, groups of components, and all of p; the heaviest component first.

    A group is a run of neighbours on a line and a pair otherwise. A component on a line that is not
    normal may have several modes, and counts as three: around its median and at both sides of it.
    """
    lumps = [lump for w, c in zip(target.weights, target.components, strict=True) for lump in _lumps(w, c)]
    heaviest = max(lumps, key=lambda lump: lump[0])
    if target.dimension == 1:
        lumps.sort(key=lambda lump: float(lump[1][0]))
        ends = itertools.combinations(range(len(lumps) + 1), 2)
        groups = [lumps[i:j] for i, j in ends]
    else:
        groups = [[one] for one in lumps] + [list(two) for two in itertools.combinations(lumps, 2)] + [lumps]
    return [manifold.gaussian(*_merged(group)) for group in [[heaviest], *groups]]


_Lump = tuple[float, Array, Array]


def _lumps(weight: float, component: Component) -> list[_Lump]:
    """Return (weight, centre, covariance) for the places where a component may have a mode."""
    if component.dimension > 1:
        return [(weight, component.parameters["mean"], component.parameters["cov"])]
    quantiles = component.quantiles()
    median = quantiles[quantiles.size // 2]
    lower, upper = quantiles[[2, -3]] if quantiles.size > 4 else quantiles[[0, -1]]
    with np.errstate(over="ignore"):
        variance = np.array([[((upper - lower) / 2.0 / _Z_85) ** 2]])
    if not 0.0 < float(variance[0, 0]) < math.inf:
        raise ValueError(
            f"p has a component {component.label} whose quantiles are too close or too far apart for floats; "
            "shift and rescale p"
        )
    middle = (weight, np.array([median]), variance)
    if component.family == "norm":
        return [middle]
    return [middle, *((weight / 4.0, np.array([x]), variance / 4.0) for x in (lower, upper))]


def _merged(lumps: list[_Lump]) -> tuple[Array, Array]:
    """Return the mean and covariance of several lumps together."""
    total = math.fsum(w for w, _, _ in lumps)
    return mixture_moments([w / total for w, _, _ in lumps], [(m, s) for _, m, s in lumps])
