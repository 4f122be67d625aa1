"""Every control and descent of every explorable, in a real browser, shows what Python gives, on a wide screen and a phone."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator

from kltools.explorables.controls import Slider
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from tests.book_scenes import FOUR
from tests.browser.frames import Step, assert_shows, assert_walk_shows
from tests.browser.pages import (
    EACH,
    explorables,
    find_explorable,
    open_explorable,
    positions,
    shown,
    state_of,
)
from tests.browser.screen import assert_within_reach

ADDRESSES = list(dict.fromkeys(one.address for one in explorables()))
WORDS_CUT = """(figure) => [...figure.querySelectorAll(".kl-picture svg")].flatMap((svg) => {
    const whole = svg.getBoundingClientRect();
    return !whole.width ? [] : [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right, top, bottom, width } = text.getBoundingClientRect();
        const over = Math.max(whole.left - left, right - whole.right, whole.top - top, bottom - whole.bottom);
        return width && getComputedStyle(text).visibility !== "hidden" && over > 1;
    }).map((text) => text.textContent);
})"""


def each_control(scene: Explorable) -> list[Step]:
    """Each control in turn to three places."""
    return [[(control.name, position)] for control in scene.controls for position in positions(control)]


def random_states(scene: Explorable) -> list[Step]:
    """Six times all controls at once."""
    generator = np.random.default_rng(5)
    steps = []
    for _ in range(6):
        step: Step = []
        for control in scene.controls:
            ends = positions(control)
            place = generator.uniform(ends[0], ends[-1])
            whole = not isinstance(control, Slider) or control.values is not None
            step.append((control.name, round(place) if whole else place))
        steps.append(step)
    return steps


@pytest.mark.parametrize("address", ADDRESSES)
def test_explorables_of_a_page_from_disk_show_what_python_gives(watched, site, address):
    """On a wide screen, each in its chapter; nothing is asked of a network, and every handle is within reach."""
    watched.page.goto(f"file://{site}/{address}")
    for one in explorables():
        if one.address == address:
            figure = find_explorable(watched.page, one.scene)
            assert figure.evaluate(WORDS_CUT) == [], one
            assert_within_reach(figure, one.scene)
            figure.evaluate("(figure) => figure.klPlayer.reset()")
            assert_walk_shows(figure, one.scene, [[], *each_control(one.scene)])
    assert watched.complaints == [] and watched.strangers == []


@EACH
def test_an_explorable_alone_on_a_phone_shows_what_python_gives(watched, origin, one):
    page, scene = watched.page, one.scene
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")  # a descent then runs at once
    figure = open_explorable(page, f"{origin}/{one.alone}", scene)
    assert figure.evaluate(WORDS_CUT) == []
    assert_walk_shows(figure, scene, [[], *each_control(scene), *random_states(scene)])
    assert_resets(figure, scene)
    for place in range(len(scene.descents) if isinstance(scene, Formula) else 0):
        assert_descends(figure, scene, place)
        assert_resets(figure, scene)
    assert watched.complaints == [] and watched.strangers == []


def assert_resets(figure: Locator, scene: Explorable) -> None:
    """The button returns to the first state."""
    assert state_of(figure, scene) != pytest.approx(scene.state())
    figure.locator(".kl-reset").click()
    assert state_of(figure, scene) == pytest.approx(scene.state())
    assert_shows(figure, scene)


def assert_descends(figure: Locator, scene: Formula, place: int) -> None:
    """A descent from the first state ends where no control that it moves can lower its readout."""
    figure.locator("[data-descent]").nth(place).click()
    state, descent = state_of(figure, scene), scene.descents[place]
    readout = next(one for one in scene.readouts if one.name == descent.readout)
    assert readout.truth is not None
    reached = readout.truth(**state)
    for name in descent.moves:
        control = next(one for one in scene.controls if one.name == name)
        assert isinstance(control, Slider)
        for shift in (-0.02, 0.02):
            nearby = min(control.stop, max(control.start, state[name] + shift))
            assert readout.truth(**{**state, name: nearby}) >= reached - 1e-9
    assert_shows(figure, scene)


def kinds(scene: Explorable) -> set[str]:
    """All that the engine tells apart in a scene."""
    found = {type(scene).__name__}
    for control in scene.controls:
        listed = isinstance(control, Slider) and control.values is not None
        found.add(f"{type(control).__name__}{' of listed values' if listed else ''}")
        if getattr(control, "play", False):
            found.add("play button")
    for handle in scene.handles:
        found.add(f"handle of {len(handle.moves)}{' that rides a dot' if isinstance(handle.y, str) else ''}")
        if handle.shown_if is not True:
            found.add(f"handle of {len(handle.moves)} that hides")
    moved = [name for handle in scene.handles for name in handle.moves]
    return found | ({"two handles of a slider"} if len(set(moved)) < len(moved) else set())


def test_what_is_tried_on_four_scenes_is_tried_on_every_kind():
    every = set().union(*(kinds(one.scene) for one in explorables()))
    assert set().union(*(kinds(shown(name).scene) for name in FOUR)) == every
    assert len(every) >= 10
