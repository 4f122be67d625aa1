"""Integration in two and three dimensions, each component in the coordinates that make it round.

The integrand f is split by weights that sum to 1: component c gets the part f m_c / M, where m_c is its
own density and M the sum of them all. In coordinates y with x = mean + L y, L L^T the covariance, m_c is
a standard normal (or Student t), so that neither a narrow nor a far component can be stepped over. Each
part is integrated by a product Gauss-Kronrod rule over boxes that are halved along their worst axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.covariances import is_singular
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS, GAUSS_15, KRONROD_15, NODES_15, error_estimate, worst
from kltools.distributions.integrands import Kernel
from kltools.distributions.mixture import log_sum

MAX_DIMENSION = 3
#: Relative accuracy aimed at by dimension, and the accuracy below which no answer is given.
RTOL, REFUSED = {2: 1e-9, 3: 1e-7}, 1e-5
_MAX_NODES = {2: 2_000_000, 3: 4_000_000}
_BLOCK_NODES = 200_000
#: A normal component has mass 1e-18 beyond this many standard deviations on an axis.
_REACH = 9.0
_ELLIPTICAL = ("multivariate_normal", "multivariate_t", "gaussian_kde")


@dataclass(frozen=True)
class Chart:
    """The coordinates of one component: x = centre + root y, with y = sinh(v) where its tails are heavy."""

    centre: Array
    root: Array
    reach: float
    heavy: bool

    @staticmethod
    def of(component: Component) -> Chart:
        """Return the chart of a multivariate normal or Student component, or of a kernel density estimate."""
        parameters = component.parameters
        if component.family == "gaussian_kde":
            return Chart(component.source.mean(), component.source.root, component.source.reach, False)
        heavy = math.isfinite(parameters["df"])
        reach = min(300.0, 3.0 + 38.0 / parameters["df"]) if heavy else _REACH
        return Chart(parameters["mean"], component.source.factor.lower, reach, heavy)

    def offsets(self, v: Array) -> Array:
        """Return how far the points of coordinates v are from the centre, shape (..., d)."""
        return (np.sinh(v) if self.heavy else v) @ self.root.T

    def log_jacobian(self, v: Array) -> Array:
        """Return log |dx/dv|."""
        volume = float(np.sum(np.log(np.diag(self.root))))
        return volume + (np.sum(np.log(np.cosh(v)), axis=-1) if self.heavy else np.zeros(v.shape[:-1]))

    def coordinates(self, x: Array) -> Array:
        """Return the coordinates v of one point x."""
        y: Array = solve_triangular(self.root, x - self.centre, lower=True)
        return np.arcsinh(y) if self.heavy else y


def integrate_vectors(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str, floor: float = 1e-20
) -> tuple[float, float]:
    """Integrate ``kernel(log p, log q)`` in 2 or 3 dimensions; return the value and an error estimate.

    Raises
    ------
    ValueError
        If there are more than three dimensions, or a family other than normal and Student t.
    QuadratureError
        If the error is above both 1e-5 of the value and `floor`, or the densities do not integrate to 1.
    """
    _check_integrable(p, q)
    components = list({id(c.source): c for c in (*p.components, *q.components)}.values())
    charts = [Chart.of(c) for c in components]
    rows = []
    with np.errstate(all="ignore"):
        for i in range(len(charts)):
            rows.append(_integrate_chart(p, q, kernel, components, charts, i))
    table = np.concatenate(rows)
    if not np.all(np.isfinite(table)):
        raise quadrature_error(quantity, p.label, q.label, "a density underflows where the other is positive")
    value, error, magnitude, mass_p, mass_q = (math.fsum(table[:, k]) for k in range(5))
    missing = max(abs(mass_p - 1.0), abs(mass_q - 1.0))
    bound = error + 8 * EPS * magnitude + missing * abs(value)
    if not (missing < 1e-4 and bound <= max(REFUSED * abs(value), floor)):
        masses = f"the densities integrate to {mass_p:.9g} and {mass_q:.9g}"
        reason = f"the value {value:.6g} is uncertain by {bound:.2g}, {masses}"
        raise quadrature_error(quantity, p.label, q.label, reason)
    return value, bound


def _check_integrable(p: FlatMixture, q: FlatMixture) -> None:
    for name, v in (("p", p), ("q", q)):
        if v.dimension > MAX_DIMENSION:
            raise ValueError(
                f"{name} = {v.label} has {v.dimension} dimensions and the pair has no closed form; numerical "
                f"integration goes up to {MAX_DIMENSION}, so draw samples, by kltools.estimators.sampled_kl, or for mixtures of "
                "normals take the bounds of kltools.kl_bounds"
            )
        for c in v.components:
            if c.family not in _ELLIPTICAL:
                raise ValueError(
                    f"{name} contains {c.label}, which is neither multivariate normal nor multivariate t and "
                    "cannot be integrated here; estimate from samples, see kltools.estimators"
                )
            if is_singular(c):
                raise ValueError(
                    f"{name} contains {c.label} with a singular covariance matrix, which has no density on "
                    "the whole space; write it in coordinates of the subspace that it fills"
                )


def _integrate_chart(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, components: list[Component], charts: list[Chart], own: int
) -> Array:
    """Integrate one component's share; return rows of value, error, magnitude, mass of p, mass of q."""
    d = p.dimension
    rule = _ProductRule(d)
    low, high = _first_boxes(charts, own, d)

    def evaluate(low: Array, high: Array) -> tuple[Array, Array]:
        size = max(1, _BLOCK_NODES // rule.size)
        parts = []
        for start in range(0, len(low), size):
            cut = slice(start, start + size)
            v = (low[cut] + high[cut])[:, None] / 2.0 + (high[cut] - low[cut])[:, None] / 2.0 * rule.nodes
            offsets = charts[own].offsets(v)
            logs = {id(c.source): c.source.log_density(charts[own].centre, offsets) for c in components}
            log_share = logs[id(components[own].source)] - log_sum([0.0] * len(logs), list(logs.values()))
            log_p, log_q = (_log_of_mixture(one, logs) for one in (p, q))
            log_w = log_share + charts[own].log_jacobian(v)
            values = np.stack([kernel(log_p, log_q, log_w), np.exp(log_p + log_w), np.exp(log_q + log_w)])
            parts.append(rule.apply(values, np.prod((high[cut] - low[cut]) / 2.0, axis=1)))
        return np.concatenate([a for a, _ in parts]), np.concatenate([b for _, b in parts])

    table, axis_errors = evaluate(low, high)
    used = len(low) * rule.size
    while used < _MAX_NODES[d]:
        total, magnitude = abs(float(np.sum(table[:, 0]))), float(np.sum(table[:, 2]))
        allowed = max(RTOL[d] * total, 8 * EPS * magnitude) / len(charts)
        if not np.isfinite(magnitude) or float(np.sum(table[:, 1])) <= allowed:
            break
        split = worst(np.where(table[:, 1] > 4 * EPS * table[:, 2], table[:, 1], 0.0), allowed / 2.0)
        if split.size == 0:
            break
        split = split[-max(1, (_MAX_NODES[d] - used) // (2 * rule.size)) :]
        lows, highs = _halved(low[split], high[split], np.argmax(axis_errors[split], axis=1))
        new_table, new_errors = evaluate(lows, highs)
        used += len(lows) * rule.size
        kept = np.ones(len(low), dtype=bool)
        kept[split] = False
        low, high = np.concatenate([low[kept], lows]), np.concatenate([high[kept], highs])
        table = np.concatenate([table[kept], new_table])
        axis_errors = np.concatenate([axis_errors[kept], new_errors])
    return table


def _log_of_mixture(v: FlatMixture, logs: dict[int, Array]) -> Array:
    """Return the log density of a mixture from those of its components."""
    return log_sum([math.log(w) for w in v.weights], [logs[id(c.source)] for c in v.components])


def _first_boxes(charts: list[Chart], own: int, d: int) -> tuple[Array, Array]:
    """Cut the box of a chart at its centre and at the centres of the other components."""
    reach = charts[own].reach
    others = [charts[own].coordinates(c.centre) for i, c in enumerate(charts) if i != own]
    edges = []
    for axis in range(d):
        cuts = [v[axis] for v in others if np.all(np.abs(v) < reach)]
        edges.append(np.unique(np.round([-reach, 0.0, reach, *cuts], 1)))
    grids = np.meshgrid(*[np.arange(len(e) - 1) for e in edges], indexing="ij")
    index = [g.ravel() for g in grids]
    low = np.stack([e[:-1][i] for e, i in zip(edges, index, strict=True)], axis=1)
    high = np.stack([e[1:][i] for e, i in zip(edges, index, strict=True)], axis=1)
    return low, high


def _halved(low: Array, high: Array, axis: Array) -> tuple[Array, Array]:
    row = np.arange(len(low))
    middle = (low[row, axis] + high[row, axis]) / 2.0
    upper_low, lower_high = low.copy(), high.copy()
    upper_low[row, axis], lower_high[row, axis] = middle, middle
    return np.concatenate([low, upper_low]), np.concatenate([lower_high, high])


class _ProductRule:
    """The product of 15-point Gauss-Kronrod rules, with an error for each axis."""

    def __init__(self, d: int) -> None:
        grids = np.meshgrid(*[NODES_15] * d, indexing="ij")
        self.nodes = np.stack([g.ravel() for g in grids], axis=1)
        self.size = len(self.nodes)
        weights = [_outer([KRONROD_15] * d)]
        weights += [_outer([GAUSS_15 if a == b else KRONROD_15 for b in range(d)]) for a in range(d)]
        self.weights = np.stack(weights, axis=1)

    def apply(self, values: Array, volume: Array) -> tuple[Array, Array]:
        """Return rows (value, error, magnitude, mass of p, mass of q) and the errors of each axis."""
        f, dp, dq = values
        sums = (f @ self.weights) * volume[:, None]
        kronrod = self.weights[:, 0]
        mean = sums[:, 0] / volume / float(np.sum(kronrod))
        variation = (np.abs(f - mean[:, None]) @ kronrod) * volume
        magnitude = (np.abs(f) @ kronrod) * volume
        axis_errors = np.abs(sums[:, 1:] - sums[:, :1])
        error = np.sum(error_estimate(axis_errors, variation[:, None], magnitude[:, None]), axis=1)
        masses = [(g @ kronrod) * volume for g in (dp, dq)]
        return np.stack([sums[:, 0], error, magnitude, *masses], axis=1), axis_errors


def _outer(rows: list[Array]) -> Array:
    product = rows[0]
    for row in rows[1:]:
        product = np.multiply.outer(product, row)
    return product.ravel()
