"""From a pair of distributions to a number: proofs of infinity, closed forms, then numerical rules."""

from __future__ import annotations

import math
from typing import Any

from kltools.distributions.closed_form_pair import kl_in_closed_form
from kltools.distributions.cubature import integrate_vectors
from kltools.distributions.flat_mixture import FlatMixture, check_pair, flatten, same
from kltools.distributions.infinite_by_supports import mass_outside
from kltools.distributions.infinite_by_tails import infinite_by_tails
from kltools.distributions.integrands import Kernel, kl
from kltools.distributions.lattice_sums import sum_kernel
from kltools.distributions.quadrature import integrate


def pair(p: Any, q: Any) -> tuple[FlatMixture, FlatMixture]:
    """Return both distributions as components, after checking that they live on one space."""
    views = flatten(p, "p"), flatten(q, "q")
    check_pair(*views)
    return views


def numerical(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str, floor: float = 1e-20
) -> tuple[float, float]:
    """Add up a kernel by the rule for these distributions: a sum, quadrature or cubature."""
    if p.discrete:
        return sum_kernel(p, q, kernel, quantity, floor)
    if p.dimension > 1:
        return integrate_vectors(p, q, kernel, quantity, floor)
    return integrate(p, q, kernel, quantity, floor)


def kl_in_nats(p: FlatMixture, q: FlatMixture) -> float:
    """Return D(p||q) by the first way that settles it."""
    if same(p, q):
        return 0.0
    if mass_outside(p, q):
        return math.inf
    if p.single is not None and p.single.is_point_mass:
        return max(0.0, -float(q.log_density(0.0, p.single.support[0])))
    if p.single is not None and q.single is not None:
        value = kl_in_closed_form(p.single, q.single)
        if value is not None:
            return value
    return _kl_inside(p, q)[0]


def kl_by_quadrature(p: FlatMixture, q: FlatMixture) -> tuple[float, float]:
    """Return D(p||q) and an error estimate without using any closed form."""
    return (math.inf, 0.0) if mass_outside(p, q) else _kl_inside(p, q)


def _kl_inside(p: FlatMixture, q: FlatMixture) -> tuple[float, float]:
    """Return D(p||q) and an error estimate where the support of q covers that of p."""
    if infinite_by_tails(p, q):
        return math.inf, 0.0
    value, error = numerical(p, q, kl, "D(p||q)")
    return max(0.0, value), error
