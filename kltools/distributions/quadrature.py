"""Adaptive integration of a kernel over the real line, with an error estimate that is vouched for."""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.distributions.callable_densities import Density
from kltools.distributions.errors import quadrature_error
from kltools.distributions.flat_mixture import FlatMixture
from kltools.distributions.gauss_kronrod import EPS, GAUSS_21, KRONROD_21, NODES_21, error_estimate, worst
from kltools.distributions.integrands import Kernel, with_noise
from kltools.distributions.mesh import Panels, Tail, mesh
from kltools.distributions.step_sums import constant_between_edges, step_table

#: Relative accuracy aimed at, and the accuracy below which no answer is given.
RTOL, REFUSED = 1e-11, 1e-6
_MAX_PANELS = 40_000
#: How many panels of a tail are looked at first; more follow while they still count.
_TAIL_STEP = 14


class Integral:
    """The integral of one kernel over panels: values, errors and masses, panel by panel."""

    def __init__(self, p: FlatMixture, q: FlatMixture, kernel: Kernel) -> None:
        self.p, self.q, self.kernel = p, q, kernel

    def evaluate(self, panels: Panels) -> Array:
        """Return for each panel: value, error, rounding noise, magnitude, mass of p, mass of q."""
        middle, half = (panels.low + panels.high) / 2.0, (panels.high - panels.low) / 2.0
        offset = middle[:, None] + half[:, None] * NODES_21
        log_p = self.p.log_density(panels.anchor[:, None], offset)
        log_q = self.q.log_density(panels.anchor[:, None], offset)
        log_w = np.log(half)[:, None]
        f, noise = with_noise(self.kernel, log_p, log_q, log_w)
        value, gauss = f @ KRONROD_21, f @ GAUSS_21
        variation = np.abs(f - value[:, None] / 2.0) @ KRONROD_21
        magnitude = np.abs(f) @ KRONROD_21
        error = error_estimate(np.abs(value - gauss), variation, magnitude)
        masses = [np.exp(log_f + log_w) @ KRONROD_21 for log_f in (log_p, log_q)]
        return np.stack([value, error, noise @ KRONROD_21, magnitude, *masses], axis=1)


def integrate(
    p: FlatMixture, q: FlatMixture, kernel: Kernel, quantity: str, floor: float = 1e-20
) -> tuple[float, float]:
    """Integrate ``kernel(log p, log q)`` over the supports of p and q.

    Returns the value and an error estimate: the sum of the rule's own estimates, of the tails left
    out, of the rounding of the log densities, and of what the masses of p and q miss of 1.

    Raises
    ------
    QuadratureError
        If the error is above both 1e-6 of the value and `floor`, a tail does not decay, or the
        densities do not integrate to 1.
    """
    with np.errstate(all="ignore"):
        if constant_between_edges(p, q):
            return _vouch(p, q, step_table(p, q, kernel), 0.0, quantity, floor)
        integral = Integral(p, q, kernel)
        panels, table, left_out = follow(integral, *mesh(p, q))
        return _vouch(p, q, refine(integral, panels, table)[1], left_out, quantity, floor)


def _evaluate_each(integral: Integral, groups: list[Panels]) -> list[Array]:
    """Evaluate groups of panels at once: a call of a density costs as much for a thousand points as for one."""
    ends = np.cumsum([group.low.size for group in groups])
    return np.split(integral.evaluate(Panels.join(groups)), ends[:-1])


def follow(integral: Integral, core: Panels, tails: list[Tail]) -> tuple[Panels, Array, float]:
    """Follow each tail until its panels no longer count; return all panels, their table and a bound on the rest."""
    groups = [core, *(tail.panels(0, _TAIL_STEP) for tail in tails)]
    tables = _evaluate_each(integral, groups)
    asked, step = _TAIL_STEP, _TAIL_STEP
    while True:
        total = sum(float(np.nansum(table[:, 3])) for table in tables)
        growing = [i for i in range(1, len(groups)) if _counts(tables[i][:, 3], asked, total)]
        if not growing:
            break
        step *= 2
        more = [tails[i - 1].panels(asked, asked + step) for i in growing]
        for i, panels, table in zip(growing, more, _evaluate_each(integral, more), strict=True):
            groups[i] = Panels.join([groups[i], panels])
            tables[i] = np.concatenate([tables[i], table])
        asked += step
    # a tail whose scale is beyond ordinary floats has no panels, and no bound
    left_out = sum(_remainder(table[:, 3], total) if len(table) else math.inf for table in tables[1:])
    return Panels.join(groups), np.concatenate(tables), left_out


