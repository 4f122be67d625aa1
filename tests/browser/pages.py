"""Which pages the book has, which explorables stand on them, and how a reader opens and moves one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from kltools.drawing.panels import LAYOUTS, Layout
from kltools.explorables.controls import Control, Slider
from kltools.explorables.explorable import Explorable
from tests.book_scenes import CALL, FOUR, described

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
MADE = ("404.html", "genindex.html", "index.html", "prf-prf.html", "search.html")
"""Pages that no source has."""
PAGES = [*MADE, *(f"book/{source.stem}.html" for source in sorted((ROOT / "book").glob("*.md")))]
CHAPTERS = [address for address in PAGES if re.match(r"book/\d", address)]


@dataclass(frozen=True)
class Shown:
    """An explorable where a cell shows it; it is described when a test first asks."""

    address: str
    name: str
    options: tuple[tuple[str, bool], ...] = ()

    def __str__(self) -> str:
        return f"{Path(self.address).stem}-{self.name}"

    @property
    def scene(self) -> Any:
        """Its description."""
        return described(self.name, **dict(self.options))

    @property
    def alone(self) -> str:
        """Where it stands alone: the same player and program, in a fraction of a chapter's time."""
        return f"explorables/{self}-1.html"


@cache
def explorables() -> list[Shown]:
    """Every explorable of every page, read off the cells that show them."""
    found = []
    for source in sorted((ROOT / "book").glob("*.md")):
        for name, arguments in CALL.findall(source.read_text(encoding="utf8")):
            parts = [part.split("=") for part in arguments.replace(" ", "").split(",") if part]
            options = tuple((key, {"True": True, "False": False}[value]) for key, value in parts)
            found.append(Shown(f"book/{source.stem}.html", name, options))
    return found


def shown(name: str) -> Shown:
    """The explorable of a name, where it stands first."""
    return next(one for one in explorables() if one.name == name)


EACH = pytest.mark.parametrize("one", explorables(), ids=str)
EACH_OF_FOUR = pytest.mark.parametrize(
    "one",
    [pytest.param(one, marks=[] if one.name in FOUR else pytest.mark.nightly) for one in explorables()],
    ids=str,
)
"""For what the engine does alike for every scene; the others have their turn by night."""


def open_explorable(page: Page, address: str, scene: Explorable) -> Locator:
    """Open a page, and wait until an explorable is alive."""
    page.goto(address)
    return find_explorable(page, scene)


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


SET = """(control, position) => {
    if (control.type === "checkbox") control.checked = Boolean(position);
    else if (control.tagName === "SELECT") control.selectedIndex = position;
    else control.value = position;
    control.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Move a native control as a reader does, and let it tell the page."""


def set_control(figure: Locator, name: str, position: float) -> None:
    """Move a native control as a reader does, and let it tell the page."""
    figure.locator(f'[data-control="{name}"]').evaluate(SET, position)


def move_all(figure: Locator, scene: Explorable) -> None:
    """Take every control to its last value; one that begins there, to its lowest."""
    for control in scene.controls:
        if isinstance(control, Slider) and control.values is None:
            set_control(figure, control.name, control.start if control.value == control.stop else control.stop)
        else:
            states = control.states()
            set_control(figure, control.name, 0 if control.value == states[-1] else len(states) - 1)


def state_of(figure: Locator, scene: Explorable) -> dict[str, Any]:
    """The page's state, with options by their text."""
    return named(scene, figure.evaluate("(figure) => figure.klPlayer.state"))


def named(scene: Explorable, numbers: list[float]) -> dict[str, Any]:
    """A player's state, number by number, as Python has it."""
    state: dict[str, Any] = {}
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
