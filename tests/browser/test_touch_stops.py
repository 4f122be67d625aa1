"""Whatever the reader touches stops what moves by itself, play and descent alike: no frame overwrites a hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from kltools.drawing import Panel
from kltools.explorables import (
    Choice,
    Descent,
    Explorable,
    Formula,
    Handle,
    Polyline,
    Readout,
    Slider,
    Toggle,
    save_html,
    scene,
)

across = Slider("a", -2, 2, -1.5, 0.01, "across", play=True)
up = Slider("b", -1, 3, 2, 0.01, "up", play=True)
kind = Choice("kind", ("one", "other"), "kind")
flag = Toggle("flag", "flag")
VALLEY = 100 * (up.symbol - across.symbol**2) ** 2 + (1 - across.symbol) ** 2
"""Rosenbrock's: a descent takes thousands of steps along it."""


@scene
def valley() -> Explorable:
    """A point over a bent valley, with a control of each kind."""
    place = (across.symbol, up.symbol)
    return Formula(
        name="valley",
        controls=[across, up, kind, flag],
        panels=[Panel("plane", x=(-2, 2), y=(-1, 3), height=200)],
        marks=[Polyline("plane", [place[0]], [place[1]], "q", width=9)],
        readouts=[Readout("height", VALLEY, lambda a, b, kind, flag: 100 * (b - a**2) ** 2 + (1 - a) ** 2)],
        handles=[Handle("plane", *place, ("a", "b"), "point")],
        descents=[Descent("Descend", "height", ("a", "b"))],
        caption="",
        description="",
    )


@pytest.fixture(scope="module")
def figure(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locator]:
    """The scene on a page of its own, alive."""
    path: Path = save_html(valley(), tmp_path_factory.mktemp("page") / "valley.html")
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.goto(path.as_uri())
    page.locator("figure[data-ready]").wait_for()
    yield page.locator("figure")
    page.close()


def state(figure: Locator) -> list[float]:
    """The state, once the frame that is due has been shown."""
    return figure.evaluate(
        "async (figure) => { await new Promise(requestAnimationFrame); return [...figure.klPlayer.state]; }"
    )


def centre(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def knob(figure: Locator) -> Locator:
    return figure.locator(".kl-overlay.kl-wide .kl-handle")


def drag(figure: Locator) -> None:
    """Take hold of the handle, which may be on its way, and move it."""
    mouse, grip = figure.page.mouse, knob(figure)
    grip.dispatch_event("pointerdown", {"pointerId": 1, "clientX": centre(grip)[0], "clientY": centre(grip)[1]})
    mouse.move(*(place - 20 for place in centre(grip)))
    grip.dispatch_event("pointerup", {"pointerId": 1})


def hold_slider(figure: Locator) -> None:
    """Press on a slider's thumb where it is, and do not move yet."""
    figure.locator('[data-control="a"]').dispatch_event("pointerdown", {"pointerId": 1})


def press_at_the_end(figure: Locator) -> None:
    """A key that cannot move a slider any farther; its input tells of no change."""
    figure.evaluate("(figure) => figure.klPlayer.set([[1, 3]])")
    figure.locator('[data-control="b"]').press("ArrowRight")


TOUCHES: dict[str, Callable[[Locator], object]] = {
    "an arrow key on a handle": lambda figure: knob(figure).press("ArrowLeft"),
    "a drag of a handle": drag,
    "an arrow key on a slider": lambda figure: figure.locator('[data-control="b"]').press("ArrowLeft"),
    "an arrow key on a slider at its end": press_at_the_end,
    "a hand on a slider's thumb": hold_slider,
    "another option": lambda figure: figure.locator("select").select_option("other"),
    "an arrow key on a list of options": lambda figure: figure.locator("select").press("ArrowUp"),
    "a toggle": lambda figure: figure.locator('[data-control="flag"]').click(),
    "reset": lambda figure: figure.locator(".kl-reset").click(),
    "a copied link": lambda figure: figure.locator(".kl-link").click(),
    "the play button again": lambda figure: figure.evaluate(
        "(figure) => figure.querySelector('[aria-pressed=true]')?.click()"
    ),
}
MOTIONS = {"play": '[data-play="a"]', "descent": "[data-descent]"}
BOTH = [(motion, touch) for motion in MOTIONS for touch in TOUCHES if (motion, touch[:8]) != ("descent", "the play")]


@pytest.mark.parametrize(("motion", "touch"), BOTH)
def test_a_touch_stops_what_moves(figure: Locator, motion: str, touch: str) -> None:
    figure.evaluate("(figure) => figure.klPlayer.reset()")
    figure.locator(MOTIONS[motion]).click()
    before = state(figure)
    assert state(figure) != before, "it moves"
    TOUCHES[touch](figure)
    after = state(figure)
    figure.page.wait_for_timeout(100)
    assert state(figure) == after, "it stands still"
    assert figure.locator('[aria-pressed="true"]').count() == 0


def test_a_key_that_passes_by_stops_nothing(figure: Locator) -> None:
    figure.evaluate("(figure) => figure.klPlayer.reset()")
    figure.locator(MOTIONS["play"]).click()
    for _ in range(4):
        figure.page.keyboard.press("Tab")
    before = state(figure)
    assert state(figure) != before
    figure.evaluate("(figure) => figure.klPlayer.stop()")
