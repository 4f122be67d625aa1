"""Panels for integrating over the real line: graded to the scales and the ends of both densities.

Every panel is an anchor and two offsets from it, so that a panel near an end of the support keeps
the digits of its distance to that end. Panels grow from each anchor by factors of 2, so a narrow
peak inside a wide gap is met at its own scale and not stepped over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.distributions.flat_mixture import FlatMixture


@dataclass(frozen=True)
class Panels:
    """Panels from ``anchor + low`` to ``anchor + high``, as three arrays of one length."""

    anchor: Array
    low: Array
    high: Array

    @staticmethod
    def join(parts: list[Panels]) -> Panels:
        """Return the panels of all parts, one after the other."""
        names = ("anchor", "low", "high")
        return Panels(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    @staticmethod
    def between(rows: list[tuple[float, list[float]]]) -> Panels:
        """Return the panels between consecutive offsets from each anchor, in any order of the offsets."""
        edges = [(anchor, *pair) for anchor, offsets in rows for pair in zip(offsets[:-1], offsets[1:])]
        anchor, one, other = np.array(edges, dtype=float).reshape(-1, 3).T
        return Panels(anchor, np.minimum(one, other), np.maximum(one, other))

    def halves(self) -> Panels:
        """Return each panel cut at its middle."""
        middle = (self.low + self.high) / 2.0
        return Panels.join([Panels(self.anchor, self.low, middle), Panels(self.anchor, middle, self.high)])

    def take(self, index: NDArray[Any]) -> Panels:
        """Return the panels selected by an index or mask."""
        return Panels(self.anchor[index], self.low[index], self.high[index])


@dataclass(frozen=True)
class Tail:
    """Panels without end from `anchor`, each `ratio` times the last: 2 outwards, 1/2 into an end."""

    anchor: float
    start: float
    ratio: float

    def panels(self, first: int, last: int) -> Panels:
        """Return the panels numbered first to last - 1 whose offsets are ordinary floats."""
        edges = self.start * self.ratio ** np.arange(first, last + 1, dtype=float)
        kept = (np.abs(edges) < 1e300) & (np.abs(edges) > 1e-300)
        return Panels.between([(self.anchor, edges[kept].tolist())])


def mesh(p: FlatMixture, q: FlatMixture) -> tuple[Panels, list[Tail]]:
    """Return the panels that cover the supports of p and q, and the tails that they leave open."""
    points, widths = _breakpoints(p, q)
    singular = _singular(p, q, points)
    rows: list[tuple[float, list[float]]] = []
    tails: list[Tail] = []
    intervals = p.intervals() + q.intervals()
    if any(low == -math.inf for low, _ in intervals):
        rows.append((points[0], [-widths[0], 0.0]))
        tails.append(Tail(points[0], -widths[0], 2.0))
    if any(high == math.inf for _, high in intervals):
        rows.append((points[-1], [0.0, widths[-1]]))
        tails.append(Tail(points[-1], widths[-1], 2.0))
    middles = np.array(points[:-1]) / 2.0 + np.array(points[1:]) / 2.0
    for i in np.flatnonzero(_held(middles, p.intervals()) | _held(middles, q.intervals())).tolist():
        half = points[i + 1] / 2.0 - points[i] / 2.0
        for end, sign in ((i, 1.0), (i + 1, -1.0)):
            start = min(widths[end], half)
            rows.append((points[end], [sign * x for x in _growing(start, half)]))
            if singular[end]:
                tails.append(Tail(points[end], sign * start, 0.5))
            else:
                rows.append((points[end], [0.0, sign * start]))
    ends = [x for x, flag in zip(points, singular, strict=True) if flag]
    return _measured_from(ends, Panels.between(rows)), tails


def _measured_from(ends: list[float], panels: Panels) -> Panels:
    """Measure panels very close to a singular end from that end, which keeps the digits of the distance."""
    anchor, shift = panels.anchor.copy(), np.zeros_like(panels.anchor)
    for end in ends:
        near = (np.abs(panels.anchor - end) <= abs(end) / 1024.0) & ~np.isin(panels.anchor, ends)
        shift = np.where(near, panels.anchor - end, shift)
        anchor = np.where(near, end, anchor)
    return Panels(anchor, panels.low + shift, panels.high + shift)


def _growing(start: float, stop: float) -> list[float]:
    """Return start, 2 start, 4 start, ... and stop, no step much longer than all before it."""
    offsets = [start]
    while offsets[-1] * 2.5 < stop:
        offsets.append(offsets[-1] * 2.0)
    return [*offsets, stop] if offsets[-1] < stop else offsets


def _breakpoints(p: FlatMixture, q: FlatMixture) -> tuple[list[float], list[float]]:
    """Return points where the densities live, in order, and the scale to start from at each."""
    found: list[tuple[float, float]] = []
    for component in (*p.components, *q.components):
        quantiles = component.quantiles()
        ends = [e for e in component.support if math.isfinite(e)]
        centre = [component.loc] if component.support[0] < component.loc < component.support[1] else []
        own = np.unique(np.concatenate([quantiles, ends, centre, component.landmarks]))
        gaps = np.diff(own)
        spread = float(own[-1] - own[0])
        for i, x in enumerate(own):
            width = min(gaps[i - 1] if i else math.inf, gaps[i] if i < gaps.size else math.inf)
            # Quantiles may agree by chance, and a single finite one shows no scale.
            known = math.isfinite(width) and width > 64 * math.ulp(abs(x))
            found.append((float(x), float(width) if known else spread / 8.0 or 1.0))
    found.sort()
    points: list[float] = []
    widths: list[float] = []
    for x, width in found:
        if points and x - points[-1] <= 4 * math.ulp(abs(x)):
            widths[-1] = min(widths[-1], width)
        else:
            points.append(x)
            widths.append(width)
    return points, widths


def _singular(p: FlatMixture, q: FlatMixture, points: list[float]) -> list[bool]:
    """Return for each breakpoint whether the density of p or q is 0 or infinite there, inside its support."""
    result = np.zeros(len(points), dtype=bool)
    for v in (p, q):
        result |= _held(np.array(points), v.intervals()) & ~np.isfinite(
            v.log_density(np.array(points), np.zeros(len(points)))
        )
    return [bool(flag) for flag in result]


def _held(points: Array, intervals: list[tuple[float, float]]) -> NDArray[np.bool_]:
    """Return for each point whether one of some intervals, disjoint and in order, holds it."""
    lows, highs = np.array(intervals).T
    place = np.searchsorted(lows, points, side="right") - 1
    return np.asarray((place >= 0) & (points <= highs[place]))
