"""A PMF on five outcomes as bars whose tops the reader drags: weights, divided by their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

import kltools
from kltools.explorables import Bars, Handle, Slider, Word

OUTCOMES = range(1, 6)
OFFSETS = {"p": -0.2, "q": 0.2}
"""How far beside an outcome's place the bars of p and q stand."""


@dataclass(frozen=True)
class WeightedBars:
    """One PMF of a figure, shaped by a slider for the weight of each outcome.

    Parameters
    ----------
    name : {"p", "q"}
        It gives the bars their colour and their side.
    weights : sequence of Slider
        One for each outcome.

    Examples
    --------
    >>> bars = WeightedBars("q", weight_sliders("b", "q", (1, 2, 3, 2, 2), 0.1))
    >>> bars.masses[0].subs({one.symbol: one.value for one in bars.weights})
    1/10
    >>> print(bars.pmf({one.name: one.value for one in bars.weights}))
    [0.1 0.2 0.3 0.2 0.2]
    """

    name: str
    weights: Sequence[Slider]

    @property
    def places(self) -> list[float]:
        """Where the bars stand."""
        return [outcome + OFFSETS[self.name] for outcome in OUTCOMES]

    @property
    def masses(self) -> list[sp.Expr]:
        """The probability of each outcome, as a formula in the weights."""
        total = sp.Add(*[one.symbol for one in self.weights])
        return [one.symbol / total for one in self.weights]

    def pmf(self, state: Mapping[str, float]) -> NDArray[np.float64]:
        """The PMF in a state, from kltools' numerics."""
        return kltools.normalize([state[one.name] for one in self.weights])

    def marks(self, panel: str, gap: sp.Rational) -> list[Bars | Word]:
        """The bars, and their name at a gap above the first."""
        places, masses = self.places, self.masses
        return [Bars(panel, places, masses, self.name), Word(panel, self.name, places[0], masses[0] + gap, self.name)]

    def handles(self, panel: str) -> list[Handle]:
        """One on the top of each bar."""
        return [
            Handle(panel, sp.Float(place), mass, (one.name,), f"{self.name} of outcome {outcome}", role=self.name)
            for outcome, place, mass, one in zip(OUTCOMES, self.places, self.masses, self.weights)
        ]


def weight_sliders(
    letter: str, name: str, first: Sequence[float], step: float, *, hidden: bool = False
) -> list[Slider]:
    """A slider for the weight of each outcome.

    Parameters
    ----------
    letter : str
        Starts the names of the controls.
    name : {"p", "q"}
        The PMF that they shape.
    first : sequence of float
        The first weights.
    step : float
    hidden : bool
        Whether only a script sets them; else they wait under "All sliders".

    Returns
    -------
    list of Slider

    Examples
    --------
    >>> [one.name for one in weight_sliders("a", "p", (4, 2, 1, 2, 1), 0.1)]
    ['a1', 'a2', 'a3', 'a4', 'a5']
    """
    return [
        Slider(
            f"{letter}{outcome}", 0.2, 8, weight, step, f"weight of outcome {outcome} in {name}",
            collapsed=not hidden, hidden=hidden,
        )
        for outcome, weight in zip(OUTCOMES, first)
    ]  # fmt: skip
