"""Summing a kernel over the outcomes of discrete distributions, with a bound on the outcomes left out.

The outcomes that tables list are summed one by one. A lattice is summed where its mass lies and outwards until nothing
more counts; where that would be too long, by `smooth_sums`.
"""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.distributions.count_vector_sums import sum_count_vectors
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS
from kltools.distributions.integrands import Kernel, with_noise
from kltools.distributions.lattices import Lattice, is_table, lattices, listed_outcomes
from kltools.distributions.quadrature import REFUSED
from kltools.distributions.smooth_sums import MAX_TERMS, sum_smoothly

#: How many outcomes are held in memory at once, and from how many on their sum is done by integrals.
BLOCK, _SHORT = 2**16, 2**17
#: Up to so many outcomes are all summed, which costs less than to ask where their mass lies.
_ALL = 512
#: What a tail may miss of the masses.
_MASS = 1e-14


def sum_kernel(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str, floor: float = 1e-20
) -> tuple[float, float]:
    """Sum ``kernel(log p, log q)`` over the outcomes of p and q.

    Returns the sum and an error estimate: a bound on the outcomes left out, the rounding of the log probabilities,
    and what the masses miss of 1.

    Raises
    ------
    QuadratureError
        If the error is above both 1e-6 of the value and `floor`, or more than 2**21 outcomes count whose terms differ
        too much from their neighbours'.
    """
    with np.errstate(all="ignore"):
        if p.dimension > 1:
            return _vouch(p, q, np.array(sum_count_vectors(p, q, kernel, quantity)), 0.0, quantity, floor)
        listed = listed_outcomes(p, q)
        rows = _listed_rows(p, q, kernel, listed)
        left_out = 0.0
        for lattice in lattices(p, q, listed):
            more, rest = _sum_lattice(lattice, kernel)
            if rest is None:
                more, rest = _mass_off_the_list(p, q, kernel, lattice)
            if rest is None:
                reason = f"more than {MAX_TERMS} outcomes would have to be summed"
                raise quadrature_error(quantity, p.label, q.label, reason)
            rows.extend(more)
            left_out += rest
    return _vouch(p, q, np.array(rows), left_out, quantity, floor)


def _vouch(
    p: FlatMixture, q: FlatMixture, table: Array, left_out: float, quantity: str, floor: float
) -> tuple[float, float]:
    """Return the sum and its error, or raise where that is too large."""
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


def terms(kernel: Kernel, log_p: Array, log_q: Array) -> Array:
    """Return the value, magnitude, noise, p and q of some outcomes, a row each."""
    f, noise = with_noise(kernel, log_p, log_q, 0.0)
    return np.stack([f, np.abs(f), noise, np.exp(log_p), np.exp(log_q)])


def _listed_rows(p: FlatMixture, q: FlatMixture, kernel: Kernel, listed: Array) -> list[Array]:
    """The outcomes that a table lists, with all that p and q have there."""
    blocks = (listed[start : start + BLOCK] for start in range(0, listed.size, BLOCK))
    return [terms(kernel, p.log_density(0.0, block), q.log_density(0.0, block)).sum(axis=1) for block in blocks]


def _sum_lattice(lattice: Lattice, kernel: Kernel) -> tuple[list[Array], float | None]:
    """Sum over the outcomes of a lattice that no table lists; the bound is None where they are too many."""
    rows = _sum_outwards(lattice, kernel)
    return sum_smoothly(lattice, kernel) if rows is None else (rows, 0.0)


def _sum_outwards(lattice: Lattice, kernel: Kernel) -> list[Array] | None:
    """Sum from where the mass lies by blocks of doubling size until they no longer count; None if that takes long."""
    low, high = lattice.range
    if high - low < _ALL:
        return _rows_between(lattice, kernel, np.array([low, high + 1]))
    spots = lattice.spots
    first, last = float(spots[0]), float(spots[-1])
    if last - first > _SHORT:
        return None
    step = max(32.0, (last - first + 1) // 8)
    # the first blocks of either tail nearly always count: all at once, since a call costs as much as many outcomes
    cuts = np.clip([first - step, first, last + 1, last + 1 + step, last + 1 + 3 * step], low, high + 1)
    below, core, *above = _rows_between(lattice, kernel, cuts)
    rows = [below, core, *above]
    used = cuts[-1] - cuts[0]
    for edge, limit, sign, length, blocks in (
        (cuts[-1] - 1, high, 1.0, 4 * step, above),
        (cuts[0], low, -1.0, 2 * step, [np.full(5, math.inf), below]),
    ):
        while edge != limit and _counts(blocks[-2], blocks[-1], math.fsum(one[1] for one in rows)):
            if used > _SHORT:
                return None
            stop = min(edge + length, limit) if sign > 0 else max(edge - length, limit)
            start, end = sorted((edge + sign, stop))
            (more,) = _rows_between(lattice, kernel, np.array([start, end + 1]))
            rows.append(more)
            used += abs(stop - edge)
            edge, length = stop, 2 * length
            blocks.append(more)
    return rows


def _counts(before: Array, last: Array, magnitude: float) -> bool:
    """Return whether what follows the last of two blocks may count: its terms, or the masses that vouch for them."""
    return bool(last[1] > 1e-17 * magnitude or last[1] > before[1] or last[3] + last[4] > _MASS)


def _rows_between(lattice: Lattice, kernel: Kernel, cuts: Array) -> list[Array]:
    """Return for each two neighbouring cuts a <= b the sums over a, a + 1, …, b - 1."""
    totals = np.zeros((len(cuts) - 1, 5))
    start = cuts[0]
    while start < cuts[-1]:
        steps = start + np.arange(min(BLOCK, cuts[-1] - start))
        if lattice.listed.size:
            steps = steps[~np.isin(steps, lattice.listed)]
        if steps.size:
            ends = np.searchsorted(steps, cuts)
            columns = terms(kernel, lattice.p.log_pmf(steps), lattice.q.log_pmf(steps))
            for total, begin, end in zip(totals, ends, ends[1:], strict=False):
                total += columns[:, begin:end].sum(axis=1)
        start += BLOCK
    return list(totals)


def _mass_off_the_list(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, lattice: Lattice
) -> tuple[list[Array], float | None]:
    """The sum over a lattice on which only one of p and q has mass: there it is a multiple of that mass.

    None where both have mass.
    """
    if all(not is_table(c) for c in (*p.components, *q.components)) or (lattice.p.parts and lattice.q.parts):
        return [], None
    own = lattice.p if lattice.p.parts else lattice.q
    listed = math.fsum(np.exp(own.log_pmf(lattice.listed))) if lattice.listed.size else 0.0
    rest = np.log([max(0.0, math.fsum(part.weight for part in own.parts) - listed)])
    none = np.array([-math.inf])
    return [terms(kernel, *((rest, none) if lattice.p.parts else (none, rest))).sum(axis=1)], 8 * EPS
