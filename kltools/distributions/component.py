"""One distribution as the rules see it: its family and parameters, where its mass lies, its log density."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats.distributions import rv_frozen

from kltools.arguments import Array
from kltools.distributions.log_probabilities import log_probability
from kltools.distributions.near_ends import FROM_AN_END, INSIDE, near_ends
from kltools.distributions.places_of_mass import places_of_mass

#: Standard log densities: of families for which SciPy takes the logarithm of a density that
#: underflows, and of the normal, whose search and quadrature would spend most of their time in SciPy's checks.
_LOG_DENSITIES: dict[str, Callable[..., Array]] = {
    "norm": lambda z: -0.5 * z * z - 0.5 * math.log(2.0 * math.pi),
    "laplace": lambda z: -np.abs(z) - math.log(2.0),
    "hypsecant": lambda z: -np.logaddexp(z, -z) - math.log(math.pi / 2.0),
    "invweibull": lambda z, c: np.where(z > 0, math.log(c) - (c + 1.0) * np.log(np.abs(z)) - np.abs(z) ** -c, -np.inf),
    "levy": lambda z: np.where(z > 0, -1.5 * np.log(np.abs(z)) - 0.5 / z - 0.5 * math.log(2.0 * math.pi), -np.inf),
}

#: Probabilities whose quantiles show where the mass of a distribution lies.
_LEVELS = np.array([1e-6, 1e-2, 0.15])


@dataclass(frozen=True)
class Component:
    """A single distribution: what it is called, where its mass lies, its log density.

    `family` is SciPy's name of the family, or None where the object is not one of SciPy's own
    families. `support` is the closed interval that holds the mass (1-D only). `discrete` says
    whether densities are probabilities on the lattice ``support[0] + integers``. `runs` are the intervals of the
    support where it has gaps, and `landmarks` points at which the density bends or jumps (1-D).
    """

    source: Any = field(compare=False)
    label: str
    family: str | None
    parameters: dict[str, Any] = field(compare=False)
    dimension: int = 1
    discrete: bool = False
    support: tuple[float, float] = (-math.inf, math.inf)
    runs: tuple[tuple[float, float], ...] = ()
    landmarks: Array = field(default_factory=lambda: np.empty(0), compare=False)

    @property
    def loc(self) -> float:
        """The location parameter, 0 where there is none."""
        return float(self.parameters.get("loc", 0.0))

    @property
    def scale(self) -> float:
        """The scale parameter, 1 where there is none."""
        return float(self.parameters.get("scale", 1.0))

    @property
    def is_point_mass(self) -> bool:
        """Whether it is discrete and one outcome has all the mass."""
        return self.discrete and self.dimension == 1 and self.support[0] == self.support[1]

    @property
    def shapes(self) -> dict[str, float]:
        """The shape parameters by name."""
        return {k: v for k, v in self.parameters.items() if k not in ("loc", "scale")}

    def log_density(self, anchor: ArrayLike, offset: ArrayLike) -> Array:
        """Return the log density (or log probability) at the points ``anchor + offset``.

        Near an end of the support the distance to that end is what the density depends on; a
        point given as the end plus a small offset keeps all digits of that distance.
        """
        if self.discrete:
            return log_probability(self, anchor, offset)
        anchor, offset = np.asarray(anchor, dtype=float), np.asarray(offset, dtype=float)
        if not isinstance(self.source, rv_frozen):
            return near_ends(self.source.logpdf, anchor, offset)
        family, shapes = self.source.dist, tuple(self.shapes.values())
        if self.family == "vonmises":  # periodic: its support here is one turn of the circle, wherever loc is
            turned = family.logpdf((anchor - self.loc) / self.scale + offset / self.scale, *shapes)
            inside = (self.support[0] <= anchor + offset) & (anchor + offset <= self.support[1])
            return np.where(inside, np.asarray(turned, dtype=float) - math.log(self.scale), -np.inf)
        if self.family in _LOG_DENSITIES:
            z = (anchor - self.loc) / self.scale + offset / self.scale
            return np.asarray(_LOG_DENSITIES[self.family](z, *shapes), dtype=float) - math.log(self.scale)
        low, high = family.support(*shapes)
        at_low, at_high = (np.abs(anchor - end) <= rounding(self, end) for end in self.support)
        base = np.where(at_low, low, np.where(at_high, high, (anchor - self.loc) / self.scale))
        step = offset / self.scale
        result = near_ends(lambda x: INSIDE.get(self.family, family.logpdf)(x, *shapes), base, step)
        if self.family in FROM_AN_END:
            for at_end, distance, upper in ((at_low, step, False), (at_high, -step, True)):
                at = np.broadcast_to(at_end, result.shape)
                result = np.where(at, FROM_AN_END[self.family](np.where(at, distance, 0.5), upper, *shapes), result)
        return result - math.log(self.scale)

    def quantiles(self) -> Array:
        """Return a few quantiles, in order, from far in one tail to far in the other."""
        if self.discrete and (places := places_of_mass(self)) is not None:
            return places
        if isinstance(self.source, rv_frozen):
            lower, upper = self.source.ppf([*_LEVELS, 0.5]), self.source.isf(_LEVELS[::-1])
        else:
            lower, upper = self.source.icdf([*_LEVELS, 0.5]), self.source.iccdf(_LEVELS[::-1])
        found = np.concatenate([np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)])
        if self.family == "vonmises":
            low, high = self.support
            found = low + (found - low) % (high - low)
        return np.unique(found[np.isfinite(found)])


def rounding(component: Component, end: float) -> float:
    """Return how far an end of the support may be off because loc + scale * x was rounded."""
    if not math.isfinite(end):
        return 0.0
    return 4 * math.ulp(max(abs(end), abs(component.loc), math.ulp(0.0)))
