"""The integrands: what each divergence adds up, from log p and log q without cancellation.

A kernel maps arrays of log p, log q and log w to w times the integrand; w is the measure of what the
point stands for, and taken in before any exponential so that wide panels far out do not underflow.
With r = log q - log p, each integrand is p or p + q times a function of r that is small to second
order where p is near q.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np

from kltools.arguments import Array
from kltools.distributions.remainders import expm1_remainder
from kltools.pmfs import values_of

#: A log density beyond which an overflowing f counts as the tail's remainder.
_FAR_OUT = -300.0

Kernel = Callable[[Array, Array, "Array | float"], Array]


def homogeneous(integrand: Callable[[Array, Array], Array]) -> Kernel:
    """Return the kernel of an integrand of degree 1 in (p, q), for which w may multiply both."""

    @wraps(integrand)
    def kernel(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
        return integrand(log_p + log_w, log_q + log_w)

    return kernel


def log_q_over_p(log_p: Array, log_q: Array) -> Array:
    """Return log q - log p, and 0 where both densities vanish."""
    both_zero = np.isneginf(log_p) & np.isneginf(log_q)
    return np.where(both_zero, 0.0, log_q) - np.where(both_zero, 0.0, log_p)


@homogeneous
def kl(log_p: Array, log_q: Array) -> Array:
    """Return p log(p/q) - p + q."""
    p, q, r = np.exp(log_p), np.exp(log_q), log_q_over_p(log_p, log_q)
    far = np.where(p > 0, q - p - np.where(p > 0, p * r, 0.0), q)
    return np.where(np.abs(r) < 1.0, p * expm1_remainder(np.clip(r, -1.0, 1.0)), far)


@homogeneous
def js(log_p: Array, log_q: Array) -> Array:
    """Return half of p log(p/m) + q log(q/m) with m = (p + q)/2, from e = (q - p)/(q + p) = tanh(r/2)."""
    r = log_q_over_p(log_p, log_q)
    e = np.tanh(np.clip(r, -80.0, 80.0) / 2.0)
    square = np.where(np.abs(e) < 0.25, e * e, 0.0)
    series = np.zeros_like(square)
    for k in range(14, 0, -1):
        series = (series + 1.0 / (k * (2 * k - 1))) * square
    share = 2.0 / (1.0 + np.exp(np.clip(np.abs(r), 0.0, 700.0)))
    far = (2.0 - share) * np.log1p(1.0 - share) + share * np.log(share)
    return (np.exp(log_p) + np.exp(log_q)) / 4.0 * np.where(np.abs(e) < 0.25, series, far)


@homogeneous
def total_variation(log_p: Array, log_q: Array) -> Array:
    """Return |p - q| / 2."""
    p, q, r = np.exp(log_p), np.exp(log_q), log_q_over_p(log_p, log_q)
    return np.where(np.abs(r) < 1.0, p * np.abs(np.expm1(np.clip(r, -1.0, 1.0))), np.abs(q - p)) / 2.0


def entropy(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
    """Return -p log p; log q is not used."""
    p = np.exp(log_p + log_w)
    return np.where(p > 0, -p * np.where(p > 0, log_p, 0.0), 0.0)


def renyi(alpha: float) -> Kernel:
    """Return the kernel p^alpha q^(1-alpha) - alpha p - (1 - alpha) q, of the sign of alpha - 1."""

    @homogeneous
    def kernel(log_p: Array, log_q: Array) -> Array:
        p, q, r = np.exp(log_p), np.exp(log_q), log_q_over_p(log_p, log_q)
        near = np.clip(r, -1.0, 1.0)
        slack = p * (expm1_remainder((1.0 - alpha) * near) - (1.0 - alpha) * expm1_remainder(near))
        power = np.exp(log_p + (1.0 - alpha) * r)
        power = np.where(np.isneginf(log_p), 0.0, power)
        return np.where(np.abs(r) < 1.0, slack, power - alpha * p - (1.0 - alpha) * q)

    return kernel


def renyi_affinity(alpha: float) -> Kernel:
    """Return the kernel p^alpha q^(1-alpha), for 0 < alpha < 1."""

    @homogeneous
    def kernel(log_p: Array, log_q: Array) -> Array:
        return np.exp(alpha * log_p + (1.0 - alpha) * log_q)

    return kernel


def f_of(f: Callable[[Array], Array], slope_at_infinity: float | None) -> Kernel:
    """Return the kernel q f(p/q), and p times the slope at infinity where q = 0."""

    @homogeneous
    def kernel(log_p: Array, log_q: Array) -> Array:
        p, positive = np.exp(log_p), ~np.isneginf(log_q)
        t = np.exp(np.where(positive, log_p - np.where(positive, log_q, 0.0), 0.0))
        inside = positive & np.isfinite(t)
        at = values_of(f, np.where(inside, t, 1.0))
        value = np.sign(at) * np.exp(np.where(inside, log_q, 0.0) + np.log(np.abs(at)))
        # Where f overflows far out in p's tail, the panels before it bound what follows.
        value = np.where(np.isfinite(at) | (log_p > _FAR_OUT), value, 0.0)
        rest = np.nan if slope_at_infinity is None else slope_at_infinity
        return np.where(inside, value, np.where(p > 0, p * rest, 0.0))

    return kernel
