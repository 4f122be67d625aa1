"""Closed forms for normal, log-normal and multivariate normal distributions.

References
----------
S. Kullback, Information Theory and Statistics, 1959, chapter 9.
T. van Erven and P. Harremoës, Rényi divergence and Kullback-Leibler divergence, IEEE Trans. Inf.
Theory 60, 2014.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg import solve_triangular

from .frozen import Component
from .registry import register
from .slack import log_quotient, log_slack


def normal_kl(mean_p: float, sd_p: float, mean_q: float, sd_q: float) -> float:
    """Return D of two normals: [r^2 - 1 - log r^2]/2 + (shift / sd_q)^2 / 2 with r = sd_p/sd_q."""
    shift = (mean_p - mean_q) / sd_q
    d = ((sd_p - sd_q) / sd_q) * ((sd_p + sd_q) / sd_q)
    if -0.5 < d < 1e300:
        return log_slack(d) / 2.0 + shift * shift / 2.0
    return d / 2.0 - log_quotient(sd_p, sd_q) + shift * shift / 2.0


def normal_renyi(mean_p: float, sd_p: float, mean_q: float, sd_q: float, alpha: float) -> float:
    """Return the Rényi divergence of two normals, alpha not 1 (van Erven and Harremoës 2014, equation 10).

    With d = sd_p^2/sd_q^2 - 1 the variance ratio of the tilted density is 1 + (1 - alpha) d; where it is
    not positive the integral diverges. g(d) = d - log(1 + d) is the slack of the logarithm.
    """
    shift = (mean_p - mean_q) / sd_q
    d = ((sd_p - sd_q) / sd_q) * ((sd_p + sd_q) / sd_q)
    tilted = 1.0 + (1.0 - alpha) * d
    if tilted <= 0:
        return math.inf
    if -0.5 < d < 1e300:
        spread = log_slack(d) - log_slack((1.0 - alpha) * d) / (1.0 - alpha)
    else:
        spread = math.log(tilted) / (1.0 - alpha) - 2.0 * log_quotient(sd_p, sd_q)
    return max(0.0, (alpha * shift * shift / tilted + spread) / 2.0)


@register("norm", "norm")
def _normal(p: Component, q: Component) -> float:
    return normal_kl(p.loc, p.scale, q.loc, q.scale)


@register("lognorm", "lognorm")
def _lognormal(p: Component, q: Component) -> float | None:
    # D does not change under x -> log(x - loc), which makes both normal.
    if p.loc != q.loc:
        return None
    near = 0.5 < p.scale / q.scale < 2.0
    shift = math.log1p((p.scale - q.scale) / q.scale) if near else log_quotient(p.scale, q.scale)
    return normal_kl(shift, p.shapes["s"], 0.0, q.shapes["s"])


@register("multivariate_normal", "multivariate_normal")
def _multivariate_normal(p: Component, q: Component) -> float:
    """Half the sum of e - log(1 + e) over the eigenvalues e of L^-1 (S_p - S_q) L^-T, S_q = L L^T."""
    cov_p, cov_q = (np.asarray(c.parameters["cov"], dtype=float) for c in (p, q))
    try:
        root_p, root_q = np.linalg.cholesky(cov_p), np.linalg.cholesky(cov_q)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"p = {p.label} and q = {q.label} both have singular covariance matrices, so neither has a "
            "density on the whole space; write both in coordinates of the subspace that they fill"
        ) from None
    with np.errstate(over="ignore", invalid="ignore"):
        shift = solve_triangular(root_q, p.parameters["mean"] - q.parameters["mean"], lower=True)
        half = solve_triangular(root_q, cov_p - cov_q, lower=True)
        change = solve_triangular(root_q, half.T, lower=True)
        eigenvalues = np.linalg.eigvalsh((change + change.T) / 2.0)
        if np.max(np.abs(eigenvalues)) < 0.5:
            spread = math.fsum(log_slack(float(e)) for e in eigenvalues)
        else:
            scaled = solve_triangular(root_q, root_p, lower=True)
            logs = np.log(np.diag(root_p)) - np.log(np.diag(root_q))
            spread = float(np.sum(scaled * scaled)) - len(logs) - 2.0 * math.fsum(logs)
        return max(0.0, spread / 2.0 + float(shift @ shift) / 2.0)
