"""Where p has mass that q cannot have: the first of the two proofs that D(p||q) is infinite."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from kltools.distributions.component import Component
from kltools.distributions.count_vector_sums import counts_disjoint, counts_missed
from kltools.distributions.covariances import common_axes, is_singular
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.lattices import is_table, possible_under
from kltools.distributions.log_probabilities import is_possible
from kltools.distributions.rounded_outcomes import index_range, steps_between, steps_to

#: An overlap that rounding explains is a small part of either interval.
_SLIVER = 2.0**-40


def mass_outside(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether p has positive mass outside the support of q, as proved by their supports.

    Ends that differ by no more than the rounding of ``loc + scale * x`` count as equal.
    """
    if p.dimension > 1:
        if p.discrete:
            return counts_missed(p, q)
        # A singular component sits on a set that the others give probability 0, and leaves them uncovered.
        flat_p, flat_q = ([is_singular(c) for c in v.components] for v in (p, q))
        if p.single is not None and q.single is not None and flat_p[0] and flat_q[0]:
            return common_axes(p.single, q.single) is None
        return (any(flat_p) and not any(flat_q)) or (all(flat_q) and not all(flat_p))
    if p.discrete:
        return any(_outcome_missed(c, q) for c in p.components)
    if q.single is not None and not q.single.runs and q.single.support == (-math.inf, math.inf):
        return False
    lows, highs = np.array(q.intervals()).T
    for low, high in (run for c in p.components for run in c.runs or (c.support,)):
        place = int(np.searchsorted(lows, low + _endpoint_rounding(p, q, low), side="right")) - 1
        if place < 0 or high > highs[place] + _endpoint_rounding(p, q, highs[place]):
            return True
    return False


def _endpoint_rounding(p: FlatMixture, q: FlatMixture, end: float) -> float:
    return max(p.endpoint_rounding(end), q.endpoint_rounding(end)) if math.isfinite(end) else 0.0


def _outcome_missed(component: Component, q: FlatMixture) -> bool:
    """Return whether q gives no probability to an outcome of a discrete component."""
    if is_table(component):
        return not np.all(possible_under(q, component.parameters["xk"]))
    tables = [c.parameters["xk"] for c in q.components if is_table(c)]
    listed = np.unique(steps_to(np.concatenate(tables), component.loc)) if tables else np.empty(0)
    # what no lattice of q reaches, its tables have to list
    return any(
        np.count_nonzero((listed >= start) & (listed <= stop)) < stop - start + 1.0
        for start, stop in _gaps(component, q)
    )


def _gaps(component: Component, q: FlatMixture) -> list[tuple[float, float]]:
    """The first and last steps of each run of a component's outcomes that no lattice among q's components reaches."""
    low, high = index_range(component)
    gaps, reached = [], low - 1.0  # a lattice from minus infinity has nothing before it
    for start, stop in sorted(_ranges_along(component, q)):
        if start > reached + 1.0 and reached < high:
            gaps.append((reached + 1.0, min(start - 1.0, high)))
        reached = max(reached, stop)
    return gaps + ([(reached + 1.0, high)] if reached < high else [])


def _ranges_along(component: Component, q: FlatMixture) -> Iterator[tuple[float, float]]:
    """The outcomes of q's components on the lattice of a component, as steps from its loc."""
    for other in q.components:
        ahead = None if is_table(other) else steps_between(component.loc, other.loc)
        if ahead is not None:
            first, last = index_range(other)
            yield first + ahead, last + ahead


def disjoint(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether no outcome of p, but for a set of probability 0, is one of q's; False for densities of vectors."""
    if p.dimension > 1:
        return p.discrete and counts_disjoint(p, q)
    if p.discrete:
        return not any(_meet(c, q) for c in p.components)
    return all(_apart(p, q, one, other) for one in p.intervals() for other in q.intervals())


def _apart(p: FlatMixture, q: FlatMixture, one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether two intervals have at most one point in common, or an overlap that is the rounding of an end."""
    end, start = min(one[1], other[1]), max(one[0], other[0])
    width = min(one[1] - one[0], other[1] - other[0])
    return end <= start or end - start <= min(_endpoint_rounding(p, q, start), _SLIVER * width)


def _meet(component: Component, q: FlatMixture) -> bool:
    """Return whether an outcome of a discrete component has positive probability under q."""
    if is_table(component):
        return bool(np.any(possible_under(q, component.parameters["xk"])))
    low, high = index_range(component)
    along = any(first <= high and low <= last for first, last in _ranges_along(component, q))
    return along or any(bool(np.any(is_possible(component, c.parameters["xk"]))) for c in q.components if is_table(c))
