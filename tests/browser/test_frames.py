"""Every control and handle of every explorable, in a real browser, shows what Python gives."""

from __future__ import annotations

import numpy as np
import pytest
from pages import drawn, explorables, open_explorable, readouts, set_control, shown_layout, state_of

from kltools.explorables.controls import Choice, Slider
from kltools.explorables.formula import Formula

EXPLORABLES = explorables()
NAMES = [f"{page.split('/')[1]}-{scene.name}" for page, scene in EXPLORABLES]
PIXELS = 0.1


def positions(control) -> list[float]:
    """Three positions of a native control: both ends and a place within."""
    if isinstance(control, Slider):
        if control.values is not None:
            return [0, len(control.values) // 3, len(control.values) - 1]
        return [control.start, control.start + (control.stop - control.start) * 0.37, control.stop]
    last = len(control.states()) - 1
    return sorted({0, last // 2, last})


def assert_shows(figure, scene) -> None:
    """The page's picture and readouts are Python's for the page's state."""
    layout, state = shown_layout(figure), state_of(figure, scene)
    if not isinstance(scene, Formula):
        names = [control.name for control in scene.controls]
        grids = dict(zip(names, (control.states() for control in scene.controls)))
        state = {name: min(grids[name], key=lambda one: abs(one - state[name])) for name in names}
    expected = scene.frame(state, layout)
    for gid, points in drawn(figure, layout).items():
        truth = expected.paths[gid]
        truth = truth[np.isfinite(truth).all(axis=1)]
        truth = np.clip(truth, -3200 if not isinstance(scene, Formula) else -2e4, 2e4)
        points = np.array(points).reshape(-1, 2)
        if len(truth) == 1 and len(points) == 2:  # a dot is a line from a point to itself
            points = points[:1]
        if not isinstance(scene, Formula):  # a recording rests at the last point of a shorter path
            points = points[: len(truth)]
        assert points.shape == truth.shape, f"{gid} at {state}"
        if len(truth):
            assert np.abs(points - truth).max() <= PIXELS, f"{gid} at {state}"
    shown = [readout.shown(expected.readouts[readout.name]) for readout in scene.readouts]
    assert readouts(figure) == shown, state


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_every_control_shows_what_python_gives(watched, origin, address, scene, width):
    watched.page.set_viewport_size({"width": width, "height": 844})
    figure = open_explorable(watched.page, f"{origin}/{address}", scene)
    assert_shows(figure, scene)
    for control in scene.controls:
        for position in positions(control):
            set_control(figure, control.name, position)
            assert_shows(figure, scene)
    assert watched.complaints == [] and watched.strangers == []


@pytest.mark.parametrize(("address", "scene"), EXPLORABLES, ids=NAMES)
def test_random_states_show_what_python_gives(page, origin, address, scene):
    figure = open_explorable(page, f"{origin}/{address}", scene)
    generator = np.random.default_rng(5)
    for _ in range(6):
        for control in scene.controls:
            ends = positions(control)
            place = generator.uniform(ends[0], ends[-1])
            whole = not isinstance(control, Slider) or control.values is not None
            set_control(figure, control.name, round(place) if whole else place)
        assert_shows(figure, scene)


FORMULAS = [(address, scene) for address, scene in EXPLORABLES if isinstance(scene, Formula)]
HANDLED = [(address, scene, place) for address, scene in EXPLORABLES for place in range(len(scene.handles))]


def shown_handle(figure, scene, place):
    """A handle; where it is hidden at first, the scene's first choice is set to its last option, which shows all."""
    handle = figure.locator(".kl-overlay.kl-wide .kl-handle").nth(place)
    if not handle.locator(".kl-knob").is_visible():
        choice = next(control for control in scene.controls if isinstance(control, Choice))
        set_control(figure, choice.name, len(choice.options) - 1)
    return handle


@pytest.mark.parametrize(("address", "scene", "place"), HANDLED, ids=lambda value: getattr(value, "name", str(value)))
@pytest.mark.parametrize("moves", [(60, -20), (-90, 25), (2000, 2000)])
def test_handles_move_their_controls(page, origin, address, scene, place, moves):
    figure = open_explorable(page, f"{origin}/{address}", scene)
    knob = shown_handle(figure, scene, place).locator(".kl-knob")
    before = state_of(figure, scene)
    box = knob.bounding_box()
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*centre)
    page.mouse.down()
    for part in (0.5, 1.0):
        page.mouse.move(centre[0] + moves[0] * part, centre[1] + moves[1] * part)
    page.mouse.up()
    after = state_of(figure, scene)
    moved = [control for control in scene.controls if control.name in scene.handles[place].moves]
    at_an_end = any(before[control.name] in (control.start, control.stop) for control in moved)
    assert after != before or at_an_end
    assert all(after[name] == before[name] for name in before if name not in scene.handles[place].moves)
    for name in scene.handles[place].moves:
        control = next(one for one in scene.controls if one.name == name)
        assert control.start <= after[name] <= control.stop
        # the native slider follows, as closely as its step allows
        native = float(figure.locator(f'[data-control="{name}"]').input_value())
        shown = control.values[int(native)] if control.values is not None else native
        assert abs(shown - after[name]) <= control.step / 2 + 1e-9
    assert_shows(figure, scene)


@pytest.mark.parametrize(("address", "scene", "place"), HANDLED, ids=lambda value: getattr(value, "name", str(value)))
def test_handles_answer_the_keyboard(page, origin, address, scene, place):
    figure = open_explorable(page, f"{origin}/{address}", scene)
    knob = shown_handle(figure, scene, place)
    before = state_of(figure, scene)
    knob.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert state_of(figure, scene) != before
    assert_shows(figure, scene)


def test_a_dragged_peak_stays_under_the_pointer(page, origin):
    address, scene = next((a, s) for a, s in EXPLORABLES if s.name == "two_normals")
    figure = open_explorable(page, f"{origin}/{address}", scene)
    knob = figure.locator(".kl-overlay.kl-wide .kl-knob")
    box = knob.bounding_box()
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*start)
    page.mouse.down()
    for target in ((start[0] - 150, start[1] + 30), (start[0] + 40, start[1] - 15)):
        page.mouse.move(*target)
        box = knob.bounding_box()
        centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert np.hypot(centre[0] - target[0], centre[1] - target[1]) < 0.5
    page.mouse.up()


DESCENTS = [(address, scene, place) for address, scene in FORMULAS for place in range(len(scene.descents))]


@pytest.mark.parametrize(("address", "scene", "place"), DESCENTS, ids=lambda value: getattr(value, "name", str(value)))
def test_descents_end_at_a_minimum(page, origin, address, scene, place):
    page.emulate_media(reduced_motion="reduce")  # the descent then runs at once
    figure = open_explorable(page, f"{origin}/{address}", scene)
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
    figure = open_explorable(page, f"{origin}/{address}", scene)
    for control in scene.controls:
        set_control(figure, control.name, positions(control)[0])
    figure.locator(".kl-reset").click()
    assert state_of(figure, scene) == pytest.approx(scene.state())
    assert_shows(figure, scene)
