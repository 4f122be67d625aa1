"""Adding up a kernel over densities that are constant between edges: uniform ones, histograms and mixtures of them."""

from __future__ import annotations

import numpy as np

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS
from kltools.distributions.integrands import Kernel, with_noise

#: A cell between edges that rounding explains is narrower than this many of the spaces between floats.
_ROUNDINGS = 8


def constant_between_edges(*views: FlatMixture) -> bool:
    """Whether every density is constant between edges."""
    return all(c.family in ("uniform", "rv_histogram") for v in views for c in v.components)


def step_table(p: FlatMixture, q: FlatMixture, kernel: Kernel) -> Array:
    """Return for each cell between edges of p or q: value, error, rounding noise, magnitude, mass of p, mass of q."""
    edges = np.unique(np.concatenate([_edges(c) for v in (p, q) for c in v.components]))
    widths, middles = np.diff(edges), edges[:-1] + np.diff(edges) / 2.0
    wide = widths > _ROUNDINGS * np.spacing(np.maximum(np.abs(edges[1:]), np.abs(edges[:-1])))
    log_w, log_p, log_q = np.log(widths[wide]), *(v.log_density(middles[wide], 0.0) for v in (p, q))
    filled = np.isfinite(log_p) | np.isfinite(log_q)
    log_w, log_p, log_q = log_w[filled], log_p[filled], log_q[filled]
    values, noise = with_noise(kernel, log_p, log_q, log_w)
    sizes = np.abs(values)
    return np.stack([values, EPS * sizes, noise, sizes, np.exp(log_p + log_w), np.exp(log_q + log_w)], axis=1)


def _edges(component: Component) -> Array:
    return component.landmarks if component.landmarks.size else np.array(component.support)
