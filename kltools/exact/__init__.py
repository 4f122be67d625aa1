"""Divergences as SymPy expressions: exact PMFs, and the densities of the common families.

The names match those of `kltools`, which compute the same quantities in floating point. Every
result is built from functions that SymPy ships, so it can be typeset, differentiated and, where
it is not an unevaluated sum or integral, turned into NumPy code by ``sympy.lambdify``.
"""

from kltools.exact import closed_continuous, closed_discrete  # noqa: F401  they fill the registry
from kltools.exact.continuous_families import beta, cauchy, exponential, gamma, laplace, normal, uniform
from kltools.exact.density import Density
from kltools.exact.discrete_families import bernoulli, binomial, geometric, poisson
from kltools.exact.generators import T, f_generators
from kltools.exact.multivariate_families import multivariate_normal
from kltools.exact.quantities import (
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    kl_integrand,
)

__all__ = [
    "Density",
    "T",
    "bernoulli",
    "beta",
    "binomial",
    "cauchy",
    "cross_entropy",
    "entropy",
    "exponential",
    "f_generators",
    "gamma",
    "geometric",
    "js_divergence",
    "kl_divergence",
    "kl_integrand",
    "laplace",
    "multivariate_normal",
    "normal",
    "poisson",
    "uniform",
]
