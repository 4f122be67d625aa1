"""Which explorables stand on which page, as Python describes them, and what the page shows of them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page

from kltools.book import scenes
from kltools.drawing.panels import LAYOUTS, Layout
from kltools.explorables.controls import Control, Slider
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in [*SITE.glob("*.html"), *SITE.glob("book/*.html")])
PIXELS = 0.1
CALL = re.compile(r"from kltools\.explorables\.scenes import (\w+)\n+\1\((.*?)\)\n")


@cache
def explorables() -> list[tuple[str, Explorable]]:
    """Every explorable of every chapter, read off the cells that show them: (page, description)."""
    found = []
    for chapter in sorted((ROOT / "book").glob("*.md")):
        for name, arguments in CALL.findall(chapter.read_text(encoding="utf8")):
            keywords = dict(part.split("=") for part in arguments.replace(" ", "").split(",") if part)
            values = {key: {"True": True, "False": False}[value] for key, value in keywords.items()}
            found.append((f"book/{chapter.stem}.html", getattr(scenes, name).describe(**values)))
    return found


def open_explorable(page: Page, address: str, scene: Explorable) -> Locator:
    """Open a page, without the seconds that mathematics takes to typeset, and wait until an explorable is alive."""
    page.route("**/mathjax/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(address)
    return find_explorable(page, scene)


def alone_address(root: str, address: str, scene: Explorable) -> str:
    """Where an explorable of a page stands alone: the same player and program, in a fraction of a chapter's time."""
    return f"{root}/explorables/{Path(address).stem}-{scene.name}-1.html"


def find_explorable(page: Page, scene: Explorable) -> Locator:
    """An explorable of the page that is open, once it is alive."""
    figure = page.locator(f'[data-scene="{scene.name}"]').first
    figure.scroll_into_view_if_needed()  # a figure comes alive as it nears the screen
    page.locator(f'[data-scene="{scene.name}"][data-ready]').first.wait_for()
    return figure


def shown_layout(figure: Locator) -> Layout:
    """The layout that the page shows."""
    wide = figure.locator(".kl-picture.kl-wide").is_visible()
    return LAYOUTS[0] if wide else LAYOUTS[1]


def set_control(figure: Locator, name: str, position: float) -> None:
    """Move a native control as a reader does, and let it tell the page."""
    figure.locator(f'[data-control="{name}"]').evaluate(
        """(control, position) => {
            if (control.type === "checkbox") control.checked = Boolean(position);
            else if (control.tagName === "SELECT") control.selectedIndex = position;
            else control.value = position;
            control.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        position,
    )


def move_all(figure: Locator, scene: Explorable) -> None:
    """Take every control to its last value; one that begins there, to its lowest."""
    for control in scene.controls:
        if isinstance(control, Slider) and control.values is None:
            set_control(figure, control.name, control.start if control.value == control.stop else control.stop)
        else:
            states = control.states()
            set_control(figure, control.name, 0 if control.value == states[-1] else len(states) - 1)


SHOWN = """(figure) => {
    const player = figure.klPlayer, wide = figure.querySelector(".kl-picture.kl-wide").checkVisibility();
    const layout = wide ? "wide" : "narrow";
    const points = Object.fromEntries(player.spec.marks.map((mark) => {
        const group = document.getElementById(`${figure.id}-${layout}-${mark.id}`);
        if (mark.word) {
            const text = group.querySelector("text");
            const hidden = getComputedStyle(group).display === "none";
            return [mark.id, hidden ? [] : [[Number(text.getAttribute("x")), Number(text.getAttribute("y"))]]];
        }
        const d = group.querySelector("path").getAttribute("d");
        return [mark.id, [...d.matchAll(/[ML]([-\\d.e]+) ([-\\d.e]+)/g)].map((m) => [Number(m[1]), Number(m[2])])];
    }));
    const readouts = [...figure.querySelectorAll(".kl-readout output")].map((one) => one.textContent);
    return JSON.stringify({ layout, numbers: player.state, points, readouts });
}"""
"""All that a figure shows, in one answer: its layout, its state, each moving artist's points (a hidden word has none).

As text, which Playwright hands on as it is; it looks at each number of an array.
"""


def state_of(figure: Locator, scene: Explorable) -> dict:
    """The page's state, with options by their text."""
    return _state(scene, figure.evaluate("(figure) => figure.klPlayer.state"))


def _state(scene: Explorable, numbers: list[float]) -> dict:
    state = {}
    for control, number in zip(scene.controls, numbers):
        options = getattr(control, "options", None)
        state[control.name] = options[int(number)] if options else number
        if type(control).__name__ == "Toggle":
            state[control.name] = bool(number)
    return state


def readouts(figure: Locator) -> list[str]:
    """What the readouts show."""
    return figure.locator(".kl-readout output").all_text_contents()


def positions(control: Control) -> list[float]:
    """Three positions of a native control: both ends and a place within."""
    if isinstance(control, Slider):
        if control.values is not None:
            return [0, len(control.values) // 3, len(control.values) - 1]
        return [control.start, control.start + (control.stop - control.start) * 0.37, control.stop]
    last = len(control.states()) - 1
    return sorted({0, last // 2, last})


def assert_shows(figure: Locator, scene: Explorable) -> None:
    """The page's picture and readouts are Python's for the page's state."""
    page = json.loads(figure.evaluate(SHOWN))
    layout = next(one for one in LAYOUTS if one.name == page["layout"])
    state = _state(scene, page["numbers"])
    if not isinstance(scene, Formula):
        names = [control.name for control in scene.controls]
        grids = dict(zip(names, (control.states() for control in scene.controls)))
        state = {name: min(grids[name], key=lambda one: abs(one - state[name])) for name in names}
    expected = scene.frame(state, layout)
    for gid, points in page["points"].items():
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
    assert page["readouts"] == shown, state
