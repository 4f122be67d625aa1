"""Divergences between distributions: closed forms, else quadrature or a summed tail.

`p` and `q` are frozen SciPy distributions, SciPy's newer objects, or a `Mixture` of them.
"""

from kltools.distributions.callable_densities import Density
from kltools.distributions.closed_form_pair import ClosedFormPair, closed_form_pairs
from kltools.distributions.component import Component
from kltools.distributions.divergences import (
    jeffreys_divergence,
    js_distance,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    total_variation,
)
from kltools.distributions.entropies import cross_entropy, entropy
from kltools.distributions.errors import QuadratureError, quadrature_error
from kltools.distributions.flat_mixture import FlatMixture, flatten, is_distribution
from kltools.distributions.gauss_kronrod import GAUSS_21, KRONROD_21, NODES_21, error_estimate, worst
from kltools.distributions.integrands import kl as kl_integrand
from kltools.distributions.integrands import renyi as renyi_integrand
from kltools.distributions.mixture import Mixture
from kltools.distributions.mixture_bounds import KLBounds, kl_bounds
from kltools.distributions.moments import Moments, component_moments, mixture_moments
from kltools.distributions.renyi_and_csiszar import f_divergence, renyi_divergence
from kltools.distributions.scipy_laws import LAWS, Law, declare

__all__ = [
    "Density",
    "KLBounds",
    "Law",
    "Mixture",
    "QuadratureError",
    "cross_entropy",
    "declare",
    "entropy",
    "f_divergence",
    "is_distribution",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "kl_bounds",
    "kl_divergence",
    "kl_quadrature",
    "renyi_divergence",
    "total_variation",
]
__all__ += [
    "ClosedFormPair",
    "Component",
    "FlatMixture",
    "GAUSS_21",
    "KRONROD_21",
    "LAWS",
    "Moments",
    "NODES_21",
    "closed_form_pairs",
    "component_moments",
    "error_estimate",
    "flatten",
    "kl_integrand",
    "mixture_moments",
    "quadrature_error",
    "renyi_integrand",
    "worst",
]  # for the layers above
