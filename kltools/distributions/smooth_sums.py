"""Sums over long stretches of a lattice as integrals, where neighbouring outcomes have nearly equal terms.

By the midpoint rule of Euler and Maclaurin, the sum of f over a stretch of integers is the integral of f - f''/24 from half
a step before it to half a step after it, but for terms in the fourth derivative. Differences stand for derivatives, so
that f is asked for integers alone. Stretches where what is left out or the integral's own error counts are halved, and
short ones are summed term by term: at ends, kinks, and wherever f is not smooth.

References
----------
P. J. Davis and P. Rabinowitz, Methods of Numerical Integration, 2nd ed., 1984, section 2.9.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.distributions.gauss_kronrod import EPS, GAUSS_21, KRONROD_21, NODES_21, error_estimate, worst
from kltools.distributions.integrands import Kernel, with_noise
from kltools.distributions.lattices import Lattice

#: Stretches of at most this many outcomes are summed term by term, and of these at most so many outcomes.
_TERMWISE, MAX_TERMS = 256.0, 2**21
#: The first stretch from a place where f may bend, and how much longer each next one is.
_NEAR, _GROWTH = 64.0, 4.0
#: Relative accuracy aimed at, and that of the masses; the most stretches and rounds of halving; where a tail is left.
_RTOL, _MASS, _MAX_STRETCHES, _MAX_ROUNDS, _FAR = 1e-12, 1e-11, 20_000, 200, 1e280


def sum_smoothly(lattice: Lattice, kernel: Kernel) -> tuple[list[Array], float | None]:
    """Sum a kernel over the outcomes of a lattice that no table lists.

    Returns rows of the sums of value, magnitude, noise, p and q, and a bound on the error beside the noise; None where
    too many outcomes have to be summed term by term.
    """
    stretches, tails = _first_stretches(lattice)
    table = _evaluate(lattice, kernel, stretches)
    left_out = sum(_what_follows(table[tail]) for tail in tails)
    for _ in range(_MAX_ROUNDS):
        value, magnitude, noise = (math.fsum(table[:, k]) for k in range(3))
        allowed = max(_RTOL * abs(value), 8 * EPS * magnitude, noise / 2.0)
        width = stretches[:, 1] - stretches[:, 0]
        divisible = width > 64.0 * np.spacing(np.max(np.abs(stretches), axis=1))
        split = np.union1d(_too_far_off(table[:, 5], allowed), _too_far_off(table[:, 6], _MASS))
        split = split[divisible[split]]
        if split.size == 0 or not np.all(np.isfinite(table[:, 1])):
            return list(table[:, :5]), left_out + math.fsum(table[:, 5])
        if len(stretches) > _MAX_STRETCHES or float(np.sum(width[width <= _TERMWISE])) > MAX_TERMS:
            break
        halves = _halves(stretches[split])
        kept = np.ones(len(stretches), dtype=bool)
        kept[split] = False
        stretches = np.concatenate([stretches[kept], halves])
        table = np.concatenate([table[kept], _evaluate(lattice, kernel, halves)])
    return [], None


def _too_far_off(errors: Array, allowed: float) -> NDArray[np.intp]:
    """Return the stretches to halve for errors to sum to what is allowed; none, if they do."""
    if math.fsum(errors) <= allowed:
        return np.empty(0, dtype=np.intp)
    split = worst(errors, allowed / 2.0)
    return split[errors[split] > 0]


def _halves(stretches: Array) -> Array:
    """Cut stretches of integers [a, b) in two."""
    low, high = stretches.T
    middle = np.floor((low + high) / 2.0)
    return np.concatenate([np.stack([low, middle], axis=1), np.stack([middle, high], axis=1)])


def _first_stretches(lattice: Lattice) -> tuple[Array, list[slice]]:
    """Cut the lattice into stretches [a, b) that lengthen away from where f may bend; and which are tails, outwards."""
    low, high = lattice.range
    bends = {float(one) for one in lattice.spots}
    for part in lattice.parts:
        bends.add(part.ahead)  # the peak of a discrete Laplace law
        first, last = part.range
        bends.update(end for end in (first, last + 1.0) if math.isfinite(end))
    marks = sorted(mark for mark in bends if low <= mark <= high + 1.0)
    pieces: list[tuple[float, float]] = []
    for start, stop in zip(marks, marks[1:], strict=False):
        pieces.extend(_between(start, stop))
    tails = []
    for end, limit, sign in ((marks[-1], high, 1.0), (marks[0], low, -1.0)):
        if not math.isfinite(limit):
            begun = len(pieces)
            pieces.extend(_outwards(end, sign))
            tails.append(slice(begun, len(pieces)))
    return np.array(pieces), tails


def _between(start: float, stop: float) -> list[tuple[float, float]]:
    """Cut [start, stop) into pieces that lengthen from either end to the middle."""
    steps, length = [0.0], _NEAR
    while 2.0 * (steps[-1] + length) < stop - start:
        steps.append(steps[-1] + length)
        length *= _GROWTH
    cuts = [start + step for step in steps] + [stop - step for step in reversed(steps)]
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def _outwards(end: float, sign: float) -> list[tuple[float, float]]:
    """Cut a tail into pieces that lengthen from its end, as far as floats go."""
    pieces, edge, length = [], end, _NEAR
    while abs(edge) < _FAR:
        further = edge + sign * length
        pieces.append((edge, further) if sign > 0 else (further, edge))
        edge, length = further, _GROWTH * length
    return pieces


def _what_follows(tail: Array) -> float:
    """Bound what is beyond the stretches of a tail by a geometric series."""
    sizes = tail[:, 1][tail[:, 1] > 0]
    if sizes.size < 2 or sizes.size < len(tail) - 1:
        return 0.0  # it underflows before its end
    ratio = float(sizes[-1] / sizes[-2])
    return 2.0 * float(sizes[-1]) * ratio / (1.0 - ratio) if ratio < 1.0 else math.inf


def _evaluate(lattice: Lattice, kernel: Kernel, stretches: Array) -> Array:
    """Return for each stretch: value, magnitude, noise, the masses of p and q, and the errors of value and of masses."""
    table = np.empty((len(stretches), 7))
    short = stretches[:, 1] - stretches[:, 0] <= _TERMWISE
    if short.any():
        table[short] = _term_by_term(lattice, kernel, stretches[short])
    if not short.all():
        table[~short] = _by_integrals(lattice, kernel, stretches[~short])
    return table


def _term_by_term(lattice: Lattice, kernel: Kernel, stretches: Array) -> Array:
    """The sums over short stretches, exact but for rounding."""
    steps = stretches[:, :1] + np.arange(_TERMWISE)
    used = steps < stretches[:, 1:]
    used &= ~np.isin(steps, lattice.listed)
    steps = np.where(used, steps, stretches[:, :1])
    log_p, log_q = (np.where(used, view.log_pmf(steps), -np.inf) for view in (lattice.p, lattice.q))
    f, noise = with_noise(kernel, log_p, log_q, 0.0)
    columns = (f, np.abs(f), noise, np.exp(log_p), np.exp(log_q), *np.zeros((2, *f.shape)))
    return np.stack([np.sum(column, axis=1) for column in columns], axis=1)


def _by_integrals(lattice: Lattice, kernel: Kernel, stretches: Array) -> Array:
    """The sums over long stretches, by integrals; of infinite error where a table lists an outcome in between.

    Each node of the rule is reached from the nearest integer by a Taylor polynomial of second order, of the differences
    to its neighbours.
    """
    low, high = stretches[:, :1], stretches[:, 1:]
    width = high - low
    ahead = width / 2.0 * (1.0 + NODES_21) - 0.5
    nearest = np.rint(low + ahead)
    rest = ahead - (nearest - low)
    step = np.maximum(1.0, 4.0 * np.spacing(np.maximum(np.abs(low), np.abs(high))))
    beside = nearest + step * np.array([-1.0, 0.0, 1.0])[:, None, None]
    log_w = np.log(width / 2.0)
    log_p, log_q = (view.log_pmf(beside) for view in (lattice.p, lattice.q))
    f, noise = with_noise(kernel, log_p, log_q, log_w)
    term, untrusted = _at_nodes(f, rest, step)
    value, magnitude = term @ KRONROD_21, np.abs(f[1]) @ KRONROD_21
    variation = np.abs(term - value[:, None] / 2.0) @ KRONROD_21
    error = error_estimate(np.abs(value - term @ GAUSS_21), variation, magnitude) + untrusted @ KRONROD_21
    densities = [_at_nodes(np.exp(log_f + log_w), rest, step) for log_f in (log_p, log_q)]
    masses = [density @ KRONROD_21 for density, _ in densities]
    off = sum(np.abs(density @ (KRONROD_21 - GAUSS_21)) + left @ KRONROD_21 for density, left in densities)
    broken = np.searchsorted(lattice.listed, stretches[:, 0]) < np.searchsorted(lattice.listed, stretches[:, 1])
    return np.stack([value, magnitude, noise[1] @ KRONROD_21, *masses, np.where(broken, math.inf, error), off], axis=1)


def _at_nodes(f: Array, rest: Array, step: Array) -> tuple[Array, Array]:
    """Return f - f''/24 at the nodes, from f a step before, at and after the integer that is `rest` short of each.

    The second array says how large the terms left out are: by the third derivative, and by the fourth.
    """
    before, at, after = f
    slope, curve = (after - before) / 2.0, before - 2.0 * at + after  # times the step, and its square
    part, bend = rest / step, curve / step**2
    size = np.maximum(np.maximum(np.abs(at), np.abs(curve)), 1e-300)
    left = np.abs(part**3 * slope * curve) / (6.0 * size) + bend**2 / (24.0 * size)
    return at + part * slope + part**2 / 2.0 * curve - bend / 24.0, left
