"""Every control and descent of every explorable, in a real browser, shows what Python gives."""

from __future__ import annotations

import numpy as np
import pytest

from kltools.explorables.controls import Slider
from kltools.explorables.formula import Formula
from tests.browser.pages import (
    alone_address,
    assert_shows,
    explorables,
    open_explorable,
    positions,
    set_control,
    state_of,
)

EXPLORABLES = explorables()
NAMES = [f"{page.split('/')[1]}-{scene.name}" for page, scene in EXPLORABLES]
WORDS_CUT = """(figure) => [...figure.querySelectorAll(".kl-picture svg")].flatMap((svg) => {
    const whole = svg.getBoundingClientRect();
    return !whole.width ? [] : [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right, top, bottom, width } = text.getBoundingClientRect();
        const over = Math.max(whole.left - left, right - whole.right, whole.top - top, bottom - whole.bottom);
        return width && getComputedStyle(text).visibility !== "hidden" && over > 1;
    }).map((text) => text.textContent);
})"""


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_every_control_shows_what_python_gives(watched, origin, address, scene, width):
    watched.page.set_viewport_size({"width": width, "height": 844})
    where = f"{origin}/{address}" if width == 1440 else alone_address(origin, address, scene)
    figure = open_explorable(watched.page, where, scene)
    assert_shows(figure, scene)
    for control in scene.controls:
        for position in positions(control):
            set_control(figure, control.name, position)
            assert_shows(figure, scene)
    assert watched.complaints == [] and watched.strangers == []


@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_random_states_show_what_python_gives(page, origin, address, scene):
    figure = open_explorable(page, alone_address(origin, address, scene), scene)
    generator = np.random.default_rng(5)
    for _ in range(6):
        for control in scene.controls:
            ends = positions(control)
            place = generator.uniform(ends[0], ends[-1])
            whole = not isinstance(control, Slider) or control.values is not None
            set_control(figure, control.name, round(place) if whole else place)
        assert_shows(figure, scene)


FORMULAS = [(address, scene) for address, scene in EXPLORABLES if isinstance(scene, Formula)]
DESCENTS = [(address, scene, place) for address, scene in FORMULAS for place in range(len(scene.descents))]


@pytest.mark.parametrize(("address", "scene", "place"), DESCENTS, ids=lambda value: getattr(value, "name", str(value)))
def test_descents_end_at_a_minimum(page, origin, address, scene, place):
    page.emulate_media(reduced_motion="reduce")  # the descent then runs at once
    figure = open_explorable(page, alone_address(origin, address, scene), scene)
    figure.locator("[data-descent]").nth(place).click()
    state, descent = state_of(figure, scene), scene.descents[place]
    readout = next(one for one in scene.readouts if one.name == descent.readout)
    reached = readout.truth(**state)
    for name in descent.moves:
        control = next(one for one in scene.controls if one.name == name)
        for shift in (-0.02, 0.02):
            nearby = min(control.stop, max(control.start, state[name] + shift))
            assert readout.truth(**{**state, name: nearby}) >= reached - 1e-9
    assert_shows(figure, scene)


@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_reset_returns_to_the_first_state(page, origin, address, scene):
    figure = open_explorable(page, alone_address(origin, address, scene), scene)
    for control in scene.controls:
        set_control(figure, control.name, positions(control)[0])
    figure.locator(".kl-reset").click()
    assert state_of(figure, scene) == pytest.approx(scene.state())
    assert_shows(figure, scene)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_no_word_is_cut_in_the_first_state(page, origin, address, scene, width):
    page.set_viewport_size({"width": width, "height": 844})
    figure = open_explorable(page, alone_address(origin, address, scene), scene)
    assert figure.evaluate(WORDS_CUT) == []
