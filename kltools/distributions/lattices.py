"""The outcomes of two discrete distributions: lattices, and beside them the outcomes that tables list."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.log_probabilities import is_possible, log_probability_of_step
from kltools.distributions.mixture import log_sum
from kltools.distributions.rounded_outcomes import index_range, merged, steps_between, steps_to


@dataclass(frozen=True)
class Placed:
    """A component on a lattice: its weight, and how many steps its loc is ahead of the lattice's origin."""

    weight: float
    component: Component
    ahead: float

    @property
    def range(self) -> tuple[float, float]:
        """The first and the last outcome, as steps from the origin."""
        first, last = index_range(self.component)
        return first + self.ahead, last + self.ahead


@dataclass(frozen=True)
class OnLattice:
    """What of one distribution lies on a lattice; nothing, if there are no parts."""

    parts: tuple[Placed, ...]

    def log_pmf(self, steps: Array) -> Array:
        """Return the log probability of outcomes given as steps from the origin, tables aside."""
        if not self.parts:
            return np.full(np.shape(steps), -np.inf)
        logs = [log_probability_of_step(part.component, steps - part.ahead) for part in self.parts]
        if len(logs) == 1 and self.parts[0].weight == 1.0:
            return logs[0]
        return log_sum([math.log(part.weight) for part in self.parts], logs)


@dataclass(frozen=True)
class Lattice:
    """The outcomes ``origin + integers``, and what of p and of q lies there.

    `listed` are the steps of the outcomes that a table of p or q lists too: they are not summed here.
    """

    origin: float
    p: OnLattice
    q: OnLattice
    listed: Array

    @property
    def parts(self) -> tuple[Placed, ...]:
        """The components of both."""
        return (*self.p.parts, *self.q.parts)

    @property
    def range(self) -> tuple[float, float]:
        """The first and the last outcome of any component."""
        ends = [part.range for part in self.parts]
        return min(first for first, _ in ends), max(last for _, last in ends)

    @property
    def spots(self) -> Array:
        """Some outcomes from one tail to the other of each component."""
        found = [np.rint(part.component.quantiles() - self.origin) for part in self.parts]
        return np.unique(np.clip(np.concatenate(found), *self.range))


def is_table(component: Component) -> bool:
    """Whether a component lists its outcomes."""
    return "pk" in component.parameters


def listed_outcomes(p: FlatMixture, q: FlatMixture) -> Array:
    """Return every outcome that a table of p or of q lists, in order."""
    tables = [c for c in (*p.components, *q.components) if is_table(c)]
    if not tables:
        return np.empty(0)
    outcomes = np.concatenate([c.parameters["xk"] for c in tables])
    return merged(outcomes, max((abs(c.loc) for c in tables), default=0.0))


def lattices(p: FlatMixture, q: FlatMixture, listed: Array) -> list[Lattice]:
    """Return each lattice that a component of p or of q lies on; locs that differ by rounding give one."""
    origins: list[float] = []
    placed: list[tuple[list[Placed], list[Placed]]] = []
    for side, view in enumerate((p, q)):
        for weight, component in zip(view.weights, view.components, strict=True):
            if is_table(component):
                continue
            for origin, sides in zip(origins, placed, strict=True):
                ahead = steps_between(origin, component.loc)
                if ahead is not None:
                    sides[side].append(Placed(weight, component, ahead))
                    break
            else:
                origins.append(component.loc)
                placed.append(([], []))
                placed[-1][side].append(Placed(weight, component, 0.0))
    return [
        Lattice(origin, OnLattice(tuple(of_p)), OnLattice(tuple(of_q)), steps_to(listed, origin))
        for origin, (of_p, of_q) in zip(origins, placed, strict=True)
    ]


def possible_under(q: FlatMixture, outcomes: Array) -> NDArray[np.bool_]:
    """Return which outcomes have positive probability under a distribution."""
    possible: NDArray[np.bool_] = np.any([is_possible(c, outcomes) for c in q.components], axis=0)
    return possible
