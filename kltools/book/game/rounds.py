"""The rounds of "Hit the number": for each day of a cycle a p, two targets, and a q that is known to meet both.

A round starts from its kept q: the targets are what kltools finds for it, so every round can be won. Day and level alone
seed the random numbers, so each build makes the same rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from kltools.book.game.bars import bars
from kltools.book.game.hills import MOVED as SHAPED
from kltools.book.game.hills import hills
from kltools.explorables import Formula

DAYS = 60
"""Rounds of a level; then they come round again."""
WITHIN = 0.05
"""How near to a target counts as a hit, relative to it."""
LEAST, MOST = 0.25, 3.0
"""Targets lie between these. Two digits after the point then say one to within 2 %."""
CLEAR = 1.25
"""Factor by which the two targets differ from each other, and the first q from either."""

Values = dict[str, float]
Make = Callable[[np.random.Generator], Values]


@dataclass(frozen=True)
class Level:
    """One difficulty.

    Parameters
    ----------
    name : str
    scene : callable
        Describes its figure.
    feedback : {"live", "number", "side"}
        What the reader learns of D: the number all the time; the number when a move ends; then only whether it is too
        high or too low.
    words : str
        The same, for the reader.
    given, moved : callable
        From a random generator to values of the controls that the reader does not move, and of those that they do.
    """

    name: str
    scene: Callable[[], Formula]
    feedback: str
    words: str
    given: Make
    moved: Make


@dataclass(frozen=True)
class Round:
    """What one day brings at one level.

    Parameters
    ----------
    given : dict of str to float
        p, as values of the controls that the reader does not see.
    start : dict of str to float
        The q to begin with; it meets neither target.
    kept : dict of str to float
        A q that meets both.
    targets : tuple of float
        For D(p‖q) and for D(q‖p), in nats, as the page shows them.
    """

    given: Values
    start: Values
    kept: Values
    targets: tuple[float, float]


def _tenths(**values: float) -> Values:
    return {name: round(value, 1) + 0.0 for name, value in values.items()}


def _one_hill(generator: np.random.Generator) -> Values:
    mean, spread = generator.uniform(-1.2, 1.2), generator.uniform(0.7, 1.2)
    return {"w": 0.5, **_tenths(m1=mean, s1=spread, m2=mean, s2=spread)}


def _two_hills(generator: np.random.Generator) -> Values:
    middle, half = generator.uniform(-1, 1), generator.uniform(1.2, 1.9)
    left, right = generator.uniform(0.5, 0.9), generator.uniform(0.5, 0.9)
    weight = round(generator.uniform(0.35, 0.65), 2)
    return {"w": weight, **_tenths(m1=middle - half, s1=left, m2=middle + half, s2=right)}


def _normal(generator: np.random.Generator) -> Values:
    """A mean and a standard deviation that the sliders' steps reach."""
    found = {}
    for slider, (low, high) in zip(SHAPED, ((-2.0, 2.0), (0.6, 2.2))):
        steps = round((generator.uniform(low, high) - slider.start) / slider.step)
        found[slider.name] = round(slider.start + steps * slider.step, 2)
    return found


def _weights(letter: str) -> Make:
    """Five weights, some of them small, so that bars differ."""

    def make(generator: np.random.Generator) -> Values:
        weights = np.exp(generator.uniform(np.log(0.4), np.log(7), size=5))
        return _tenths(**{f"{letter}{k}": weight for k, weight in enumerate(weights.tolist(), 1)})

    return make


LEVELS = (
    Level("easy", hills, "live", "D follows your hand", _one_hill, _normal),
    Level("medium", hills, "number", "D shows when you let go", _two_hills, _normal),
    Level("hard", bars, "side", "you learn only: too high or too low", _weights("a"), _weights("b")),
)


def _differ(one: float, other: float) -> bool:
    return max(one, other) >= CLEAR * min(one, other)


def make_round(day: int, level: Level) -> Round:
    """The round of one day.

    Parameters
    ----------
    day : int
        Its place in the cycle, counted from 0.
    level : Level

    Returns
    -------
    Round

    Raises
    ------
    ValueError
        If ``day`` is outside the cycle.

    Examples
    --------
    >>> today = make_round(7, LEVELS[2])
    >>> today == make_round(7, LEVELS[2])
    True
    """
    if not 0 <= day < DAYS:
        raise ValueError(f"day is {day}; give its place in the cycle, from 0 to {DAYS - 1}")
    generator = np.random.default_rng([day, *level.name.encode()])
    measure = _scene(level).truths
    while True:
        given, kept = level.given(generator), level.moved(generator)
        first, second = (round(value, 2) for value in measure({**given, **kept}).values())
        if LEAST <= min(first, second) and max(first, second) <= MOST and _differ(first, second):
            break
    while True:
        start = level.moved(generator)
        if all(_differ(value, target) for value, target in zip(measure({**given, **start}).values(), (first, second))):
            return Round(given, start, kept, (first, second))


@cache
def _scene(level: Level) -> Formula:
    return level.scene()
