"""Whole families of divergences: Rényi's, by an order, and Csiszár's, by a convex function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from kltools.arguments import Array, log_of_base, real_option
from kltools.distributions import integrands
from kltools.distributions.dispatch import kl_in_nats, numerical, pair
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import same
from kltools.distributions.infinite_by_supports import disjoint, mass_outside
from kltools.distributions.renyi_of_normals import normal_renyi
from kltools.pmfs import check_f, slope_of, values_of


def renyi_divergence(p: Any, q: Any, alpha: float, *, base: float | None = None) -> float:
    """Rényi divergence of order alpha: log of the integral of p^alpha q^(1 - alpha), over alpha - 1.

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`, in at most three dimensions.
    alpha : float
        The order, a positive finite number; 1 gives `kl_divergence`.
    base : float, optional
        Base of the logarithm, above 1. Nats unless given.

    Returns
    -------
    float
        Non-negative; infinite where the supports prove it.

    Raises
    ------
    TypeError, ValueError
        As for `kl_divergence`, and if alpha is not a positive finite number.
    OverflowError
        If the value for two normals is finite but above the largest floating-point number.
    QuadratureError
        If integration cannot vouch for its answer; so too where the integral diverges, for alpha > 1.

    References
    ----------
    T. van Erven and P. Harremoës, Rényi divergence and Kullback-Leibler divergence, IEEE Trans. Inf.
    Theory 60, 2014.

    Examples
    --------
    >>> from scipy import stats
    >>> round(renyi_divergence(stats.norm(0, 1), stats.norm(1, 1), 2), 10)
    1.0
    """
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


def f_divergence(p: Any, q: Any, f: Callable[[Array], Array], *, slope_at_infinity: float | None = None) -> float:
    """Csiszár's f-divergence: the integral of q f(p/q).

    Parameters
    ----------
    p, q : distributions
        As for `kl_divergence`, in at most three dimensions.
    f : callable
        Convex on [0, inf) with f(1) = 0; takes and returns arrays of one shape. f(0) is used where p = 0 < q.
    slope_at_infinity : float, optional
        The limit of f(t)/t as t grows: what a unit of p's mass counts where q = 0. It may be infinite.

    Returns
    -------
    float
        The integral or sum.

    Raises
    ------
    ValueError
        If f(1) is not 0, or p has mass where q has none and `slope_at_infinity` is not given.
    TypeError, QuadratureError
        As for `kl_divergence`.

    References
    ----------
    I. Csiszár, Information-type measures of difference of probability distributions and indirect
    observations, Studia Sci. Math. Hungar. 2, 1967.

    Examples
    --------
    >>> from scipy import stats
    >>> round(f_divergence(stats.norm(0, 1), stats.norm(1, 1), lambda t: abs(t - 1) / 2), 10)
    0.3829249225
    """
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
        at_zero = float(values_of(f, np.zeros(1))[0])
        if at_zero == math.inf:
            return math.inf
    value, _ = numerical(*views, integrands.f_of(f, slope_at_infinity), "f-divergence", 1e-13)
    return value
