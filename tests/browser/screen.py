"""A window that stays open from test to test, what a reader's mouse, pen and finger do in it, and the handles it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser, CDPSession, Locator, Page

from kltools.explorables.controls import Choice
from kltools.explorables.explorable import Explorable
from tests.browser.pages import Shown, find_explorable, open_explorable, set_control, shown_layout

FINGER = 44  # CSS pixels across that a finger needs
Point = tuple[float, float]
AT_REST = """(figure) => {
    figure.klPlayer.reset();
    figure.querySelector(".kl-stage").scrollIntoView({ block: "center", behavior: "instant" }); // the theme would glide there
}"""
REACHED = """(handle, finger) => {
    const { width, height } = handle.querySelector(".kl-grip").getBoundingClientRect();
    const knob = handle.querySelector(".kl-knob").getBoundingClientRect();
    const [x, y] = [knob.x + knob.width / 2, knob.y + knob.height / 2], far = finger / 2 - 1;
    const ways = [[0, 0], [far, 0], [-far, 0], [0, far], [0, -far]];
    const missed = ways.filter(([right, down]) => !document.elementFromPoint(x + right, y + down)?.closest(".kl-handle"));
    return { size: Math.min(width, height), missed };
}"""
CENTRE = """(handle) => {
    const { x, y, width, height } = handle.querySelector(".kl-knob").getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""


@dataclass
class Screen:
    """A window, and what a reader does in it."""

    page: Page
    protocol: CDPSession
    origin: str

    def figure(self, one: Shown, *, alone: bool = True) -> Locator:
        """An explorable in its first state, alone or in its chapter; its page is opened where another one is."""
        url, scene = f"{self.origin}/{one.alone if alone else one.address}", one.scene
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


def open_screen(browser: Browser, origin: str, width: int, *, touch: bool) -> Iterator[Screen]:
    """A window of a width, of which the page remembers by what it was touched last."""
    context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=touch)
    page = context.new_page()
    page.add_init_script(
        "addEventListener('pointerdown', (event) => { window.pointer = event.pointerType; }, { capture: true })"
    )
    yield Screen(page, context.new_cdp_session(page), origin)
    context.close()


def shown_handle(figure: Locator, scene: Explorable, place: int) -> Locator:
    """A handle; where it is hidden at first, the scene's first choice is set to its last option, which shows all."""
    handle = figure.locator(f".kl-overlay.kl-{shown_layout(figure).name} .kl-handle").nth(place)
    if not handle.locator(".kl-knob").is_visible():
        choice = next(control for control in scene.controls if isinstance(control, Choice))
        set_control(figure, choice.name, len(choice.options) - 1)
    return handle


def centre(handle: Locator) -> Point:
    """Where the middle of a handle's knob stands on the screen."""
    x, y = handle.evaluate(CENTRE)
    return x, y


def assert_within_reach(figure: Locator, scene: Explorable) -> None:
    """Every handle is as large as a finger, and nothing else lies over it."""
    for place in range(len(scene.handles)):
        reached = shown_handle(figure, scene, place).evaluate(REACHED, FINGER)
        assert reached["size"] >= FINGER, scene.handles[place].label
        assert reached["missed"] == [], scene.handles[place].label
