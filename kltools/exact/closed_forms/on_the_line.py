"""Closed forms on the whole line: normal, Laplace, Cauchy, logistic and Gumbel laws.

Each has a location mu and a scale; a normal's is its standard deviation. Gumbel's distribution function is
exp(-exp(-(x - mu)/scale)).

References
----------
T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, chapters 8 and 9.
M. Gil, F. Alajaji and T. Linder, Rényi divergence measures for commonly used univariate continuous distributions,
Information Sciences 249, 2013, table 2.
S. Kullback, Information Theory and Statistics, 1959, chapter 9.
F. C. Leone, L. S. Nelson and R. B. Nottingham, The folded normal distribution, Technometrics 3, 1961.
F. Chyzak and F. Nielsen, A closed-form formula for the Kullback-Leibler divergence between Cauchy distributions,
arXiv:1905.10965, 2019.
T. van Erven and P. Harremoës, Rényi divergence and Kullback-Leibler divergence, IEEE Trans. Inf. Theory 60, 2014.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.closed_forms.registry import closed_form
from kltools.exact.exact_numbers import log_ratio

_HALF = sp.Rational(1, 2)


@closed_form("kl", "normal", "normal", source="Kullback 1959, chapter 9")
def _normals(mu_p: Any, sigma_p: Any, mu_q: Any, sigma_q: Any) -> Any:
    return log_ratio(sigma_q, sigma_p) + (sigma_p**2 + (mu_p - mu_q) ** 2) / (2 * sigma_q**2) - _HALF


@closed_form("renyi", "normal", "normal", condition="the variance v is above 0", source="van Erven and Harremoës 2014")
def _renyi_of_normals(mu_p: Any, sigma_p: Any, mu_q: Any, sigma_q: Any, alpha: Any) -> Any:
    v = (1 - alpha) * sigma_p**2 + alpha * sigma_q**2
    logs = sp.log(v) / 2 - (1 - alpha) * sp.log(sigma_p) - alpha * sp.log(sigma_q)
    return alpha * (mu_p - mu_q) ** 2 / (2 * v) + logs / (1 - alpha)


@closed_form("entropy", "normal")
def _entropy_of_normal(mu: Any, sigma: Any) -> Any:
    return sp.log(sigma) + sp.log(2 * sp.pi) / 2 + _HALF


@closed_form("kl", "laplace", "laplace", source="the mean of |x − m| under a Laplace density")
def _laplaces(mu_p: Any, scale_p: Any, mu_q: Any, scale_q: Any) -> Any:
    gap = sp.Abs(mu_p - mu_q)
    return log_ratio(scale_q, scale_p) + gap / scale_q + scale_p / scale_q * sp.exp(-gap / scale_p) - 1


@closed_form("entropy", "laplace")
def _entropy_of_laplace(mu: Any, scale: Any) -> Any:
    return 1 + sp.log(2 * scale)


@closed_form("kl", "normal", "laplace", source="the mean of a folded normal")
def _normal_from_laplace(mu_p: Any, sigma_p: Any, mu_q: Any, scale_q: Any) -> Any:
    gap = (mu_p - mu_q) / sigma_p
    spread = sp.sqrt(2 / sp.pi) * sp.exp(-(gap**2) / 2) + gap * sp.erf(gap / sp.sqrt(2))
    return sp.log(2 * scale_q) + sigma_p * spread / scale_q - _entropy_of_normal(mu_p, sigma_p)


@closed_form("kl", "uniform", "laplace", source="the mean of |x − m|, cut where it turns")
def _uniform_from_laplace(low_p: Any, high_p: Any, mu_q: Any, scale_q: Any) -> Any:
    turn = sp.Min(sp.Max(mu_q, low_p), high_p)  # mu_q may lie outside the interval
    distances = mu_q * (2 * turn - low_p - high_p) + (low_p**2 + high_p**2) / 2 - turn**2
    return log_ratio(2 * scale_q, high_p - low_p) + distances / (scale_q * (high_p - low_p))


@closed_form("kl", "cauchy", "cauchy", source="Chyzak and Nielsen 2019")
def _cauchys(mu_p: Any, scale_p: Any, mu_q: Any, scale_q: Any) -> Any:
    return sp.log(((scale_p + scale_q) ** 2 + (mu_p - mu_q) ** 2) / (4 * scale_p * scale_q))


@closed_form("kl", "cauchy", "normal", source="a Cauchy law has no mean of |x|")
@closed_form("kl", "cauchy", "laplace", source="a Cauchy law has no mean of |x|")
def _cauchy_from_thinner_tails(mu_p: Any, scale_p: Any, mu_q: Any, scale_q: Any) -> Any:
    return sp.oo


@closed_form("entropy", "cauchy")
def _entropy_of_cauchy(mu: Any, scale: Any) -> Any:
    return sp.log(4 * sp.pi * scale)


@closed_form("kl", "logistic", "logistic", source="its distribution function as the variable; 0 where p = q")
def _logistics(mu_p: Any, mu_q: Any, scale: Any) -> Any:
    shift = (mu_p - mu_q) / scale
    return shift * sp.coth(shift / 2) - 2


@closed_form("kl", "gumbel", "gumbel", source="E g = γ, E exp(−t g) = Γ(1 + t), g standard Gumbel")
def _gumbels(mu_p: Any, scale_p: Any, mu_q: Any, scale_q: Any) -> Any:
    ratio, lifted = scale_p / scale_q, sp.exp((mu_q - mu_p) / scale_q) * sp.gamma(1 + scale_p / scale_q) - 1
    return log_ratio(scale_q, scale_p) + sp.EulerGamma * (ratio - 1) + (mu_p - mu_q) / scale_q + lifted
