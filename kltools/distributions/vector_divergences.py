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
from kltools.distributions.precision import evaluate_to_double
from kltools.distributions.tables import aligned
from kltools.pmfs import kl_divergence as pmf_kl
from kltools.pmfs import log1p_remainder


def _roots(p: Component, q: Component, name: str) -> tuple[Array, Array]:
    """Cholesky factors of a matrix parameter of both, or an error that says what is singular."""
    try:
        first, second = (np.linalg.cholesky(np.asarray(c.parameters[name], dtype=float)) for c in (p, q))
    except np.linalg.LinAlgError:
        raise ValueError(
            f"p = {p.label} and q = {q.label} both have singular matrices, so neither has a density "
            "on the whole space; write both in coordinates of the subspace that they fill"
        ) from None
    return first, second


def _matrix_slack(matrix_p: Array, matrix_q: Array, root_p: Array, root_q: Array, excess: float = 0.0) -> float:
    """tr M - d - log det M for M = (1 + excess) matrix_q^-1 matrix_p: the sum of its eigenvalues' slacks."""
    half = solve_triangular(root_q, matrix_p - matrix_q, lower=True)
    change = solve_triangular(root_q, half.T, lower=True)
    eigenvalues = excess + (1.0 + excess) * np.linalg.eigvalsh((change + change.T) / 2.0)
    if np.max(np.abs(eigenvalues)) < 0.5:
        return math.fsum(log1p_remainder(float(e)) for e in eigenvalues)
    scaled = solve_triangular(root_q, root_p, lower=True)
    logs = np.log(np.diag(root_p)) - np.log(np.diag(root_q))
    return (
        (1.0 + excess) * float(np.sum(scaled * scaled)) - len(logs) * (1.0 + math.log1p(excess)) - 2.0 * math.fsum(logs)
    )


def _multivariate_normal(p: Component, q: Component) -> float:
    """Half the matrix slack of the covariances, and half the squared distance of the means in q's measure."""
    root_p, root_q = _roots(p, q, "cov")
    with np.errstate(over="ignore", invalid="ignore"):
        shift = solve_triangular(root_q, p.parameters["mean"] - q.parameters["mean"], lower=True)
        spread = _matrix_slack(p.parameters["cov"], q.parameters["cov"], root_p, root_q)
        return max(0.0, spread / 2.0 + float(shift @ shift) / 2.0)


def _wishart(p: Component, q: Component) -> float:
    """D of the scale matrices as they stand."""
    return _wishart_kl(p, q, p.parameters["scale"], q.parameters["scale"], *_roots(p, q, "scale"))


def _inverse_wishart(p: Component, q: Component) -> float:
    """The inverse matrices are Wishart with the inverse scales, whose ratio has the eigenvalues of scale_p^-1 scale_q."""
    root_p, root_q = _roots(p, q, "scale")
    return _wishart_kl(p, q, q.parameters["scale"], p.parameters["scale"], root_q, root_p)


def _wishart_kl(p: Component, q: Component, scale_p: Array, scale_q: Array, root_p: Array, root_q: Array) -> float:
    """As for the gamma: n_q/2 times the slack of the ratio of the means n V, and D between equal means."""
    n_p, n_q = float(p.parameters["df"]), float(q.parameters["df"])
    means = _matrix_slack(scale_p, scale_q, root_p, root_q, (n_p - n_q) / n_q)
    return max(0.0, n_q / 2.0 * means + _equal_means(n_p, n_q, len(root_p)))


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
    return float(pmf_kl(*aligned(p, q)))


def _multinomial(p: Component, q: Component) -> float:
    """n draws are independent, so n times the divergence of one."""
    n = p.parameters["n"]
    return float(n * pmf_kl(p.parameters["p"], q.parameters["p"])) if n else 0.0


IN_FLOATS: Mapping[str, Callable[[Component, Component], float]] = {
    "multivariate_normal": _multivariate_normal,
    "wishart": _wishart,
    "invwishart": _inverse_wishart,
    "rv_sample": _table,
    "multinomial": _multinomial,
}
"""SciPy's name of a family to D(p||q) of two of its members in nats."""
