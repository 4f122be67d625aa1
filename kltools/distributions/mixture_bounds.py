"""Bounds of D(p||q) in closed form for mixtures of normals, in any number of dimensions.

With p the mixture of f_a by weights u_a and q that of g_b by weights v_b, H(f_a) the entropies of p's components:

- E_p log q >= sum_a u_a (log sum_b v_b exp(-D(f_a||g_b)) - H(f_a)), by Jensen's inequality, for each b in its own share [1]_.
  The same with p for q bounds E_p log p from below.
- E_p log q <= sum_a u_a log sum_b v_b ∫ f_a g_b, by Jensen's inequality; the integral is a normal density [2]_.
- E_p log p <= sum_a u_a (log sum_c u_c exp(-B(f_a, f_c)) - H(f_a)), B the Bhattacharyya distance [3]_.
- D(p||q) <= sum_ab s_ab (log(s_ab/t_ab) + D(f_a||g_b)) for any s and t of sums u_a and v_b: the divergence of pairs of a
  label and an outcome, which forgetting the label lowers [1]_. Alternating minima in s and in t make it as low as it gets.

References
----------
.. [1] J. R. Hershey and P. A. Olsen, "Approximating the Kullback Leibler divergence between Gaussian mixture models",
   ICASSP 2007.
.. [2] J.-L. Durrieu, J.-P. Thiran and F. Kelly, "Lower and upper bounds for approximation of the Kullback-Leibler divergence
   between Gaussian mixture models", ICASSP 2012.
.. [3] A. Kolchinsky and B. D. Tracey, "Estimating mixture entropy with pairwise distances", Entropy 19 (2017).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.dispatch import kl_in_nats, pair
from kltools.distributions.elliptical import Elliptical
from kltools.distributions.flat_mixture import FlatMixture, same
from kltools.distributions.renyi_of_normals import normal_renyi, normals_renyi

#: How often the upper bound of pairs is lowered at most, and the relative gain at which it stops.
_ROUNDS, _GAIN = 200, 1e-10


class KLBounds(NamedTuple):
    """Two numbers between which D(p||q) lies, in nats."""

    lower: float
    upper: float


def kl_bounds(p: Any, q: Any) -> KLBounds:
    """Bounds of D(p||q) for normals and mixtures of them, in any number of dimensions.

    Parameters
    ----------
    p, q : distributions
        Normals (``scipy.stats.norm``, ``multivariate_normal``) or mixtures of them, with as many coordinates each.

    Returns
    -------
    KLBounds
        ``lower <= D(p||q) <= upper``, in nats: the better of each kind of bound that is known in closed form. They are
        equal for two normals, and close where the components of each mixture hardly overlap.

    Raises
    ------
    TypeError, ValueError
        As for `kltools.kl_divergence`; a ValueError too for a component that is not normal or has a singular covariance.

    Notes
    -----
    The time grows with the product of the numbers of components, and no integral is computed. The derivations stand at the
    head of this module; for a number between the bounds, `kltools.estimators.sampled_kl` draws samples of p.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools import Mixture
    >>> p = Mixture([stats.norm(-3), stats.norm(3)], [0.5, 0.5])
    >>> bounds = kl_bounds(p, stats.norm(0, 3))
    >>> round(bounds.lower, 3), round(bounds.upper, 3)
    (0.408, 0.472)
    """
    views = pair(p, q)
    for name, view in zip("pq", views, strict=True):
        _check_normal(name, view)
    if same(*views) or all(view.single is not None for view in views):
        value = kl_in_nats(*views)
        return KLBounds(value, value)
    first, second = views
    between = _table(first, second, _kl)
    if not np.all(np.isfinite(between)):
        raise ValueError("p or q has components so far apart that a divergence is above every float; rescale them")
    within, own = _table(first, first, _kl), _table(first, first, _bhattacharyya)
    overlap = _table(first, second, _log_overlap)
    entropies = np.array([_elliptical(c).entropy() for c in first.components])
    u, log_u, log_v = np.array(first.weights), np.log(first.weights), np.log(second.weights)
    lower_self = float(u @ (logsumexp(log_u - within, axis=1) - entropies))
    upper_self = float(u @ (logsumexp(log_u - own, axis=1) - entropies))
    lower_cross = float(u @ (logsumexp(log_v - between, axis=1) - entropies))
    upper_cross = float(u @ logsumexp(log_v + overlap, axis=1))
    upper = min(upper_self - lower_cross, _of_pairs(log_u, log_v, between))
    return KLBounds(max(0.0, lower_self - upper_cross), max(0.0, upper))


def _of_pairs(log_u: Array, log_v: Array, between: Array) -> float:
    """The upper bound by the divergence of pairs, at the best s and t that alternating minima find."""
    log_t = log_v - math.log(len(log_u)) + np.zeros_like(between)
    best = math.inf
    for _ in range(_ROUNDS):
        log_s = log_t - between
        log_s += log_u[:, None] - logsumexp(log_s, axis=1, keepdims=True)
        log_t = log_v + log_s - logsumexp(log_s, axis=0)
        value = float(np.sum(np.exp(log_s) * (log_s - log_t + between)))
        if best - value <= _GAIN * abs(value):
            return min(best, value)
        best = value
    return best


def _table(rows: FlatMixture, columns: FlatMixture, entry: Any) -> Array:
    """A function of each component of one mixture and each of another."""
    return np.array([[entry(a, b) for b in columns.components] for a in rows.components])


def _kl(a: Component, b: Component) -> float:
    return kl_in_nats(FlatMixture(a.label, (1.0,), (a,)), FlatMixture(b.label, (1.0,), (b,)))


def _bhattacharyya(a: Component, b: Component) -> float:
    """Half the Rényi divergence of order 1/2."""
    if a is b:
        return 0.0
    return (normal_renyi if a.dimension == 1 else normals_renyi)(a, b, 0.5) / 2.0


def _log_overlap(a: Component, b: Component) -> float:
    """log ∫ f_a f_b, the density of the difference of both at 0."""
    one, two = _elliptical(a), _elliptical(b)
    sum_of_both = Elliptical(one.mean, one.cov + two.cov, math.inf, a.label)
    return float(sum_of_both.log_density(two.mean, np.zeros(a.dimension)))


def _elliptical(component: Component) -> Elliptical:
    if component.dimension > 1:
        elliptical: Elliptical = component.source
        return elliptical
    return Elliptical(np.array([component.loc]), np.array([[component.scale**2]]), math.inf, component.label)


def _check_normal(name: str, view: FlatMixture) -> None:
    for c in view.components:
        if c.family not in ("norm", "multivariate_normal"):
            raise ValueError(
                f"{name} contains {c.label}, but these bounds are for normals and mixtures of them; draw samples, see "
                "kltools.estimators.sampled_kl"
            )
        if c.dimension > 1 and c.source.factor.root is None:
            raise ValueError(
                f"{name} contains {c.label} with a singular covariance matrix, which has no density on the whole space; "
                "write it in coordinates of the subspace that it fills"
            )
