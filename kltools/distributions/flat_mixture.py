"""A distribution as weighted components: what the numerical rules and the dispatcher see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array
from kltools.distributions.component import Component, rounding
from kltools.distributions.integrands import UNDERFLOWN
from kltools.distributions.mixture import Mixture, log_sum
from kltools.distributions.scipy_objects import describe, is_single


def is_distribution(obj: object) -> bool:
    """Return whether `obj` is a distribution that the functions of this package accept.

    Parameters
    ----------
    obj : object
        Anything.

    Returns
    -------
    bool
        True for frozen SciPy distributions, SciPy's newer objects and `Mixture`.

    Examples
    --------
    >>> from scipy import stats
    >>> is_distribution(stats.norm(0, 1)), is_distribution([0.5, 0.5]), is_distribution(stats.norm)
    (True, False, False)
    """
    return isinstance(obj, Mixture) or is_single(obj)


@dataclass(frozen=True)
class FlatMixture:
    """A distribution as components and their positive weights; a single one has weight 1."""

    label: str
    weights: tuple[float, ...]
    components: tuple[Component, ...]

    @property
    def dimension(self) -> int:
        """Number of coordinates of an outcome."""
        return self.components[0].dimension

    @property
    def discrete(self) -> bool:
        """Whether outcomes lie on a lattice and densities are probabilities."""
        return self.components[0].discrete

    @property
    def single(self) -> Component | None:
        """The component, where there is one alone."""
        return self.components[0] if len(self.components) == 1 else None

    def log_density(self, anchor: ArrayLike, offset: ArrayLike) -> Array:
        """Return the log density at ``anchor + offset`` (see `Component.log_density`)."""
        if self.single is not None:
            return self.single.log_density(anchor, offset)
        parts = [c.log_density(anchor, offset) for c in self.components]
        known = [np.where(part == UNDERFLOWN, -np.inf, part) for part in parts]
        total = log_sum([math.log(w) for w in self.weights], known)
        unknown = np.any([part == UNDERFLOWN for part in parts], axis=0)
        return np.where(unknown & (total <= UNDERFLOWN), UNDERFLOWN, total)

    def log_density_at(self, points: Array) -> Array:
        """Return the log density at points of shape (..., d), for distributions of vectors."""
        values = [np.asarray(c.source.logpdf(points), dtype=float) for c in self.components]
        return log_sum([math.log(w) for w in self.weights], values)

    def intervals(self) -> list[tuple[float, float]]:
        """Return the support as closed intervals, disjoint and in order (1-D)."""
        merged: list[tuple[float, float]] = []
        for low, high in sorted(run for c in self.components for run in c.runs or (c.support,)):
            if merged and low <= merged[-1][1] + self.endpoint_rounding(low):
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return merged

    def endpoint_rounding(self, end: float) -> float:
        """Return how far an end of the support near `end` may be off by rounding."""
        return max(rounding(c, end) for c in self.components)


def flatten(obj: Any, argument: str) -> FlatMixture:
    """Return the components of the distribution `obj`, nested mixtures flattened."""
    if not isinstance(obj, Mixture):
        component = describe(obj, argument)
        return FlatMixture(component.label, (1.0,), (component,))
    weights: list[float] = []
    components: list[Component] = []
    for weight, part in zip(obj.weights, obj.components, strict=True):
        if weight > 0:
            inner = flatten(part, argument)
            weights.extend(float(weight) * w for w in inner.weights)
            components.extend(inner.components)
    return FlatMixture(repr(obj), tuple(weights), tuple(components))


def same(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether p and q are the same distribution, written the same way."""
    return len(p.components) == len(q.components) and all(
        w == v and _same_component(a, b)
        for w, v, a, b in zip(p.weights, q.weights, p.components, q.components, strict=True)
    )


def _same_component(a: Component, b: Component) -> bool:
    if a.source is b.source:
        return True
    return (
        a.family is not None
        and a.family == b.family
        and a.parameters.keys() == b.parameters.keys()
        and all(_equal(value, b.parameters[name]) for name, value in a.parameters.items())
    )


def _equal(one: Any, two: Any) -> bool:
    return bool(one == two) if type(one) is float and type(two) is float else np.array_equal(one, two)


def check_pair(p: FlatMixture, q: FlatMixture) -> None:
    """Raise where p and q do not live on one space."""
    if p.discrete != q.discrete:
        names = ["discrete" if v.discrete else "continuous" for v in (p, q)]
        raise TypeError(
            f"p = {p.label} is {names[0]} but q = {q.label} is {names[1]}; a divergence needs both to be "
            "densities or both PMFs, so discretise one or give the other a density"
        )
    if len({c.parameters.get("shape") for v in (p, q) for c in v.components}) > 1:
        raise ValueError(
            f"p = {p.label} and q = {q.label} are not laws of matrices of one shape; give both matrices of as many rows and "
            "columns, or both vectors"
        )
    if p.dimension != q.dimension:
        raise ValueError(
            f"p = {p.label} has dimension {p.dimension} but q = {q.label} has dimension {q.dimension}; "
            "give both the same number of coordinates"
        )
