"""What a slider moves, the reader grabs: every handle of every explorable, by mouse, finger, pen and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page

from kltools.explorables.controls import Choice
from kltools.explorables.explorable import Explorable
from tests.browser.pages import (
    alone_address,
    assert_shows,
    explorables,
    find_explorable,
    open_explorable,
    set_control,
    shown_layout,
    state_of,
)

HANDLED = [(address, scene) for address, scene in explorables() if scene.handles]
NAMES = [f"{address.split('/')[1]}-{scene.name}" for address, scene in HANDLED]
EACH = pytest.mark.parametrize(("address", "scene"), HANDLED, ids=NAMES)
FINGER = 44  # CSS pixels across that a finger needs
AT_REST = """(figure) => {
    figure.klPlayer.reset();
    figure.querySelector(".kl-stage").scrollIntoView({ block: "center", behavior: "instant" }); // the theme would glide there
}"""
Point = tuple[float, float]


@dataclass
class Screen:
    """A window that stays open from test to test, and what a reader does in it."""

    page: Page
    protocol: CDPSession
    origin: str

    def figure(self, address: str, scene: Explorable, *, alone: bool = True) -> Locator:
        """An explorable in its first state, alone or in its chapter; its page is opened where another one is."""
        url = alone_address(self.origin, address, scene) if alone else f"{self.origin}/{address}"
        figure = find_explorable(self.page, scene) if self.page.url == url else open_explorable(self.page, url, scene)
        figure.evaluate(AT_REST)
        return figure

    def mouse(self, path: list[Point], kind: str = "mouse") -> None:
        """Press at the first place, move through the others, release."""
        events = ["mousePressed", *["mouseMoved"] * len(path[1:]), "mouseReleased"]
        for event, (x, y) in zip(events, [*path, path[-1]]):
            held = {"button": "left", "buttons": int(event != "mouseReleased"), "clickCount": 1, "pointerType": kind}
            self.protocol.send("Input.dispatchMouseEvent", {"type": event, "x": x, "y": y, **held})

    def pen(self, path: list[Point]) -> None:
        """The same with a pen."""
        self.mouse(path, "pen")

    def finger(self, path: list[Point]) -> None:
        """The same with a finger, in steps as short as a screen reports them."""
        steps = [np.array(path[0])]
        for place in path[1:]:
            steps += [steps[-1] + (np.array(place) - steps[-1]) * part / 8 for part in range(1, 9)]
        for event, place in zip(["touchStart", *["touchMove"] * (len(steps) - 1)], steps):
            points = [{"x": float(place[0]), "y": float(place[1])}]
            self.protocol.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": points})
        self.protocol.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def screen(browser: Browser, origin: str, width: int, *, touch: bool) -> Iterator[Screen]:
    context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=touch)
    page = context.new_page()
    page.add_init_script(
        "addEventListener('pointerdown', (event) => { window.pointer = event.pointerType; }, { capture: true })"
    )
    yield Screen(page, context.new_cdp_session(page), origin)
    context.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, origin: str) -> Iterator[Screen]:
    yield from screen(browser, origin, 1440, touch=False)


@pytest.fixture(scope="module")
def phone(browser: Browser, origin: str) -> Iterator[Screen]:
    yield from screen(browser, origin, 390, touch=True)


def shown_handle(figure: Locator, scene: Explorable, place: int) -> Locator:
    """A handle; where it is hidden at first, the scene's first choice is set to its last option, which shows all."""
    handle = figure.locator(f".kl-overlay.kl-{shown_layout(figure).name} .kl-handle").nth(place)
    if not handle.locator(".kl-knob").is_visible():
        choice = next(control for control in scene.controls if isinstance(control, Choice))
        set_control(figure, choice.name, len(choice.options) - 1)
    return handle


def centre(handle: Locator) -> Point:
    box = handle.locator(".kl-knob").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def assert_moved(figure: Locator, scene: Explorable, place: int, before: dict) -> None:
    """Only what the handle moves has changed, within its range; the native sliders follow, and the picture is Python's."""
    after, moves = state_of(figure, scene), scene.handles[place].moves
    controls = [control for control in scene.controls if control.name in moves]
    label = f"{scene.handles[place].label}: {before} to {after}"
    assert after != before or any(before[one.name] in (one.start, one.stop) for one in controls), label
    assert all(after[name] == before[name] for name in before if name not in moves), label
    for control in controls:
        assert control.start <= after[control.name] <= control.stop, label
        native = float(figure.locator(f'[data-control="{control.name}"]').input_value())
        shown = control.values[int(native)] if control.values is not None else native
        assert abs(shown - after[control.name]) <= control.step / 2 + 1e-9, label
    assert_shows(figure, scene)


