"""Divergences between distributions: closed forms, else quadrature or a summed tail.

`p` and `q` are frozen SciPy distributions, SciPy's newer objects, or a `Mixture` of them.
"""

from kltools.distributions.divergences import (
    jeffreys_divergence,
    js_distance,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    total_variation,
)
from kltools.distributions.entropies import cross_entropy, entropy
from kltools.distributions.flat_mixture import is_distribution
from kltools.distributions.mixture import Mixture
from kltools.distributions.quadrature_error import QuadratureError
from kltools.distributions.renyi_and_csiszar import f_divergence, renyi_divergence

__all__ = [
    "Mixture",
    "QuadratureError",
    "cross_entropy",
    "entropy",
    "f_divergence",
    "is_distribution",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "kl_divergence",
    "kl_quadrature",
    "renyi_divergence",
    "total_variation",
]
