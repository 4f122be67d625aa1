"""Sums over vectors of counts: over all of them where they are few, else over each count alone where that is enough."""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.count_vectors import compositions, count_law, number_of_compositions
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS
from kltools.distributions.integrands import Kernel, entropy, kl, with_noise
from kltools.distributions.mixture import log_sum

#: The most counts in the vectors that are listed, the most values of one count, and how many are in memory at once.
_LISTED, _MAX_COUNTS, _BLOCK = 2**22, 2**22, 2**16


def sum_count_vectors(p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str) -> list[Array]:
    """Return rows of the sums of value, magnitude, noise, p and q over the vectors of each total.

    Raises
    ------
    QuadratureError
        If there are too many of them.
    """
    totals = sorted({_total(c) for c in (*p.components, *q.components)})
    number = sum(number_of_compositions(total, p.dimension) for total in totals)
    if number * p.dimension <= _LISTED:
        return [_row_of_total(p, q, kernel, total) for total in totals]
    single = p.single is not None and q.single is not None
    if single and kernel in (kl, entropy) and len(totals) == 1 and totals[0] <= _MAX_COUNTS:
        return _rows_of_counts(p.components[0], q.components[0], kernel is entropy)
    reason = f"{number} vectors of {p.dimension} counts would have to be summed, too many to list"
    raise quadrature_error(quantity, p.label, q.label, reason)


def _total(component: Component) -> int:
    return int(component.parameters["n"])


def _row_of_total(p: FlatMixture, q: FlatMixture, kernel: Kernel, total: int) -> Array:
    """The sums over all vectors of one total."""
    counts = compositions(total, p.dimension)
    log_p, log_q = (_log_pmf(view, total, counts) for view in (p, q))
    f, noise = with_noise(kernel, log_p, log_q, 0.0)
    return np.array([np.sum(g) for g in (f, np.abs(f), noise, np.exp(log_p), np.exp(log_q))])


def _log_pmf(view: FlatMixture, total: int, counts: Array) -> Array:
    """The log probability of vectors of one total."""
    parts = [(w, c) for w, c in zip(view.weights, view.components, strict=True) if _total(c) == total]
    if not parts:
        return np.full(len(counts), -np.inf)
    return log_sum([math.log(weight) for weight, _ in parts], [count_law(c).log_pmf(counts) for _, c in parts])


def _rows_of_counts(p: Component, q: Component, alone: bool) -> list[Array]:
    """The sums of p log(p/q), or of -p log p, over each count by its own law: both logs are sums over the counts."""
    of_p, of_q = count_law(p), count_law(q)
    constant = -of_p.constant if alone else of_p.constant - of_q.constant
    size = abs(of_p.constant) + (0.0 if alone else abs(of_q.constant))
    rows = [np.array([constant, size, EPS * size, 1.0, 1.0])]
    for i in range(p.dimension):
        for start in range(0, _total(p) + 1, _BLOCK):
            x = np.arange(start, min(start + _BLOCK, of_p.most[i] + 1.0))
            chance = np.exp(of_p.marginal(i, x))
            x, chance = x[chance > 0], chance[chance > 0]
            own = of_p.term(i, x)
            other = np.zeros_like(own) if alone else of_q.term(i, x)
            f, magnitude = chance * (other - own if alone else own - other), chance * (np.abs(own) + np.abs(other))
            rows.append(np.array([np.sum(f), np.sum(magnitude), 4 * EPS * np.sum(magnitude), 0.0, 0.0]))
    return rows


def counts_missed(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether p has mass on vectors of counts that q cannot have."""
    return any(not _covered(c, q) for c in p.components)


def _covered(component: Component, q: FlatMixture) -> bool:
    rivals = [c for c in q.components if _total(c) == _total(component)]
    most = np.minimum(count_law(component).most, _total(component))
    if any(np.all(most <= count_law(rival).most) for rival in rivals):
        return True
    if len(rivals) < 2:
        return False
    number = number_of_compositions(_total(component), component.dimension)
    if number * component.dimension > _LISTED:
        reason = f"whether q covers p would have to be asked of {number} vectors of counts"
        raise quadrature_error("D(p||q)", component.label, q.label, reason)
    counts = compositions(_total(component), component.dimension)
    counts = counts[np.all(counts <= most, axis=1)]
    return bool(np.all(np.any([np.all(counts <= count_law(rival).most, axis=1) for rival in rivals], axis=0)))


def counts_disjoint(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether p and q have no vector of counts in common."""
    return not any(_meet(c, d) for c in p.components for d in q.components)


def _meet(one: Component, other: Component) -> bool:
    most = np.minimum(count_law(one).most, count_law(other).most)
    return _total(one) == _total(other) and bool(np.sum(most) >= _total(one))
