"""What the check column of the table of closed forms compares: two members of each family, and D by other means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import betaln, gammaln

from kltools.distributions import ClosedFormPair, kl_quadrature

VALUES: Mapping[str, tuple[float, float]] = {
    "loc": (1.0, 0.0), "scale": (1.5, 2.5), "a": (2.0, 3.0), "b": (3.5, 1.5), "c": (2.0, 1.5), "s": (0.5, 0.8),
    "df": (3.0, 5.0), "nu": (1.0, 2.5), "mu": (2.0, 3.5), "kappa": (2.0, 0.8), "lambda_": (0.5, 1.2),
    "n": (4, 7), "N": (5, 8), "low": (2, 0), "high": (5, 9), "p": (0.3, 0.6),
}  # fmt: skip
"""Of each of SciPy's parameters, the value for p and for q; what the two must have in common is p's for both."""

_NORMALS = (
    {"mean": [0.0, 0.0], "cov": [[1.0, 0.3], [0.3, 2.0]]},
    {"mean": [1.0, -0.5], "cov": [[2.0, -0.4], [-0.4, 1.0]]},
)
_WISHARTS = ({"df": 4.0, "scale": [[1.0, 0.3], [0.3, 2.0]]}, {"df": 5.5, "scale": [[0.5, 0.1], [0.1, 1.0]]})
EXAMPLES: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "pareto": ({"b": 2.0, "scale": 1.5}, {"b": 3.0}),
    "truncexpon": ({"b": 2.0, "scale": 0.5}, {"b": 4.0, "scale": 0.25}),
    "rv_discrete": ({"values": ([0, 1, 2], [0.2, 0.3, 0.5])}, {"values": ([0, 1, 2], [0.4, 0.4, 0.2])}),
    "multinomial": ({"n": 4, "p": [0.2, 0.3, 0.5]}, {"n": 4, "p": [0.4, 0.4, 0.2]}),
    "dirichlet": ({"alpha": [2.0, 3.0, 1.5]}, {"alpha": [1.2, 2.0, 3.0]}),
    "multivariate_normal": _NORMALS,
    "vonmises_fisher": ({"mu": [0.6, 0.0, 0.8], "kappa": 2.0}, {"mu": [0.0, 0.6, 0.8], "kappa": 3.5}),
    "wishart": _WISHARTS,
    "invwishart": _WISHARTS,
}
"""Families that these values do not suit: where p must start no earlier than q, a width is a product, or a
parameter is a vector or a matrix."""

NAMES = {"rv_sample": "rv_discrete"}
"""How a reader makes what SciPy calls by another name."""


def example(pair: ClosedFormPair) -> tuple[Any, Any]:
    """A p and a q of SciPy's to which a closed form applies."""
    names = [NAMES.get(name, name) for name in (pair.p_name, pair.q_name)]
    if names[0] == names[1] and names[0] in EXAMPLES:
        parameters: Any = EXAMPLES[names[0]]
    else:
        parameters = [
            {name: VALUES[name][place and name not in pair.shared] for name in law.reads}
            for place, law in enumerate((pair.p_law, pair.q_law))
        ]
    return tuple(getattr(stats, name)(**values) for name, values in zip(names, parameters, strict=True))


def _over_all_counts(p: Any, q: Any) -> float:
    """D of two multinomials of three outcomes, summed over every table of counts."""
    counts = [(i, j, p.n - i - j) for i in range(p.n + 1) for j in range(p.n + 1 - i)]
    log_p, log_q = p.logpmf(counts), q.logpmf(counts)
    return float(np.sum(np.exp(log_p) * (log_p - log_q)))


def _by_breaking_a_stick(p: Any, q: Any) -> float:
    """D of two Dirichlets of three shares: p's first share, and the second's part of the rest, are independent betas."""
    logits = np.linspace(-45.0, 45.0, 361)  # integrated by the trapezoid rule
    low, high = -np.logaddexp(0.0, -logits), -np.logaddexp(0.0, logits)  # the logarithms of a share and of the rest

    def chances(a: float, b: float) -> Any:
        return np.exp(a * low + b * high - betaln(a, b)) * (logits[1] - logits[0])

    one, two, three = p.alpha
    share = np.multiply.outer(chances(one, two + three), chances(two, three))
    log_shares = [low[:, None] + 0 * low, high[:, None] + low, high[:, None] + high]
    ratios = sum((a - b) * x for a, b, x in zip(p.alpha, q.alpha, log_shares, strict=True))
    constants = [gammaln(np.sum(c.alpha)) - np.sum(gammaln(c.alpha)) for c in (p, q)]
    return float(np.sum(share * ratios) + constants[0] - constants[1])


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


def _over_the_sphere(p: Any, q: Any) -> float:
    """D of two von Mises-Fisher laws on the sphere: Gauss-Legendre in the height, the trapezoid rule around it."""
    heights, weights = np.polynomial.legendre.leggauss(80)
    angles = np.arange(160) * math.pi / 80.0
    around = np.sqrt(1.0 - heights**2)[:, None]
    points = np.stack([around * np.cos(angles), around * np.sin(angles), heights[:, None] + 0 * angles], axis=-1)
    log_p, log_q = p.logpdf(points), q.logpdf(points)
    return float(weights @ np.sum(np.exp(log_p) * (log_p - log_q), axis=1) * math.pi / 80.0)


CHECKS: Mapping[str, Callable[[Any, Any], float]] = {
    "multinomial": _over_all_counts,
    "dirichlet": _by_breaking_a_stick,
    "vonmises_fisher": _over_the_sphere,
    "wishart": _by_bartlett,
    "invwishart": _of_the_inverse,
}
"""SciPy's name of a family for which `kl_quadrature` has no rule, to D(p||q) by numerical integration or summation."""


def by_other_means(pair: ClosedFormPair, p: Any, q: Any) -> float:
    """D(p||q) of two members by numerical integration or summation."""
    return CHECKS[pair.p_name](p, q) if pair.p_name in CHECKS else float(kl_quadrature(p, q)[0])
