"""Closed forms for uniform, beta and Dirichlet distributions.

References
----------
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of
Cognitive Neurology, University College London, 2001.
"""

from __future__ import annotations

import math

import numpy as np

from .bregman import log_beta
from .frozen import Component
from .registry import register
from .slack import log_quotient


@register("uniform", "uniform")
def _uniform(p: Component, q: Component) -> float:
    """log of the ratio of the widths, which is >= 0 but for the rounding of the ends."""
    d = (q.scale - p.scale) / p.scale
    return max(0.0, math.log1p(d) if d < 1.0 else log_quotient(q.scale, p.scale))


def _exponents(c: Component) -> list[float]:
    return [c.shapes.get("a", 1.0), c.shapes.get("b", 1.0)]


def _beta(p: Component, q: Component) -> float | None:
    if p.loc != q.loc or p.scale != q.scale:
        return None
    return log_beta(np.array(_exponents(p)), np.array(_exponents(q)))


for _p_family in ("beta", "uniform"):
    for _q_family in ("beta", "uniform"):
        if (_p_family, _q_family) != ("uniform", "uniform"):
            register(_p_family, _q_family)(_beta)


@register("dirichlet", "dirichlet")
def _dirichlet(p: Component, q: Component) -> float:
    return log_beta(p.parameters["alpha"], q.parameters["alpha"])
