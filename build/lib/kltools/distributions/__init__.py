"""Divergences between distributions: closed forms, else quadrature or a summed tail.

`p` and `q` are frozen SciPy distributions, SciPy's newer objects, or a `Mixture` of them.
"""

from .divergences import (
    jeffreys_divergence,
    js_distance,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    total_variation,
)
from .entropies import cross_entropy, entropy
from .errors import QuadratureError
from .families import f_divergence, renyi_divergence
from .mixture import Mixture
from .view import is_distribution

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
