"""What a slider moves, the reader grabs: every handle of every explorable by mouse, those of four by finger, pen and keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator

from kltools.explorables.explorable import Explorable
from tests.browser.frames import assert_frame, frame
from tests.browser.pages import EACH, EACH_OF_FOUR, Shown, named, shown, state_of
from tests.browser.screen import Screen, assert_within_reach, centre, open_screen, shown_handle


@pytest.fixture(scope="module")
def desk(browser: Browser, origin: str) -> Iterator[Screen]:
    yield from open_screen(browser, origin, 1440, touch=False)


@pytest.fixture(scope="module")
def phone(browser: Browser, origin: str) -> Iterator[Screen]:
    yield from open_screen(browser, origin, 390, touch=True)


def assert_moved(figure: Locator, scene: Explorable, place: int, before: dict[str, Any]) -> None:
    """Only what the handle moves has changed, within its range; the native sliders follow, and the picture is Python's."""
    seen = frame(figure)
    after, moves = named(scene, seen["numbers"]), scene.handles[place].moves
    controls = [control for control in scene.controls if control.name in moves]
    label = f"{scene.handles[place].label}: {before} to {after}"
    assert after != before or any(before[one.name] in (one.start, one.stop) for one in controls), label
    assert all(after[name] == before[name] for name in before if name not in moves), label
    for control in controls:
        assert control.start <= after[control.name] <= control.stop, label
        native = seen["natives"][control.name]
        there = control.values[int(native)] if control.values is not None else native
        assert abs(there - after[control.name]) <= control.step / 2 + 1e-9, label
    assert_frame(scene, seen)


@EACH
def test_a_mouse_drags_what_a_slider_moves(desk: Screen, one: Shown) -> None:
    for place in range(len(one.scene.handles)):
        for right, down in [(60, -20), (-90, 25), (2000, 2000)]:
            figure = desk.figure(one)
            x, y = centre(shown_handle(figure, one.scene, place))
            before = state_of(figure, one.scene)
            desk.mouse([(x, y), (x + right / 2, y + down / 2), (x + right, y + down)])
            assert_moved(figure, one.scene, place, before)


@EACH_OF_FOUR
def test_arrow_keys_move_what_a_slider_moves(desk: Screen, one: Shown) -> None:
    for place in range(len(one.scene.handles)):
        figure = desk.figure(one)
        handle = shown_handle(figure, one.scene, place)
        before = state_of(figure, one.scene)
        handle.focus()
        states = []
        for key in ("ArrowRight", "ArrowUp"):  # on a slope the second may take back what the first did
            desk.page.keyboard.press(key)
            states.append(state_of(figure, one.scene))
        assert any(state != before for state in states), one.scene.handles[place].label
        if states[-1] == before:
            desk.page.keyboard.press("ArrowRight")
        assert_moved(figure, one.scene, place, before)


@EACH_OF_FOUR
@pytest.mark.parametrize("kind", ["finger", "pen"])
def test_a_finger_and_a_pen_drag_and_the_page_stays(phone: Screen, one: Shown, kind: str) -> None:
    for place in range(len(one.scene.handles)):
        figure = phone.figure(one, alone=False)  # whose page could scroll
        handle = shown_handle(figure, one.scene, place)
        before, height = state_of(figure, one.scene), phone.page.evaluate("scrollY")
        x, y = centre(handle)
        getattr(phone, kind)([(x, y), (x - 20, y + 30), (x - 50, y - 45)])
        assert phone.page.evaluate("window.pointer") == {"finger": "touch", "pen": "pen"}[kind]
        assert phone.page.evaluate("scrollY") == height, one.scene.handles[place].label
        assert_moved(figure, one.scene, place, before)


@EACH
def test_a_finger_finds_every_handle(phone: Screen, one: Shown) -> None:
    """On narrow screens; on a wide one, in its chapter, when its frames are looked at."""
    for width in (320, 390):  # the last is the other tests'
        phone.page.set_viewport_size({"width": width, "height": 900})
        assert_within_reach(phone.figure(one), one.scene)


def peak_of(name: str, desk: Screen) -> Locator:
    """The handle on the peak of a scene's q."""
    one = shown(name)
    place = [handle.label for handle in one.scene.handles].index("peak of q")
    return shown_handle(desk.figure(one), one.scene, place)


def test_a_dragged_peak_stays_under_the_pointer(desk: Screen) -> None:
    peak = peak_of("two_normals", desk)
    x, y = centre(peak)
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    for target in ((x - 150, y + 30), (x + 40, y - 15)):
        desk.page.mouse.move(*target)
        assert np.hypot(*np.subtract(centre(peak), target)) < 0.5
    desk.page.mouse.up()


def test_a_handle_dragged_beyond_its_panel_stays_in_it_and_is_still_held(desk: Screen) -> None:
    """A q too tall for its panel would hide its peak: the drag stops short of that, and the same drag comes back."""
    peak = peak_of("latent_penalty", desk)
    x, y = centre(peak)
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x, y - 300)
    assert peak.locator(".kl-knob").is_visible()
    desk.page.mouse.move(x + 40, y + 20)
    assert np.hypot(*np.subtract(centre(peak), (x + 40, y + 20))) < 0.5
    desk.page.mouse.up()
