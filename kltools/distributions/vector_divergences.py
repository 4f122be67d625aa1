"""Closed forms of vectors and matrices in floats: normals and Wisharts by factorisation, PMFs as PMFs.

Normals and Wisharts are sums of the slacks of eigenvalues, since the many bits of `precision.evaluate_to_double` would
cost minutes for a large matrix. The tests hold each function to the expression of `kltools.exact`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.covariances import benign, common_axes, factorise, is_singular, whiten
from kltools.distributions.precision import evaluate_to_double
from kltools.pmfs import kl_divergence as pmf_kl
from kltools.pmfs import log1p_remainder


def _sum_of_slacks(p: Component, q: Component, matrices: tuple[Array, Array], excess: float = 0.0) -> float:
    """tr M - d - log det M for M = (1 + excess) matrix_q^-1 matrix_p: the sum of its eigenvalues' slacks."""
    matrix_p, matrix_q = matrices
    factor_p, factor_q = factorise(matrix_p, p.label), factorise(matrix_q, q.label)
    if not benign(factor_p, factor_q):
        return _in_many_bits(whiten(matrix_p, matrix_q, np.zeros(len(matrix_p)), (p.label, q.label)).excess, excess)
    units, root = factor_q.units, np.linalg.cholesky(matrix_q / factor_q.units[:, None] / factor_q.units)
    half = solve_triangular(root, (matrix_p - matrix_q) / units[:, None] / units, lower=True, check_finite=False)
    change = solve_triangular(root, half.T, lower=True, check_finite=False)
    eigenvalues = excess + (1.0 + excess) * np.linalg.eigvalsh((change + change.T) / 2.0)
    if np.max(np.abs(eigenvalues)) < 0.5:
        return math.fsum(log1p_remainder(float(e)) for e in eigenvalues)
    scaled = solve_triangular(root, factor_p.lower / units[:, None], lower=True)
    logs = factor_p.logs_over(factor_q)
    return (
        (1.0 + excess) * float(np.sum(scaled * scaled)) - len(logs) * (1.0 + math.log1p(excess)) - 2.0 * math.fsum(logs)
    )


def _in_many_bits(excesses: Sequence[Any], excess: float) -> float:
    """The sum of the slacks of (1 + excess) (1 + e), e being eigenvalues less 1."""

    def total() -> Any:
        ratios = [(1 + mpmath.mpf(excess)) * (1 + e) for e in excesses]
        return mpmath.fsum(ratio - 1 - mpmath.log(ratio) for ratio in ratios)

    return evaluate_to_double(total, 600)


def _multivariate_normal(p: Component, q: Component) -> float:
    """Half the sum of slacks of the covariances, and half the squared distance of the means in q's measure."""
    cov_p, cov_q = p.parameters["cov"], q.parameters["cov"]
    difference = p.parameters["mean"] - q.parameters["mean"]
    if is_singular(q):
        kept = common_axes(p, q)
        assert kept is not None  # else the supports have proved D infinite
        cov_p, cov_q = (cov[np.ix_(kept, kept)] for cov in (cov_p, cov_q))
        difference = difference[kept]
    if not difference.size:
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        spread = _sum_of_slacks(p, q, (cov_p, cov_q))
        return max(0.0, spread / 2.0 + _squared_distance(difference, cov_q, q.label) / 2.0)


def _squared_distance(difference: Array, cov: Array, label: str) -> float:
    """The square of a vector in the measure of a covariance matrix."""
    factor = factorise(cov, label)
    if benign(factor):
        assert factor.root is not None
        shift = solve_triangular(factor.root, difference / factor.units, lower=True)
        return float(shift @ shift)
    return float(mpmath.fsum(m**2 for m in whiten(cov, cov, difference, (label, label)).shift))


def _wishart(p: Component, q: Component) -> float:
    """D of the scale matrices as they stand."""
    return _wishart_kl(p, q, (p.parameters["scale"], q.parameters["scale"]))


def _inverse_wishart(p: Component, q: Component) -> float:
    """The inverse matrices are Wishart with the inverse scales, whose ratio has the eigenvalues of scale_p^-1 scale_q."""
    return _wishart_kl(p, q, (q.parameters["scale"], p.parameters["scale"]))


def _wishart_kl(p: Component, q: Component, scales: tuple[Array, Array]) -> float:
    """As for the gamma: n_q/2 times the slack of the ratio of the means n V, and D between equal means."""
    n_p, n_q = float(p.parameters["df"]), float(q.parameters["df"])
    means = _sum_of_slacks(p, q, scales, (n_p - n_q) / n_q)
    return max(0.0, n_q / 2.0 * means + _equal_means(n_p, n_q, len(scales[0])))


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


def _table(p: Component, q: Component) -> float:
    """The PMFs over the union of their outcomes."""
    outcomes = np.union1d(p.parameters["xk"], q.parameters["xk"])
    aligned = np.zeros((2, outcomes.size))
    for row, component in zip(aligned, (p, q), strict=True):
        row[np.searchsorted(outcomes, component.parameters["xk"])] = component.parameters["pk"]
    return float(pmf_kl(*aligned))


def _multinomial(p: Component, q: Component) -> float:
    """n draws are independent, so n times the divergence of one."""
    return float(p.parameters["n"] * pmf_kl(p.parameters["p"], q.parameters["p"]))


IN_FLOATS: Mapping[str, Callable[[Component, Component], float]] = {
    "multivariate_normal": _multivariate_normal,
    "wishart": _wishart,
    "invwishart": _inverse_wishart,
    "rv_sample": _table,
    "multinomial": _multinomial,
}
"""SciPy's name of a family to D(p||q) of two of its members in nats."""
