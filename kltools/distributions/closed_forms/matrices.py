"""Families with a matrix among their parameters: multivariate normal, Wishart, inverse Wishart.

These are exponential families too. Their Bregman divergences are evaluated by factorisation, with the slack of each
eigenvalue, since the precision of `precision.evaluate_to_double` would cost minutes for a large matrix.

References
----------
S. Kullback, Information Theory and Statistics, 1959, chapter 9.
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of Cognitive
Neurology, University College London, 2001.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from scipy import stats
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.closed_forms.precision import evaluate_to_double
from kltools.distributions.closed_forms.registry import ClosedForm, add
from kltools.distributions.component import Component
from kltools.distributions.remainders import log1p_remainder


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


def _by_bartlett(p: Any, q: Any) -> float:
    """D of two 2 x 2 Wisharts, integrated over the independent entries of Bartlett's triangular factor of p."""
    root = np.linalg.cholesky(p.scale)
    logs = np.linspace(-30.0, 6.0, 145)  # the logarithms of two chi-square variables, by the trapezoid rule
    nodes, weights = np.polynomial.hermite_e.hermegauss(2)  # the third entry is normal, the integrand a square in it
    u, v, z = (one.ravel() for one in np.meshgrid(logs, logs, nodes, indexing="ij"))
    chance = [np.exp(stats.chi2(n).logpdf(np.exp(logs)) + logs) * (logs[1] - logs[0]) for n in (p.df, p.df - 1)]
    share = np.einsum("i,j,k->ijk", *chance, weights / math.sqrt(2 * math.pi)).ravel()
    kept = share > 1e-16
    factor = np.zeros((2, 2, int(kept.sum())))
    factor[0, 0], factor[1, 0], factor[1, 1] = np.exp(u[kept] / 2), z[kept], np.exp(v[kept] / 2)
    lower = np.einsum("ij,jkn->ikn", root, factor)
    matrices = np.einsum("ikn,jkn->ijn", lower, lower)
    return float(share[kept] @ (p.logpdf(matrices) - q.logpdf(matrices)))


def _of_the_inverse(p: Any, q: Any) -> float:
    """D of two inverse Wisharts as that of the Wisharts of the inverses: an invertible map leaves it as it is."""
    inverses = [stats.wishart(one.df, np.linalg.inv(one.scale)) for one in (p, q)]
    return _by_bartlett(*inverses)


_NORMALS = (
    {"mean": [0.0, 0.0], "cov": [[1.0, 0.3], [0.3, 2.0]]},
    {"mean": [1.0, -0.5], "cov": [[2.0, -0.4], [-0.4, 1.0]]},
)
_WISHARTS = ({"df": 4.0, "scale": [[1.0, 0.3], [0.3, 2.0]]}, {"df": 5.5, "scale": [[0.5, 0.1], [0.1, 1.0]]})
_WISHART_KL = (
    r"\tfrac{n_q}{2} \log\frac{\det V_q}{\det V_p} + \tfrac{n_p}{2} \left(\operatorname{tr} V_q^{-1} V_p - d\right)"
    r" + \log\frac{\Gamma_d(n_q/2)}{\Gamma_d(n_p/2)} + \tfrac{n_p - n_q}{2}\, \psi_d(n_p/2)"
)

add(
    ClosedForm(
        "multivariate_normal",
        "multivariate_normal",
        _multivariate_normal,
        r"\tfrac12 \left(\operatorname{tr} \Sigma_q^{-1} \Sigma_p - d - \log\frac{\det \Sigma_p}{\det \Sigma_q}"
        r" + (\mu_p - \mu_q)^{\mathsf T} \Sigma_q^{-1} (\mu_p - \mu_q)\right)",
        condition="equal d",
        statistics=r"x,\ x x^{\mathsf T}",
        source="Kullback 1959, chapter 9",
        example=_NORMALS,
    )
)
add(
    ClosedForm(
        "wishart",
        "wishart",
        _wishart,
        _WISHART_KL,
        condition="equal d",
        statistics=r"\log\det x,\ x",
        source="Penny 2001",
        example=_WISHARTS,
        check=_by_bartlett,
    )
)
add(
    ClosedForm(
        "invwishart",
        "invwishart",
        _inverse_wishart,
        _WISHART_KL + r",\ V = \Psi^{-1}",
        condition="equal d",
        statistics=r"\log\det x,\ x^{-1}",
        source="Wishart, through the inverse",
        example=_WISHARTS,
        check=_of_the_inverse,
    )
)
