"""Whether samples are rounded: the step of the grid that a coordinate lies on, or nearly, and values it repeats."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

import numpy as np

from kltools.arguments import Array

#: Rows of which the residues are looked at; so many show clumps of any size that matters.
_ROWS = 4000
#: A mean of exp(2 pi i x/step) beyond this is that of values in clumps: noise as wide as four fifths of the step
#: leaves less, and a smooth density that is several steps wide next to nothing.
_CLUMPED = 0.25
#: Off a whole number of steps by more than this, a gap between values is no multiple of the step.
_OFF = 0.05
#: Of values of which a smaller share is distinct, the gaps between them are those of a grid with uneven steps.
_FEW_DISTINCT = 0.9
#: The cells of a grid about which values lie in clumps: so many at least, and in more than half of them there are some.
_CELLS = 3
#: A value is an atom where so many rows have it, and this many times as many as either neighbouring value.
_ATOM_ROWS, _ATOM_TIMES = 10, 5


@dataclass(frozen=True)
class Grain:
    """How the values of one coordinate of a sample lie.

    Attributes
    ----------
    step : float
        The step of the grid on which, or in clumps about which, the values lie; where they lie on none but repeat
        each other, the median gap between neighbouring values; 0 where they do neither.
    kind : {"grid", "clumps", "repeats", "smooth"}
        Which of these.
    atom : float or None
        A value that far more rows have than any value beside it, if there is one.
    share : float
        The share of the rows that have it.
    """

    step: float
    kind: str
    atom: float | None
    share: float


def grain_of(values: Array, finest: float) -> Grain:
    """Return how the values (n,) of a coordinate lie, looking for clumps about steps wider than `finest`.

    Examples
    --------
    >>> values = np.random.default_rng(1).normal(size=1000)
    >>> grain_of(values, 0.01).kind
    'smooth'
    >>> round(grain_of(np.round(values, 1), 0.01).step, 12)
    0.1
    """
    with np.errstate(over="ignore", invalid="ignore"):
        distinct, counts = _distinct(values)
        place = _atom(counts)
        atom = None if place is None else float(distinct[place])
        share = 0.0 if place is None else float(counts[place]) / len(values)
        step = _grid_step(distinct, len(values))
        if step > 0.0:
            return Grain(step, "grid", atom, share)
        rest = values if atom is None else values[np.abs(values - atom) > 16 * math.ulp(atom)]
        step = _clump_step(rest[:_ROWS], finest)
        if step > 0.0:
            return Grain(step, "clumps", atom, share)
        if atom is None and 2 < len(distinct) < _FEW_DISTINCT * len(values):
            return Grain(float(np.median(np.diff(distinct))), "repeats", None, 0.0)
        return Grain(0.0, "smooth", atom, share)


def _distinct(values: Array) -> tuple[Array, Array]:
    """Return the distinct values in order and their counts; values that differ by rounding alone are one."""
    ordered = np.sort(values)
    apart = np.diff(ordered) > 16 * np.spacing(np.max(np.abs(ordered)))
    starts = np.flatnonzero(np.concatenate([[True], apart]))
    return ordered[starts], np.diff(starts, append=len(ordered)).astype(float)


def _grid_step(distinct: Array, n: int) -> float:
    """Return the step of which all gaps between distinct values are multiples, or 0."""
    gaps = np.diff(distinct)
    # few gaps may be multiples of one another by chance, unless ties show that the values are not continuous
    if gaps.size < 1 or (gaps.size < 8 and distinct.size > n / 2):
        return 0.0
    step = float(np.min(gaps))
    for _ in range(2):  # the second time with the step that all gaps together give
        if step <= 0.0 or np.max(gaps) > step * 1e12:
            return 0.0
        multiples = np.round(gaps / step)
        step = float(np.sum(gaps) / np.sum(multiples))
    # a grid finer than most gaps is one in which any decimals can be written, unless it has as few ties as its cells make
    typical, ties = float(np.median(multiples)), 1.0 - distinct.size / n
    used = typical <= 2.0 or 0.0 < ties <= 2.0 / typical
    return step if used and np.max(np.abs(gaps / step - multiples)) < _OFF else 0.0


def _clump_step(values: Array, finest: float) -> float:
    """Return the widest decimal step near whose multiples, shifted alike, most values lie, or 0."""
    if len(values) < 50:
        return 0.0
    low, high = np.quantile(values, [0.05, 0.95])
    spread = float(high - low)
    finest = max(finest, 1e-6 * spread)
    if not (1e-290 < spread < 1e290 and finest < spread):
        return 0.0
    middle = values[(values >= low) & (values <= high)]
    for exponent in range(math.floor(math.log10(spread)), math.floor(math.log10(finest)) - 1, -1):
        for step in (leading * 10.0**exponent for leading in (5, 2, 1)):
            if finest < step < spread / _CELLS and _in_clumps(middle, step):
                return step
    return 0.0


def _in_clumps(values: Array, step: float) -> bool:
    """Return whether values lie in clumps about multiples of a step, shifted alike, and in most of those there are."""
    mean = complex(np.mean(np.exp(2j * np.pi * np.remainder(values / step, 1.0))))
    if abs(mean) < max(_CLUMPED, 5.0 / math.sqrt(len(values))):
        return False
    shift = cmath.phase(mean) / (2.0 * math.pi)
    cells, place, counts = np.unique(np.round(values / step - shift), return_inverse=True, return_counts=True)
    if cells.size < 3 or 2 * cells.size <= min(len(values), cells[-1] - cells[0] + 1):
        return False
    others = values[place != np.argmax(counts)]  # for a skewed density may have most of its mass in one cell
    return len(others) > 0 and abs(np.mean(np.exp(2j * np.pi * np.remainder(others / step, 1.0)))) > _CLUMPED


def _atom(counts: Array) -> int | None:
    """Return the place of a value that many rows have, and far more than have the values beside it."""
    most = int(np.argmax(counts))
    beside = np.max(np.concatenate([[0.0], counts[max(most - 1, 0) : most], counts[most + 1 : most + 2]]))
    return most if counts[most] >= max(_ATOM_ROWS, _ATOM_TIMES * beside) else None
