"""Closed forms on the positive half-line: exponential, gamma and inverse Gaussian laws.

A gamma law has a shape and a rate, an exponential its rate and, where it is shifted, its start; an inverse Gaussian
has its mean and the shape lambda of exp(-lambda (x - mean)^2/(2 mean^2 x)).

References
----------
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of Cognitive
Neurology, University College London, 2001.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.closed_forms.abbreviations import phi
from kltools.exact.closed_forms.registry import closed_form, special_case

special_case("exponential", "gamma", lambda rate: (sp.S.One, rate))


@closed_form("kl", "gamma", "gamma", source="Penny 2001")
def _gammas(shape_p: Any, rate_p: Any, shape_q: Any, rate_q: Any) -> Any:
    ratio = rate_q / rate_p
    shapes = (shape_p - shape_q) * (sp.digamma(shape_p) + ratio - 1) - sp.loggamma(shape_p) + sp.loggamma(shape_q)
    return shape_q * phi(ratio) + shapes


@closed_form("entropy", "gamma")
def _entropy_of_gamma(shape: Any, rate: Any) -> Any:
    return shape - sp.log(rate) + sp.loggamma(shape) + (1 - shape) * sp.digamma(shape)


@closed_form("kl", "shifted_exponential", "shifted_exponential", condition="p starts no earlier than q",
             source="exponential, and the stretch that q passes over")  # fmt: skip
def _shifted_exponentials(start_p: Any, rate_p: Any, start_q: Any, rate_q: Any) -> Any:
    return phi(rate_q / rate_p) + rate_q * (start_p - start_q)


@closed_form("kl", "inverse_gaussian", "inverse_gaussian")
def _inverse_gaussians(mean_p: Any, shape_p: Any, mean_q: Any, shape_q: Any) -> Any:
    return phi(shape_q / shape_p) / 2 + shape_q * (mean_p - mean_q) ** 2 / (2 * mean_p * mean_q**2)
