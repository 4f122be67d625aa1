"""Closed forms of vectors and matrices in floats: normals and Wisharts by factorisation, PMFs as PMFs.

Normals and Wisharts are sums of the slacks of eigenvalues, since the many bits of `precision.evaluate_to_double` would
cost minutes for a large matrix. The tests hold each function to the expression of `kltools.exact`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.covariances import (
    Factor,
    Whitened,
    benign,
    factorise,
    relative_change,
    shared_factors,
    whiten,
)
from kltools.distributions.precision import evaluate_to_double, magnitude
from kltools.distributions.tables import aligned
from kltools.pmfs import kl_divergence as pmf_kl
from kltools.pmfs import log1p_remainder


def _sum_of_slacks(p: Factor, q: Factor, excess: float = 0.0) -> float:
    """tr M - d - log det M for M = (1 + excess) times q's matrix^-1 times p's: the sum of its eigenvalues' slacks."""
    if not benign(p, q):
        return _in_many_bits(whiten(p, q, np.zeros(len(p.units))), excess)
    assert q.root is not None
    change = relative_change(p, q)
    if np.all(np.isfinite(change)):
        eigenvalues = excess + (1.0 + excess) * np.linalg.eigvalsh(change)
        if np.max(np.abs(eigenvalues)) < 0.5:
            return math.fsum(log1p_remainder(float(e)) for e in eigenvalues)
    scaled = solve_triangular(q.root, p.lower / q.units[:, None], lower=True, check_finite=False)
    logs = p.logs_over(q)
    return (
        (1.0 + excess) * float(np.sum(scaled * scaled)) - len(logs) * (1.0 + math.log1p(excess)) - 2.0 * math.fsum(logs)
    )


def _in_many_bits(whitened: Whitened, excess: float) -> float:
    """The sum of the slacks of (1 + excess) (1 + e), e being eigenvalues less 1."""

    def total() -> Any:
        ratios = [(1 + mpmath.mpf(excess)) * (1 + e) for e in whitened.excess]
        return mpmath.fsum(ratio - 1 - mpmath.log(ratio) for ratio in ratios)

    return evaluate_to_double(total, whitened.bits)


def _multivariate_normal(p: Component, q: Component) -> float:
    """Half the sum of slacks of the covariances, and half the squared distance of the means in q's measure."""
    of_p, of_q, difference = shared_factors(p, q)
    if not difference.size:
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        return max(0.0, _sum_of_slacks(of_p, of_q) / 2.0 + _squared_distance(difference, of_q) / 2.0)


def _squared_distance(difference: Array, factor: Factor) -> float:
    """The square of a vector in the measure of a covariance matrix."""
    if benign(factor):
        assert factor.root is not None
        shift = solve_triangular(factor.root, difference / factor.units, lower=True, check_finite=False)
        return float(shift @ shift)
    return float(mpmath.fsum(m**2 for m in whiten(factor, factor, difference).shift))


def _scale_factors(p: Component, q: Component) -> tuple[Factor, Factor]:
    """The factors of both scale matrices, which SciPy has found not to be singular."""
    return factorise(p.parameters["scale"], p.label), factorise(q.parameters["scale"], q.label)


def _wishart(p: Component, q: Component) -> float:
    """D of the scale matrices as they stand."""
    return _wishart_kl(p, q, *_scale_factors(p, q))


def _inverse_wishart(p: Component, q: Component) -> float:
    """The inverse matrices are Wishart with the inverse scales, whose ratio has the eigenvalues of scale_p^-1 scale_q."""
    return _wishart_kl(p, q, *_scale_factors(p, q)[::-1])


def _wishart_kl(p: Component, q: Component, scale_p: Factor, scale_q: Factor) -> float:
    """As for the gamma: n_q/2 times the slack of the ratio of the means n V, and D between equal means."""
    n_p, n_q = float(p.parameters["df"]), float(q.parameters["df"])
    with np.errstate(over="ignore", invalid="ignore"):
        means = _sum_of_slacks(scale_p, scale_q, (n_p - n_q) / n_q)
    return max(0.0, n_q / 2.0 * means + _equal_means(n_p, n_q, len(scale_p.units)))


def _equal_means(n_p: float, n_q: float, size: int) -> float:
    """D between Wisharts of equal means: the Bregman divergence of log Gamma_d(n/2) - (n d/2) log(n/2) + n d/2."""
    if n_p == n_q:
        return 0.0
    one, two = mpmath.mpf(n_p) / 2, mpmath.mpf(n_q) / 2

    def potential(a: Any) -> Any:
        own = mpmath.fsum(mpmath.loggamma(a - mpmath.mpf(i) / 2) for i in range(size))
        return own - size * (a * mpmath.log(a) - a)

    def slope(a: Any) -> Any:
        return mpmath.fsum(mpmath.digamma(a - mpmath.mpf(i) / 2) for i in range(size)) - size * mpmath.log(a)

    return evaluate_to_double(lambda: potential(two) - potential(one) - slope(one) * (two - one))


def _von_mises_fisher(p: Component, q: Component) -> float:
    """The closed form, with the uniform law on the sphere as its limit at concentration 0."""
    kappa_p, kappa_q = (mpmath.mpf(one.parameters["kappa"]) for one in (p, q))
    order = mpmath.mpf(p.dimension) / 2 - 1

    def log_bessel(kappa: Any) -> Any:
        """The logarithm of the Bessel function over the power of kappa that it tends to."""
        if not kappa:
            return -order * mpmath.log(2) - mpmath.loggamma(order + 1)
        return mpmath.log(mpmath.besseli(order, kappa)) - order * mpmath.log(kappa)

    def divergence() -> Any:
        steps = [mpmath.mpf(a) - mpmath.mpf(b) for a, b in zip(p.parameters["mu"], q.parameters["mu"], strict=True)]
        apart = mpmath.fsum(step**2 for step in steps) / 2  # 1 less the cosine: both have length 1
        length = mpmath.besseli(order + 1, kappa_p) / mpmath.besseli(order, kappa_p) if kappa_p else mpmath.mpf(0)
        return log_bessel(kappa_q) - log_bessel(kappa_p) + length * (kappa_p - kappa_q + kappa_q * apart)

    return evaluate_to_double(divergence, magnitude([kappa_p, kappa_q]))


def _table(p: Component, q: Component) -> float:
    """The PMFs over the union of their outcomes."""
    return float(pmf_kl(*aligned(p, q)))


def _multinomial(p: Component, q: Component) -> float:
    """n draws are independent, so n times the divergence of one."""
    n = p.parameters["n"]
    return float(n * pmf_kl(p.parameters["p"], q.parameters["p"])) if n else 0.0


IN_FLOATS: Mapping[str, Callable[[Component, Component], float]] = {
    "multivariate_normal": _multivariate_normal,
    "wishart": _wishart,
    "invwishart": _inverse_wishart,
    "vonmises_fisher": _von_mises_fisher,
    "rv_sample": _table,
    "multinomial": _multinomial,
}
"""SciPy's name of a family to D(p||q) of two of its members in nats."""
