"""Recorded scenes in a kernel: any value of any control, not only the recorded ones, answered within 100 ms."""

from __future__ import annotations

import random
import statistics
import time

import numpy as np
import pytest

from kltools.explorables import Slider
from kltools.explorables.widget import ExplorableWidget, make_widget
from tests.book_scenes import RECORDED, described
from tests.pace import leeway

BUDGET = 0.100
"""Seconds that a kernel may take for one new value."""
BUSY = 4
"""How many times slower the single slowest answer may be: a test machine runs other things as well."""


def between(control: Slider, chance: random.Random) -> float:
    """A value that was not recorded."""
    value = chance.uniform(control.start, control.stop)
    return float(round(value)) if isinstance(control.step, int) else value


def moves(widget: ExplorableWidget, rounds: int) -> list[float]:
    """Move each slider in turn to values between the recorded ones; how long each answer took."""
    chance, seconds = random.Random(3), []
    for _ in range(rounds):
        for control in widget.scene.controls:
            assert isinstance(control, Slider)
            value = between(control, chance)
            begun = time.perf_counter()
            setattr(widget, control.name, value)
            seconds.append(time.perf_counter() - begun)
    return seconds


@pytest.mark.timed
@pytest.mark.parametrize("name", RECORDED)
def test_the_kernel_answers_any_value_within_its_budget(name: str) -> None:
    widget = make_widget(described(name))
    moves(widget, 1)  # what is computed once a kernel
    seconds = moves(widget, 12)
    budget = BUDGET * leeway()
    assert statistics.median(seconds) < budget
    assert max(seconds) < BUSY * budget


@pytest.mark.parametrize("name", RECORDED)
def test_between_recorded_values_the_frame_lies_near_its_neighbours(name: str) -> None:
    """A value a hair beside a recorded one gives nearly that one's readouts, by whatever path it is computed."""
    scene = described(name)
    for control in scene.controls:
        assert isinstance(control, Slider)
        if isinstance(control.step, int):
            continue
        value = control.value + 1e-7 * (control.stop - control.start)
        near, at = scene.frame(scene.state(**{control.name: value})), scene.frame(scene.state())
        for readout, number in at.readouts.items():
            np.testing.assert_allclose(near.readouts[readout], number, rtol=1e-4, atol=1e-4, err_msg=readout)
