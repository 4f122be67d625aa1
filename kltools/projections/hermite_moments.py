"""Hermite moments of log q - log p under a Gaussian q: adaptive panels on a line, a product rule beyond."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from kltools.arguments import Array
from kltools.distributions import GAUSS_21, KRONROD_21, NODES_21, FlatMixture, error_estimate, quadrature_error, worst
from kltools.projections.gaussian import Gaussian, Moments

#: A standard normal times a Hermite polynomial of order 4 has mass 1e-14 beyond this.
_REACH = 9.0
#: Error of a moment aimed at, relative to the expectation of |log q| + |log p| + 1 times the polynomial.
_RTOL = 1e-13
_MAX_ROUNDS = 60
_MAX_NODES = 6_000_000
_BLOCK_NODES = 200_000


def hermite(z: Array) -> Array:
    """Return the (probabilists') Hermite polynomials of orders 0 to 4, shape (5, ...)."""
    s = z * z
    return np.stack([np.ones_like(z), z, s - 1.0, z * (s - 3.0), s * (s - 6.0) + 3.0])


def _normal_density(z: Array) -> Array:
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


class Line:
    """Moments in one dimension, by Gauss-Kronrod panels in z that are halved where they are not exact."""

    def __init__(self, p: FlatMixture) -> None:
        self.p = p

    def __call__(self, q: Gaussian) -> Moments:
        """Return the moments of orders 0 to 4, shape (5,)."""
        mean, sd = float(q.mean[0]), float(q.root[0, 0])
        kinks = [(x - mean) / sd for c in self.p.components for x in (c.loc, *c.support)]
        inside = [z for z in kinks if -_REACH < z < _REACH]
        edges = np.unique([*np.arange(-_REACH, _REACH + 1.0), *inside])
        with np.errstate(all="ignore"):
            table = self._evaluate(mean, sd, edges[:-1], edges[1:])
            low, high, table = self._followed(mean, sd, edges, table)
            for _ in range(_MAX_ROUNDS):
                if not np.all(np.isfinite(table)):
                    break
                errors = np.max(table[:, 1] / np.sum(table[:, 2], axis=0), axis=1)
                if np.sum(errors) <= _RTOL:
                    moments: Array = np.sum(table[:, 0], axis=0)
                    return moments
                split = worst(errors, _RTOL / 2.0)
                middle = (low[split] + high[split]) / 2.0
                lows, highs = np.append(low[split], middle), np.append(middle, high[split])
                kept = np.ones(low.size, dtype=bool)
                kept[split] = False
                table = np.concatenate([table[kept], self._evaluate(mean, sd, lows, highs)])
                low, high = np.append(low[kept], lows), np.append(high[kept], highs)
        reason = "E_q[log p] does not settle or log p is not finite where q has mass, so start narrower"
        raise quadrature_error("D(q||p)", self.p.label, f"normal(mean={mean:g}, sd={sd:g})", reason)

    def _evaluate(self, mean: float, sd: float, low: Array, high: Array) -> Array:
        """Return for each panel the moments, their errors and their scales, shape (panels, 3, 5)."""
        half = (high - low)[:, None] / 2.0
        z = (low + high)[:, None] / 2.0 + half * NODES_21
        log_q = -0.5 * z * z - math.log(sd) - 0.5 * math.log(2.0 * math.pi)
        log_p = self.p.log_density(mean, sd * z)
        weights = half * _normal_density(z) * hermite(z)
        f = weights * (log_q - log_p)
        value, gauss = f @ KRONROD_21, f @ GAUSS_21
        variation = np.abs(f - value[..., None] / 2.0) @ KRONROD_21
        scale = (np.abs(weights) * (np.abs(log_q) + np.abs(log_p) + 1.0)) @ KRONROD_21
        errors = error_estimate(np.abs(value - gauss), variation, np.zeros_like(scale))
        return np.stack([value, errors, scale], axis=0).transpose(2, 0, 1)

    def _followed(self, mean: float, sd: float, edges: Array, table: Array) -> tuple[Array, Array, Array]:
        """Add panels beyond both ends while they still count, as they do where log p grows exponentially."""
        low, high = edges[:-1], edges[1:]
        while high.max() < 36.0:
            outer = np.max(table[[np.argmin(low), np.argmax(high)], 2], axis=0)
            if np.all(outer <= _RTOL / 10.0 * np.sum(table[:, 2], axis=0)):
                break
            new_low = np.array([low.min() - 1.0, high.max()])
            table = np.concatenate([table, self._evaluate(mean, sd, new_low, new_low + 1.0)])
            low, high = np.append(low, new_low), np.append(high, new_low + 1.0)
        return low, high, table


class Grid:
    """Moments in two and three dimensions, by the midpoint rule along the principal axes of q.

    On the whole line the midpoint rule converges exponentially for functions analytic near it; with
    a Gaussian weight it needs fewer nodes than Gauss-Hermite where log p bends sharply
    (L. N. Trefethen and J. A. C. Weideman, SIAM Review 56, 2014).
    """

    def __init__(self, p: FlatMixture, orders: tuple[int, ...]) -> None:
        self.p, self.orders = p, orders

    def __call__(self, q: Gaussian) -> Moments:
        """Return the moments of orders 0 to 4 in each axis, shape (5,) * n."""
        mean, root, n = q.mean, q.root, len(q.mean)
        nodes, weights = self._rules
        log_scale = np.linalg.slogdet(root)[1] + 0.5 * n * math.log(2.0 * math.pi)
        rest = np.stack(np.meshgrid(*nodes[1:], indexing="ij"), axis=-1)
        rest_points, rest_squares = mean + rest @ root[:, 1:].T, np.sum(rest * rest, axis=-1)
        size = max(1, _BLOCK_NODES // rest_squares.size)
        total = np.zeros((5,) * n)
        for start in range(0, self.orders[0], size):
            z = nodes[0][start : start + size].reshape((-1,) + (1,) * (n - 1))
            log_p = self.p.log_density_at(z[..., None] * root[:, 0] + rest_points)
            block = -0.5 * (z * z + rest_squares) - log_scale - log_p
            for axis in range(n - 1, 0, -1):
                block = np.tensordot(block, weights[axis], axes=(axis, 1))
                block = np.moveaxis(block, -1, axis)
            total += np.tensordot(weights[0][:, start : start + size], block, axes=1)
        return total

    @cached_property
    def _rules(self) -> tuple[list[Array], list[Array]]:
        """Return for each axis the nodes (N,), and the weights times Hermite polynomials (5, N)."""
        nodes = [_REACH * (np.arange(1 - k, k, 2) / k) for k in self.orders]
        weights = [
            hermite(z) * _normal_density(z) * (2.0 * _REACH / k) for z, k in zip(nodes, self.orders, strict=True)
        ]
        return nodes, weights

    def doubled(self, axis: int) -> Grid:
        """Return the grid with twice the nodes along one axis, or raise where that is too many."""
        orders = tuple(2 * k if i == axis else k for i, k in enumerate(self.orders))
        if math.prod(orders) > _MAX_NODES:
            reason = f"doubling the {self.orders[axis]} nodes along an axis still changes E_q[log p]"
            raise quadrature_error("D(q||p)", self.p.label, "the Gaussian reached by the search", reason)
        return Grid(self.p, orders)
