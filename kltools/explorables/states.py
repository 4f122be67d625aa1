"""The states at which a scene is checked: corners of the box of its controls, its first state, its centre, random ones."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from itertools import product

from kltools.explorables.controls import Control, Slider, Value
from kltools.explorables.explorable import Explorable

MOST_CORNERS = 64
INNER_STATES = 32
MANY_CORNERS = 1024
MANY_INNER_STATES = 200


def sample_states(
    scene: Explorable, inner: int = INNER_STATES, *, recorded: bool = False
) -> Iterator[dict[str, Value]]:
    """States of a scene, always the same.

    Parameters
    ----------
    scene : Explorable
    inner : int
        How many random states there are.
    recorded : bool
        Whether sliders stand at the values of a recording alone.

    Yields
    ------
    dict
        Each corner of the box of controls (64 random ones where there are more), the first state, and random ones.
    """
    choice = random.Random(scene.name)
    yield from _corners(scene, MOST_CORNERS, choice, recorded)
    yield scene.state()
    for _ in range(inner):
        yield {control.name: _random_value(control, choice, recorded) for control in scene.controls}


def many_states(scene: Explorable) -> Iterator[dict[str, Value]]:
    """States by the hundred, always the same, for what costs next to nothing to look at: corners, centre, random ones."""
    choice = random.Random(f"{scene.name}, by the hundred")
    yield from _corners(scene, MANY_CORNERS, choice, recorded=False)
    middles = {one.name: (one.start + one.stop) / 2 for one in scene.controls if isinstance(one, Slider)}
    yield scene.state(**middles)
    for _ in range(MANY_INNER_STATES):
        yield {control.name: _random_value(control, choice, recorded=False) for control in scene.controls}


def _corners(scene: Explorable, most: int, choice: random.Random, recorded: bool) -> Iterator[dict[str, Value]]:
    """Each corner of the box of controls; where there are more than the most, as many random ones."""
    ends = [_ends(control, recorded) for control in scene.controls]
    names = [control.name for control in scene.controls]
    every = (
        product(*ends) if math.prod(map(len, ends)) <= most else ([choice.choice(e) for e in ends] for _ in range(most))
    )
    for values in every:
        yield dict(zip(names, values))


def _ends(control: Control, recorded: bool) -> tuple[Value, ...]:
    if not isinstance(control, Slider):
        return tuple(control.states())
    if recorded:
        return (control.states()[0], control.states()[-1])
    return (control.start, control.stop)


def _random_value(control: Control, choice: random.Random, recorded: bool) -> Value:
    if isinstance(control, Slider) and control.values is None and not recorded:
        return choice.uniform(control.start, control.stop)
    states: Sequence[Value] = control.states()
    return choice.choice(states)
