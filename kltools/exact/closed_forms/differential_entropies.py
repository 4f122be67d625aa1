"""Differential entropies in closed form of standard members; a scale adds its logarithm, a location nothing.

A generalized gamma law is that of g^(1/power) for g gamma of that shape: it is Weibull's for shape 1, Fréchet's for a
negative power, and the half-normal, Rayleigh, Maxwell, chi, Nakagami, Lévy and inverse gamma laws are among its members.

References
----------
T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, table 17.1.
A. C. G. V. Lazo and P. N. Rathie, On the entropy of continuous probability distributions, IEEE Trans. Inf. Theory 24,
1978.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import EulerGamma, digamma, log, loggamma, pi

from kltools.exact.closed_forms.of_vectors import over_entries
from kltools.exact.closed_forms.registry import closed_form, find_closed_form

_I, _J = sp.symbols("i j", integer=True)
_HALF = sp.Rational(1, 2)


def _entropy(family: str, *parameters: Any) -> Any:
    found = find_closed_form("entropy", (family, parameters))
    assert found is not None
    return found.expression


@closed_form("entropy", "generalized_gamma")
def _generalized_gamma(shape: Any, power: Any) -> Any:
    return shape + loggamma(shape) + (1 / power - shape) * digamma(shape) - log(sp.Abs(power))


@closed_form("entropy", "log_gamma")
def _log_gamma(shape: Any) -> Any:
    return shape + loggamma(shape) - shape * digamma(shape)


@closed_form("entropy", "log_normal")
def _log_normal(mu: Any, sigma: Any) -> Any:
    return mu + _entropy("normal", mu, sigma)


@closed_form("entropy", "log_laplace")
def _log_laplace(mu: Any, scale: Any) -> Any:
    return mu + _entropy("laplace", mu, scale)


@closed_form("entropy", "logistic")
def _logistic(mu: Any, scale: Any) -> Any:
    return log(scale) + 2


@closed_form("entropy", "log_logistic")
def _log_logistic(mu: Any, scale: Any) -> Any:
    return mu + _logistic(mu, scale)


@closed_form("entropy", "generalized_logistic")
def _generalized_logistic(shape: Any) -> Any:
    return digamma(shape) + EulerGamma + 1 + 1 / shape - log(shape)


@closed_form("entropy", "half_logistic")
def _half_logistic() -> Any:
    return 2 - log(2)


@closed_form("entropy", "half_cauchy")
def _half_cauchy() -> Any:
    return log(2 * pi)


@closed_form("entropy", "hyperbolic_secant")
def _hyperbolic_secant() -> Any:
    return log(2 * pi)


@closed_form("entropy", "asymmetric_laplace")
def _asymmetric_laplace(asymmetry: Any) -> Any:
    return 1 + log(asymmetry + 1 / asymmetry)


@closed_form("entropy", "generalized_extreme_value")
def _generalized_extreme_value(shape: Any) -> Any:
    return 1 + EulerGamma * (1 + shape)


@closed_form("entropy", "generalized_pareto")
def _generalized_pareto(shape: Any) -> Any:
    return 1 + shape


@closed_form("entropy", "pareto")
def _pareto(shape: Any) -> Any:
    return 1 + 1 / shape - log(shape)


@closed_form("entropy", "power_function")
def _power_function(shape: Any) -> Any:
    return 1 - 1 / shape - log(shape)


@closed_form("entropy", "generalized_normal")
def _generalized_normal(power: Any) -> Any:
    return 1 / power + log(2 / power) + loggamma(1 / power)


@closed_form("entropy", "student")
def _student(df: Any) -> Any:
    return _multivariate_student(df, 1)


@closed_form("entropy", "multivariate_student")
def _multivariate_student(df: Any, size: Any) -> Any:
    """That of a unit matrix; another one adds half the logarithm of its determinant."""
    more = (df + size) / 2
    return more * (digamma(more) - digamma(df / 2)) + loggamma(df / 2) - loggamma(more) + log(df * pi) * size / 2


@closed_form("entropy", "beta_prime")
def _beta_prime(a: Any, b: Any) -> Any:
    slopes = (1 - a) * digamma(a) - (b + 1) * digamma(b) + (a + b) * digamma(a + b)
    return loggamma(a) + loggamma(b) - loggamma(a + b) + slopes


@closed_form("entropy", "triangular")
def _triangular() -> Any:
    return _HALF - log(2)


@closed_form("entropy", "trapezoidal")
def _trapezoidal(rises_until: Any, falls_from: Any) -> Any:
    flat = falls_from - rises_until
    return log((1 + flat) / 2) + (1 - flat) / (1 + flat) / 2


@closed_form("entropy", "semicircular")
def _semicircular() -> Any:
    return log(pi) - _HALF


@closed_form("entropy", "raised_cosine")
def _raised_cosine() -> Any:
    return log(4 * pi) - 1


@closed_form("entropy", "log_uniform")
def _log_uniform(low: Any, high: Any) -> Any:
    return (log(low) + log(high)) / 2 + log(log(high / low))


@closed_form("entropy", "bradford")
def _bradford(shape: Any) -> Any:
    return log(1 + shape) / 2 + log(log(1 + shape) / shape)


@closed_form("entropy", "truncated_exponential")
def _truncated_exponential(rate: Any) -> Any:
    """On [0, 1]."""
    return 1 - rate / (sp.exp(rate) - 1) + log((1 - sp.exp(-rate)) / rate)


@closed_form("entropy", "dirichlet")
def _dirichlet(alpha: Any) -> Any:
    whole = over_entries(alpha[_J, 0], _J, alpha)
    a = alpha[_I, 0]
    parts = over_entries(loggamma(a) - (a - 1) * digamma(a), _I, alpha)
    return parts - loggamma(whole) + (whole - alpha.rows) * digamma(whole)