@EACH
def test_a_mouse_drags_what_a_slider_moves(desk: Screen, address: str, scene: Explorable) -> None:
    for place in range(len(scene.handles)):
        for right, down in [(60, -20), (-90, 25), (2000, 2000)]:
            figure = desk.figure(address, scene)
            x, y = centre(shown_handle(figure, scene, place))
            before = state_of(figure, scene)
            desk.mouse([(x, y), (x + right / 2, y + down / 2), (x + right, y + down)])
            assert_moved(figure, scene, place, before)


@EACH
def test_arrow_keys_move_what_a_slider_moves(desk: Screen, address: str, scene: Explorable) -> None:
    for place in range(len(scene.handles)):
        figure = desk.figure(address, scene)
        handle = shown_handle(figure, scene, place)
        before = state_of(figure, scene)
        handle.focus()
        states = []
        for key in ("ArrowRight", "ArrowUp"):  # on a slope the second may take back what the first did
            desk.page.keyboard.press(key)
            states.append(state_of(figure, scene))
        assert any(state != before for state in states), scene.handles[place].label
        if states[-1] == before:
            desk.page.keyboard.press("ArrowRight")
        assert_moved(figure, scene, place, before)


@EACH
@pytest.mark.parametrize("kind", ["finger", "pen"])
def test_a_finger_and_a_pen_drag_and_the_page_stays(phone: Screen, address: str, scene: Explorable, kind: str) -> None:
    for place in range(len(scene.handles)):
        figure = phone.figure(address, scene, alone=False)  # whose page could scroll
        handle = shown_handle(figure, scene, place)
        before, height = state_of(figure, scene), phone.page.evaluate("scrollY")
        x, y = centre(handle)
        getattr(phone, kind)([(x, y), (x - 20, y + 30), (x - 50, y - 45)])
        assert phone.page.evaluate("window.pointer") == {"finger": "touch", "pen": "pen"}[kind]
        assert phone.page.evaluate("scrollY") == height, scene.handles[place].label
        assert_moved(figure, scene, place, before)


REACHED = """(handle, finger) => {
    const { width, height } = handle.querySelector(".kl-grip").getBoundingClientRect();
    const knob = handle.querySelector(".kl-knob").getBoundingClientRect();
    const [x, y] = [knob.x + knob.width / 2, knob.y + knob.height / 2], far = finger / 2 - 1;
    const ways = [[0, 0], [far, 0], [-far, 0], [0, far], [0, -far]];
    const missed = ways.filter(([right, down]) => !document.elementFromPoint(x + right, y + down)?.closest(".kl-handle"));
    return { size: Math.min(width, height), missed };
}"""


@EACH
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_a_finger_finds_every_handle(desk: Screen, address: str, scene: Explorable, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    figure = desk.figure(address, scene, alone=width < 1440)
    for place in range(len(scene.handles)):
        reached = shown_handle(figure, scene, place).evaluate(REACHED, FINGER)
        assert reached["size"] >= FINGER, scene.handles[place].label
        assert reached["missed"] == [], scene.handles[place].label
    desk.page.set_viewport_size({"width": 1440, "height": 900})


def peak_of(name: str, desk: Screen) -> tuple[Locator, Explorable, Locator]:
    """A scene's figure, the scene, and the handle on the peak of its q."""
    address, scene = next((address, scene) for address, scene in HANDLED if scene.name == name)
    figure = desk.figure(address, scene)
    place = [handle.label for handle in scene.handles].index("peak of q")
    return figure, scene, shown_handle(figure, scene, place)


def test_a_dragged_peak_stays_under_the_pointer(desk: Screen) -> None:
    _, _, peak = peak_of("two_normals", desk)
    x, y = centre(peak)
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    for target in ((x - 150, y + 30), (x + 40, y - 15)):
        desk.page.mouse.move(*target)
        assert np.hypot(*np.subtract(centre(peak), target)) < 0.5
    desk.page.mouse.up()


def test_a_handle_dragged_beyond_its_panel_stays_in_it_and_is_still_held(desk: Screen) -> None:
    """A q too tall for its panel would hide its peak: the drag stops short of that, and the same drag comes back."""
    _, _, peak = peak_of("latent_penalty", desk)
    x, y = centre(peak)
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x, y - 300)
    assert peak.locator(".kl-knob").is_visible()
    desk.page.mouse.move(x + 40, y + 20)
    assert np.hypot(*np.subtract(centre(peak), (x + 40, y + 20))) < 0.5
    desk.page.mouse.up()
