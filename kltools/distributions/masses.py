"""Where the mass of a density is, and whether it is 1: its integral panel by panel."""

from __future__ import annotations

import numpy as np

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.integrands import UNDERFLOWN
from kltools.distributions.mesh import mesh
from kltools.distributions.quadrature import Integral, follow, refine


def _mass(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
    return np.where(log_p == UNDERFLOWN, 0.0, np.exp(log_p + log_w))


def masses_of(component: Component) -> tuple[Array, Array, float]:
    """Return the ends of panels in order, the mass on each, and a bound on the error of their sum."""
    view = FlatMixture(component.label, (1.0,), (component,))
    integral = Integral(view, view, _mass)
    with np.errstate(all="ignore"):
        panels, table, left_out = follow(integral, *mesh(view, view))
        panels, table = refine(integral, panels, table)
    starts, stops = panels.anchor + panels.low, panels.anchor + panels.high
    order = np.argsort(starts + stops)
    ends = np.concatenate([starts[order][:1], stops[order]])
    return ends, table[order, 0], float(np.sum(table[:, 1])) + left_out
