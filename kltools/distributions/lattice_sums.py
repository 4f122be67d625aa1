"""Summing a kernel over the outcomes of discrete distributions, with a bound on the outcomes left out."""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS
from kltools.distributions.integrands import Kernel, with_noise
from kltools.distributions.quadrature import REFUSED

#: The most outcomes summed, and how many are held in memory at once.
_MAX_TERMS, _BLOCK = 2**21, 2**16


def sum_kernel(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str, floor: float = 1e-20
) -> tuple[float, float]:
    """Sum ``kernel(log p, log q)`` over the outcomes of p and q.

    The sum starts where both have their mass and grows outwards by blocks of doubling size until
    the blocks no longer count; a geometric series bounds what follows. Returns the sum and an error
    estimate: that bound, the rounding of the log probabilities, and what the masses miss of 1.

    Raises
    ------
    QuadratureError
        If the error is above both 1e-6 of the value and `floor`, or more than 2**21 outcomes count.
    """
    columns = [np.zeros(5)]
    left_out = 0.0
    with np.errstate(all="ignore"):
        for lattice in sorted({c.loc % 1.0 for c in (*p.components, *q.components)}):
            rows, rest = _sum_lattice(p, q, kernel, lattice)
            if rest is None:
                reason = f"more than {_MAX_TERMS} outcomes would have to be summed"
                raise quadrature_error(quantity, p.label, q.label, reason)
            columns.extend(rows)
            left_out += rest
    table = np.array(columns)
    if not np.all(np.isfinite(table)):
        reason = "a probability is not a number, or underflows where the other is positive"
        raise quadrature_error(quantity, p.label, q.label, reason)
    value, magnitude, noise, mass_p, mass_q = (math.fsum(table[:, k]) for k in range(5))
    missing = max(abs(mass_p - 1.0), abs(mass_q - 1.0))
    if not missing < 1e-6:
        reason = f"the PMFs sum to {mass_p:.9g} and {mass_q:.9g} over the outcomes used, not to 1"
        raise quadrature_error(quantity, p.label, q.label, reason)
    bound = left_out + 8 * EPS * magnitude + noise * (1.0 + missing / (4.0 * EPS))
    if not bound <= max(REFUSED * abs(value), floor):
        reason = f"the sum {value:.6g} is uncertain by {bound:.2g}"
        raise quadrature_error(quantity, p.label, q.label, reason)
    return value, bound


def _sum_lattice(p: FlatMixture, q: FlatMixture, kernel: Kernel, lattice: float) -> tuple[list[Array], float | None]:
    """Sum over ``lattice + integers``; the bound is None where the outcomes are too many."""
    parts = [c for c in (*p.components, *q.components) if c.loc % 1.0 == lattice]
    spots = np.concatenate([c.quantiles() for c in parts])
    low, high = min(c.support[0] for c in parts), max(c.support[1] for c in parts)
    first, last = max(low, float(np.min(spots))), min(high, float(np.max(spots)))
    if last - first > _MAX_TERMS:
        return [], None
    rows = _block_rows(p, q, kernel, first, last)
    used = last - first + 1
    left_out = 0.0
    for edge, limit, sign in ((last, high, 1.0), (first, low, -1.0)):
        step, sizes = max(32.0, float(used // 8)), [float("inf")]
        while edge != limit:
            if used > _MAX_TERMS:
                break
            stop = min(edge + step, limit) if sign > 0 else max(edge - step, limit)
            more = _block_rows(p, q, kernel, *sorted((edge + sign, stop)))
            rows.extend(more)
            used += abs(stop - edge)
            edge, step = stop, 2 * step
            sizes.append(math.fsum(row[1] for row in more))
            if sizes[-1] <= 1e-17 * math.fsum(row[1] for row in rows) and sizes[-1] <= sizes[-2]:
                break
        if edge != limit and sizes[-1] > 0:
            ratio = sizes[-1] / sizes[-2] if sizes[-2] > 0 else math.inf
            left_out += 2 * sizes[-1] * ratio / (1 - ratio) if ratio < 1 else math.inf
    return rows, left_out


def _block_rows(p: FlatMixture, q: FlatMixture, kernel: Kernel, first: float, last: float) -> list[Array]:
    """Return for each block of outcomes: the sums of value, magnitude, noise, p and q."""
    rows = []
    start = first
    while start <= last:
        outcomes = start + np.arange(min(_BLOCK, last - start + 1))
        log_p, log_q = p.log_density(0.0, outcomes), q.log_density(0.0, outcomes)
        f, noise = with_noise(kernel, log_p, log_q, 0.0)
        rows.append(np.array([np.sum(g) for g in (f, np.abs(f), noise, np.exp(log_p), np.exp(log_q))]))
        start += _BLOCK
    return rows
