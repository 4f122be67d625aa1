"""Closed forms of continuous families: D(p||q) and differential entropies.

The support of p lies in that of q wherever these are called. Sources: Cover & Thomas,
*Elements of Information Theory* (2006), chapters 8 and 9, for entropies and normals; Gil,
Alajaji & Linder, "Rényi divergence measures for commonly used univariate continuous
distributions" (2013), table 2, for gamma, beta, Laplace; Chyzak & Nielsen, "A closed-form formula
for the Kullback-Leibler divergence between Cauchy distributions" (2019).
"""

from __future__ import annotations

import sympy as sp

from kltools.exact.exact_numbers import log_ratio
from kltools.exact.registry import closed_form

_HALF = sp.Rational(1, 2)


def _log_beta_function(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return sp.loggamma(a) + sp.loggamma(b) - sp.loggamma(a + b)


@closed_form("kl", "normal", "normal")
def _kl_normal(m1: sp.Expr, s1: sp.Expr, m2: sp.Expr, s2: sp.Expr) -> sp.Expr:
    return log_ratio(s2, s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - _HALF


@closed_form("kl", "multivariate_normal", "multivariate_normal")
def _kl_multivariate_normal(m1: sp.Matrix, c1: sp.Matrix, m2: sp.Matrix, c2: sp.Matrix) -> sp.Expr:
    precision = c2.inv()
    distance = sp.simplify(((m2 - m1).T * precision * (m2 - m1))[0])
    volumes = sp.simplify(c2.det() / c1.det())
    return (sp.simplify((precision * c1).trace()) + distance - m1.rows + sp.log(volumes)) / 2


@closed_form("kl", "exponential", "exponential")
def _kl_exponential(r1: sp.Expr, r2: sp.Expr) -> sp.Expr:
    return log_ratio(r1, r2) + r2 / r1 - 1


@closed_form("kl", "gamma", "gamma")
def _kl_gamma(a1: sp.Expr, r1: sp.Expr, a2: sp.Expr, r2: sp.Expr) -> sp.Expr:
    shapes = (a1 - a2) * sp.digamma(a1) - sp.loggamma(a1) + sp.loggamma(a2)
    return shapes + a2 * log_ratio(r1, r2) + a1 * (r2 - r1) / r1


@closed_form("kl", "exponential", "gamma")
def _kl_exponential_gamma(r1: sp.Expr, a2: sp.Expr, r2: sp.Expr) -> sp.Expr:
    return _kl_gamma(sp.S.One, r1, a2, r2)


@closed_form("kl", "gamma", "exponential")
def _kl_gamma_exponential(a1: sp.Expr, r1: sp.Expr, r2: sp.Expr) -> sp.Expr:
    return _kl_gamma(a1, r1, sp.S.One, r2)


@closed_form("kl", "beta", "beta")
def _kl_beta(a1: sp.Expr, b1: sp.Expr, a2: sp.Expr, b2: sp.Expr) -> sp.Expr:
    constants = _log_beta_function(a2, b2) - _log_beta_function(a1, b1)
    slopes = (a1 - a2) * sp.digamma(a1) + (b1 - b2) * sp.digamma(b1)
    return constants + slopes + (a2 - a1 + b2 - b1) * sp.digamma(a1 + b1)


@closed_form("kl", "laplace", "laplace")
def _kl_laplace(m1: sp.Expr, s1: sp.Expr, m2: sp.Expr, s2: sp.Expr) -> sp.Expr:
    gap = sp.Abs(m1 - m2)
    return log_ratio(s2, s1) + gap / s2 + s1 / s2 * sp.exp(-gap / s1) - 1


@closed_form("kl", "normal", "laplace")
def _kl_normal_laplace(mu: sp.Expr, sigma: sp.Expr, m2: sp.Expr, s2: sp.Expr) -> sp.Expr:
    # The mean of |x - m2| is that of a folded normal (Leone, Nelson & Nottingham 1961).
    gap = (mu - m2) / sigma
    spread = sp.sqrt(2 / sp.pi) * sp.exp(-(gap**2) / 2) + gap * sp.erf(gap / sp.sqrt(2))
    return sp.log(2 * s2) + sigma * spread / s2 - _entropy_normal(mu, sigma)


@closed_form("kl", "uniform", "laplace")
def _kl_uniform_laplace(low: sp.Expr, high: sp.Expr, mu: sp.Expr, scale: sp.Expr) -> sp.Expr:
    # The mean of |x - mu|, cut where it turns, which may be outside the interval.
    turn = sp.Min(sp.Max(mu, low), high)
    distances = mu * (2 * turn - low - high) + (low**2 + high**2) / 2 - turn**2
    return log_ratio(2 * scale, high - low) + distances / (scale * (high - low))


@closed_form("kl", "uniform", "uniform")
def _kl_uniform(low1: sp.Expr, high1: sp.Expr, low2: sp.Expr, high2: sp.Expr) -> sp.Expr:
    return log_ratio(high2 - low2, high1 - low1)


@closed_form("kl", "cauchy", "cauchy")
def _kl_cauchy(m1: sp.Expr, s1: sp.Expr, m2: sp.Expr, s2: sp.Expr) -> sp.Expr:
    return sp.log(((s1 + s2) ** 2 + (m1 - m2) ** 2) / (4 * s1 * s2))


@closed_form("kl", "cauchy", "normal")
@closed_form("kl", "cauchy", "laplace")
def _kl_cauchy_thin_tail(m1: sp.Expr, s1: sp.Expr, m2: sp.Expr, s2: sp.Expr) -> sp.Expr:
    # A Cauchy variable has no finite mean of |x|, so none of -log q either.
    return sp.oo


@closed_form("entropy", "normal")
def _entropy_normal(mu: sp.Expr, sigma: sp.Expr) -> sp.Expr:
    return sp.log(sigma) + sp.log(2 * sp.pi) / 2 + _HALF


@closed_form("entropy", "multivariate_normal")
def _entropy_multivariate_normal(mean: sp.Matrix, covariance: sp.Matrix) -> sp.Expr:
    return mean.rows * (sp.log(2 * sp.pi) + 1) / 2 + sp.log(sp.simplify(covariance.det())) / 2


@closed_form("entropy", "exponential")
def _entropy_exponential(rate: sp.Expr) -> sp.Expr:
    return 1 - sp.log(rate)


@closed_form("entropy", "gamma")
def _entropy_gamma(shape: sp.Expr, rate: sp.Expr) -> sp.Expr:
    return shape - sp.log(rate) + sp.loggamma(shape) + (1 - shape) * sp.digamma(shape)


@closed_form("entropy", "beta")
def _entropy_beta(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    slopes = (a + b - 2) * sp.digamma(a + b) - (a - 1) * sp.digamma(a) - (b - 1) * sp.digamma(b)
    return _log_beta_function(a, b) + slopes


@closed_form("entropy", "laplace")
def _entropy_laplace(mu: sp.Expr, scale: sp.Expr) -> sp.Expr:
    return 1 + sp.log(2 * scale)


@closed_form("entropy", "uniform")
def _entropy_uniform(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    return sp.log(high - low)


@closed_form("entropy", "cauchy")
def _entropy_cauchy(loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    return sp.log(4 * sp.pi * scale)
