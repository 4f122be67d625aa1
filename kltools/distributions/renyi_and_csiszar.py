"""Whole families of divergences: Rényi's, by an order, and Csiszár's, by a convex function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from kltools.arguments import Array, log_of_base, real_option
from kltools.distributions import integrands
from kltools.distributions.batches import of_each_pair
from kltools.distributions.dispatch import kl_in_nats, numerical, pair
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import same
from kltools.distributions.infinite_by_supports import disjoint, mass_outside
from kltools.distributions.renyi_of_normals import normal_renyi, normals_renyi
from kltools.pmfs import check_f, slope_of, values_with_limit


@of_each_pair
def renyi_divergence(p: Any, q: Any, alpha: float, *, base: float | None = None) -> float:
    """Rényi divergence of distributions, of a positive finite order; see `kltools.renyi_divergence`."""
    nats = log_of_base(base)
    alpha = real_option(alpha, "alpha", "the order is a number; give a positive finite one")
    if not 0.0 < alpha < math.inf:
        raise ValueError(f"alpha is {alpha}, but the order must be positive and finite; give one, such as 0.5 or 2")
    views = pair(p, q)
    if alpha == 1:
        return kl_in_nats(*views) / nats
    if same(*views):
        return 0.0
    if alpha > 1 and mass_outside(*views):
        return math.inf
    if all(v.single is not None and v.single.family == "norm" for v in views):
        return normal_renyi(views[0].components[0], views[1].components[0], alpha) / nats
    if all(v.single is not None and v.single.family == "multivariate_normal" for v in views):
        return normals_renyi(views[0].components[0], views[1].components[0], alpha) / nats
    if disjoint(*views):
        return math.inf
    name = f"Rényi divergence of order {alpha:g}"
    slack, _ = numerical(*views, integrands.renyi(alpha), name)
    if slack > -0.5:
        return max(0.0, math.log1p(slack) / (alpha - 1.0)) / nats
    affinity, _ = numerical(*views, integrands.renyi_affinity(alpha), name, 0.0)
    if affinity == 0.0:
        raise quadrature_error(name, views[0].label, views[1].label, "the overlap of p and q underflows")
    return math.log(affinity) / (alpha - 1.0) / nats


@of_each_pair
def f_divergence(p: Any, q: Any, f: Callable[[Array], Array], *, slope_at_infinity: float | None = None) -> float:
    """f-divergence of distributions; see `kltools.f_divergence`."""
    views = pair(p, q)
    check_f(f)
    slope_at_infinity = slope_of(slope_at_infinity)
    if mass_outside(*views):
        if slope_at_infinity is None:
            raise ValueError(
                "p has mass where q has none, which q f(p/q) leaves open; give slope_at_infinity, the limit "
                "of f(t)/t as t grows"
            )
        if slope_at_infinity == math.inf:
            return math.inf
    if mass_outside(views[1], views[0]):
        at_zero = float(values_with_limit(f, np.zeros(1))[0])
        if at_zero == math.inf:
            return math.inf
    value, _ = numerical(*views, integrands.f_of(f, slope_at_infinity), "f-divergence", 1e-13)
    return value
