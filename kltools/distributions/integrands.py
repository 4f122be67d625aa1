"""The integrands: the terms of each divergence at log p and log q, times the measure of what the point stands for.

A kernel maps arrays of log p, log q and log w to w times the integrand; w is the measure, and taken in before any
exponential so that wide panels far out do not underflow. The terms themselves are those of PMFs, `kltools.pmfs`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from kltools.arguments import Array
from kltools.distributions.gauss_kronrod import EPS
from kltools.pmfs import (
    LogPair,
    csiszar_terms,
    js_terms,
    power_terms,
    renyi_slack_terms,
    slack_terms,
    surprisal_terms,
    variation_terms,
)

#: A log density beyond which an overflowing f counts as the tail's remainder.
_FAR_OUT = -300.0

#: Stands for the logarithm of a positive density that is less than every float, and what it may be at least.
UNDERFLOWN, _BEYOND = -745.25, -1e6

Kernel = Callable[[Array, Array, "Array | float"], Array]


def with_noise(kernel: Kernel, log_p: Array, log_q: Array, log_w: Array | float) -> tuple[Array, Array]:
    """Return a kernel at each point, and how far the rounding or the underflow of p and of q may move it."""
    moved_p, moved_q = log_p + _rounding_of(log_p), log_q + _rounding_of(log_q)
    under_p, under_q = log_p == UNDERFLOWN, log_q == UNDERFLOWN
    if under_p.any() or under_q.any():
        # what is less than every float counts for 0, but for a q where p is positive, whose logarithm is as good as unknown
        nothing_p, lone_q = under_p | (under_q & (log_p <= UNDERFLOWN)), under_q & (log_p > UNDERFLOWN)
        log_p, log_q = np.where(nothing_p, -np.inf, log_p), np.where(under_q & ~lone_q, -np.inf, log_q)
        moved_p = np.where(nothing_p, np.where(np.isneginf(log_q), -np.inf, UNDERFLOWN), moved_p)
        moved_q = np.where(lone_q, _BEYOND, np.where(under_q, UNDERFLOWN, moved_q))
    f, *moved = kernel(np.stack([log_p, moved_p, log_p]), np.stack([log_q, log_q, moved_q]), log_w)
    noise = np.zeros_like(f)
    for g in moved:
        noise += np.where(g == f, 0.0, np.abs(g - f))
    return f, noise


def _rounding_of(log_density: Array) -> Array:
    """Return how far a log density may be off by rounding."""
    return np.where(np.isfinite(log_density), EPS * (4.0 + np.abs(log_density)), 0.0)


def measured(terms: Callable[[LogPair], Array]) -> Kernel:
    """Return the kernel of terms of degree 1 in (p, q), for which w may multiply both."""

    def kernel(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
        return terms(LogPair(log_p + log_w, log_q + log_w))

    return kernel


#: p log(p/q) - p + q.
kl = measured(slack_terms)
#: Half of p log(p/m) + q log(q/m) with m = (p + q)/2.
js = measured(js_terms)
#: |p - q|/2.
total_variation = measured(variation_terms)


def entropy(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
    """Return -p log p; log q is not used."""
    return surprisal_terms(np.exp(log_p + log_w), log_p)


def cross_entropy(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
    """Return -p log q."""
    return surprisal_terms(np.exp(log_p + log_w), log_q)


def renyi(alpha: float | Array) -> Kernel:
    """Return the kernel p^alpha q^(1-alpha) - alpha p - (1 - alpha) q, of the sign of alpha - 1."""
    mirrored = np.asarray(alpha) < 0.5
    if not mirrored.any():
        return measured(renyi_slack_terms(alpha, 1.0 - alpha))
    order, other = np.where(mirrored, 1.0 - alpha, alpha), np.where(mirrored, alpha, 1.0 - alpha)
    terms = renyi_slack_terms(order, other)

    def kernel(log_p: Array, log_q: Array, log_w: Array | float) -> Array:
        first, second = np.where(mirrored, log_q, log_p), np.where(mirrored, log_p, log_q)
        return terms(LogPair(first + log_w, second + log_w))

    return kernel


def renyi_affinity(alpha: float) -> Kernel:
    """Return the kernel p^alpha q^(1-alpha), for 0 < alpha < 1."""
    return measured(partial(power_terms, other=1.0 - alpha))


def f_of(f: Callable[[Array], Array], slope_at_infinity: float | None) -> Kernel:
    """Return the kernel q f(p/q), and p times the slope at infinity where q = 0."""

    def terms(pair: LogPair) -> Array:
        # Where f overflows far out in p's tail, the panels before it bound what follows.
        return csiszar_terms(pair, f, slope_at_infinity, negligible=pair.log_p <= _FAR_OUT)

    return measured(terms)
