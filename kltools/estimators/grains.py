"""What rounding, point masses and copies do to distances, and the cure that an error or a warning names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kltools.arguments import Array
from kltools.estimators.rounding import Grain, grain_of

#: A step wider than this share of the median distance to a neighbour moves an estimate by about its standard error.
_WIDE = 0.5


@dataclass(frozen=True)
class Grains:
    """How each coordinate of both samples lies, and the median distances to a k-th neighbour, among x's and y's."""

    of: dict[str, list[Grain]]
    finest: float

    def cure(self, among: str) -> str:
        """Return what to do about rows of x that coincide with k or more rows of x or of y."""
        atoms, steps = self._atoms(), self._steps("grid", "repeats")
        otherwise = "count discrete data with plugin_kl, or add noise as wide as the step to which values are rounded"
        if atoms:
            return atoms
        if steps:
            return f"count discrete data with plugin_kl, or, since {steps}"
        if among == "y":
            return f"drop the rows that both samples share, {otherwise}"
        return f"drop the copies, {otherwise}"

    def doubts(self) -> list[str]:
        """Return what is said where no distance is 0 and yet the values have no density, in sentences."""
        atoms, steps = self._atoms(), self._steps("grid", "repeats", wider=_WIDE * self.finest)
        if atoms:
            return [f"a point mass has no density, and the estimate is of none; {atoms}"]
        return [f"the distances are those of a grid, and the estimate may miss by far; {steps}"] if steps else []

    def clumps(self) -> str:
        """Return which values lie in clumps and the noise to add, or nothing."""
        return self._steps("clumps")

    def cell(self, name: str) -> float:
        """Return the volume of a cell of the grid on which a sample lies, 0 where a coordinate lies on none."""
        return float(np.prod([one.step if one.kind == "grid" else 0.0 for one in self.of[name]]))

    def _atoms(self) -> str:
        """Return the cure for a value that a coordinate repeats, or nothing."""
        for name, grains in self.of.items():
            for j, one in enumerate(grains):
                if one.atom is not None and one.share == 1.0:
                    cure = "count discrete data with plugin_kl" if len(grains) == 1 else "leave that coordinate out"
                    return f"{_coordinate(name, j, grains)} has the one value {one.atom:g}: {cure}"
                if one.atom is not None:
                    where = f"{_coordinate(name, j, grains)} is {one.atom:g} in {one.share:.0%} of its rows"
                    return (
                        f"{where}: count the rows where it is and where it is not with plugin_kl, and add p's share of the "
                        "others times knn_kl of the others alone"
                    )
        return ""

    def _steps(self, *kinds: str, wider: float = 0.0) -> str:
        """Return which values lie on a grid of some kind and the noise to add, or nothing; only steps that are wider."""
        said = []
        for name, grains in self.of.items():
            steps = {j: one for j, one in enumerate(grains) if one.kind in kinds and one.step > wider}
            if steps:
                widest = max(steps, key=lambda j: steps[j].step)
                more = f" and {len(steps) - 1} more of its coordinates, each by its own step" if len(steps) > 1 else ""
                said.append(_said_of(_coordinate(name, widest, grains), steps[widest]) + more)
        return "; ".join(said)


def _said_of(what: str, grain: Grain) -> str:
    """Return what lies on which grid, and the noise that cures it, last the coordinate to which it is added."""
    half = f"{grain.step / 2.0:.4g}"
    if grain.kind == "repeats":
        return (
            f"{what} repeats its values, {grain.step:.4g} apart: add noise as wide as the gaps between neighbouring values, "
            f"before any transformation, to {what}"
        )
    if grain.kind == "clumps":
        return (
            f"{what} lies in clumps {grain.step:.4g} apart, as values do that were rounded and jittered by too little; add "
            f"noise as wide as the step, uniform from -{half} to {half}, to the rounded {what}"
        )
    return (
        f"{what} is rounded to steps of {grain.step:.4g}: add noise as wide as the step, uniform from -{half} to {half}, "
        f"to {what}"
    )


def _coordinate(name: str, j: int, grains: list[Grain]) -> str:
    return name if len(grains) == 1 else f"{name}[:, {j}]"


def grains_of(x: Array, y: Array, median_rho: float, median_nu: float) -> Grains:
    """Return how the coordinates of samples (n, d) and (m, d) lie, next to the median distances to a neighbour."""
    finest = min(float(median_rho), float(median_nu))
    samples = (("x", x), ("y", y))
    return Grains({name: [grain_of(column, _WIDE * finest) for column in rows.T] for name, rows in samples}, finest)