def _counts(sizes: Array, asked: int, total: float) -> bool:
    """Return whether what follows panels of these sizes may count; fewer than were asked for reach the last float."""
    last = sizes[-4:]
    if sizes.size < asked or not np.all(np.isfinite(last)):
        return False
    return not (np.all(np.diff(last) <= 0) and last[-1] <= 1e-17 * total)


def _remainder(sizes: Array, total: float) -> float:
    """Bound what follows panels of these sizes by a geometric series; infinite where they do not decay."""
    counted = sizes[sizes > 0][-5:]
    if counted.size == 0 or not math.isfinite(float(np.sum(sizes))) or counted[-1] <= 1e-30 * total:
        return 0.0
    # Twice, because the last panel that counts may be cut short by underflow.
    last = 2.0 * float(counted[-1])
    if counted.size == 1:
        return last
    ratio = float(np.max(counted[1:] / counted[:-1]))
    return last * ratio / (1.0 - ratio) if ratio < 1.0 else math.inf


def refine(integral: Integral, panels: Panels, table: Array) -> tuple[Panels, Array]:
    """Halve the panels with the largest errors until the rest is within tolerance."""
    most = max(_MAX_PANELS, 2 * panels.low.size)
    while True:
        total, magnitude = abs(float(np.sum(table[:, 0]))), float(np.sum(table[:, 3]))
        allowed = max(RTOL * total, 8 * EPS * magnitude, float(np.sum(table[:, 2])) / 2.0)
        if not math.isfinite(magnitude) or float(np.sum(table[:, 1])) <= allowed:
            return panels, table
        width = panels.high - panels.low
        scale = np.maximum(np.abs(panels.low), np.abs(panels.high))
        divisible = (table[:, 1] > 4 * EPS * table[:, 3]) & (width > 16 * EPS * scale)
        errors = np.where(divisible, table[:, 1], 0.0)
        split = worst(errors, allowed / 2.0)
        split = split[errors[split] > 0]
        if split.size == 0 or panels.low.size > most:
            return panels, table
        kept = np.ones(panels.low.size, dtype=bool)
        kept[split] = False
        halves = panels.take(split).halves()
        panels = Panels.join([panels.take(kept), halves])
        table = np.concatenate([table[kept], integral.evaluate(halves)])


def _vouch(
    p: FlatMixture, q: FlatMixture, table: Array, left_out: float, quantity: str, floor: float
) -> tuple[float, float]:
    if not np.all(np.isfinite(table[:, :4])):
        reason = "a density is not a number, or underflows where the other is positive"
        raise quadrature_error(quantity, p.label, q.label, reason)
    value, error, noise, _, mass_p, mass_q = (math.fsum(table[:, k]) for k in range(6))
    missing = max(abs(mass_p - 1.0), abs(mass_q - 1.0))
    if not missing < 1e-6:
        reason = f"the densities integrate to {mass_p:.9g} and {mass_q:.9g} over the panels used, not to 1"
        raise quadrature_error(quantity, p.label, q.label, reason)
    # The noise is what shifts of at least 4 EPS in the logs do; a missing mass is such a shift.
    bound = error + left_out + noise * (1.0 + missing / (4.0 * EPS))
    if not bound <= max(REFUSED * abs(value), floor):
        uncertain = f"the value {value:.6g} is uncertain by {bound:.2g}"
        reason = uncertain if math.isfinite(bound) else "a tail does not decay within ordinary floats"
        if any(isinstance(c.source, Density) and not c.source.is_log for v in (p, q) for c in v.components):
            reason += ", and a density that is a function without log=True underflows far out"
        raise quadrature_error(quantity, p.label, q.label, reason)
    return value, bound
