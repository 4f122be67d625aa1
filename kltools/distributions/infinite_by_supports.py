"""Where p has mass that q cannot have: the first of the two proofs that D(p||q) is infinite."""

from __future__ import annotations

import math

import numpy as np

from kltools.distributions.component import Component
from kltools.distributions.covariances import common_axes, is_singular
from kltools.distributions.flat_mixture import FlatMixture


def mass_outside(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether p has positive mass outside the support of q, as proved by their supports.

    Ends that differ by no more than the rounding of ``loc + scale * x`` count as equal.
    """
    if p.dimension > 1:
        # A singular component sits on a set that the others give probability 0, and leaves them uncovered.
        if any(c.family == "multinomial" for c in (*p.components, *q.components)):
            return any(all(_beyond(c, d) for d in q.components) for c in p.components)
        flat_p, flat_q = ([is_singular(c) for c in v.components] for v in (p, q))
        if p.single is not None and q.single is not None and flat_p[0] and flat_q[0]:
            return common_axes(p.single, q.single) is None
        return (any(flat_p) and not any(flat_q)) or (all(flat_q) and not all(flat_p))
    if any("pk" in c.parameters for c in (*p.components, *q.components)):
        return any(_outcome_missed(c, q) for c in p.components)
    if p.discrete:
        return any(not _covered_lattice(c, q) for c in p.components)
    lows, highs = np.array(q.intervals()).T
    for low, high in (run for c in p.components for run in c.runs or (c.support,)):
        place = int(np.searchsorted(lows, low + _endpoint_rounding(p, q, low), side="right")) - 1
        if place < 0 or high > highs[place] + _endpoint_rounding(p, q, highs[place]):
            return True
    return False


def _endpoint_rounding(p: FlatMixture, q: FlatMixture, end: float) -> float:
    return max(p.endpoint_rounding(end), q.endpoint_rounding(end)) if math.isfinite(end) else 0.0


def _beyond(p: Component, q: Component) -> bool:
    """Return whether a multinomial p has counts that q gives no chance: another total, or an outcome q lacks."""
    return bool(p.parameters["n"] != q.parameters["n"] or np.any((p.parameters["p"] > 0) & (q.parameters["p"] == 0)))


def _outcome_missed(component: Component, q: FlatMixture) -> bool:
    """Return whether q gives no probability to an outcome of a component, where one of the two has a table in it."""
    low, high = component.support
    if math.isfinite(high - low):
        outcomes = component.parameters.get("xk", np.arange(low, high + 1.0))
        return bool(np.any(np.isneginf(q.log_density(0.0, outcomes))))
    # a table ends: all but finitely many outcomes have to be those of q's other components
    gaps = _gaps(component, q)
    if not all(math.isfinite(stop - start) for start, stop in gaps):
        return True
    return any(np.any(np.isneginf(q.log_density(0.0, np.arange(start, stop + 1.0)))) for start, stop in gaps)


def _covered_lattice(component: Component, q: FlatMixture) -> bool:
    """Return whether every outcome of a discrete component is one of q's."""
    return not _gaps(component, q)


def _gaps(component: Component, q: FlatMixture) -> list[tuple[float, float]]:
    """The first and last outcomes of each run of a component's outcomes that no lattice among q's components reaches."""
    low, high = component.support
    lattices = [c for c in q.components if "pk" not in c.parameters and (c.loc - component.loc) % 1.0 == 0.0]
    gaps, reached = [], low - 1.0  # a lattice from minus infinity has nothing before it
    for start, stop in sorted(c.support for c in lattices):
        if start > reached + 1.0 and reached < high:
            gaps.append((reached + 1.0, min(start - 1.0, high)))
        reached = max(reached, stop)
    return gaps + ([(reached + 1.0, high)] if reached < high else [])


def disjoint(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether no interval of p's support meets one of q's (1-D)."""
    if p.dimension > 1:
        return False
    return all(b < c or d < a for a, b in p.intervals() for c, d in q.intervals())
