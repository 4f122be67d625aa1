"""Divergences as SymPy expressions: exact PMFs, and the densities of the common families.

The names match those of `kltools`, which compute the same quantities in floating point. Every
result is built from functions that SymPy ships, so it can be typeset, differentiated and, where
it is not an unevaluated sum or integral, turned into NumPy code by ``sympy.lambdify``.
"""

from kltools.exact.closed_forms import FoundForm, closed_form, find_closed_form, in_general, phi, spelled_out
from kltools.exact.continuous_families import beta, cauchy, exponential, gamma, laplace, normal, uniform
from kltools.exact.density import Density
from kltools.exact.discrete_families import bernoulli, binomial, geometric, poisson
from kltools.exact.exponential_family import ExponentialFamily, exponential_families
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
    "ExponentialFamily",
    "FoundForm",
    "T",
    "bernoulli",
    "beta",
    "binomial",
    "cauchy",
    "closed_form",
    "cross_entropy",
    "entropy",
    "exponential",
    "exponential_families",
    "f_generators",
    "find_closed_form",
    "gamma",
    "geometric",
    "in_general",
    "js_divergence",
    "kl_divergence",
    "kl_integrand",
    "laplace",
    "multivariate_normal",
    "normal",
    "phi",
    "poisson",
    "spelled_out",
    "uniform",
]
