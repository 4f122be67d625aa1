"""The chapters as a reader opens and runs them in a real JupyterLab: rendered, alive, and left as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from kltools.explorables.explorable import Explorable
from tests.browser.lab_book import changes
from tests.browser.lab_session import Desk
from tests.browser.notebook_panel import close_unsaved, eventually, open_from_browser, run_all
from tests.browser.pages import ROOT, explorables, move_all, readouts, state_of

CHAPTERS = sorted((ROOT / "book").glob("[0-9]*.md"))
BY_DAY = ("02", "05", "10")
"""Most statements and glued numbers, most figures, most code; the others by night."""
RAW = re.compile(r"\{[a-z]+(?:[:-][a-z]+)?\}|:::|^:label:|\$\$|\[not yet computed\]", re.MULTILINE)
"""MyST that nobody rendered: roles, directives and their options; and a number that no cell glued."""
WITHOUT_CODE = """(cells) => cells.map((cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("code, .katex").forEach((one) => one.remove());
    return copy.textContent;
})"""
"""The words of rendered cells; code in a line may well show a role."""
STATEMENT = re.compile(r"^`{3,}\{(?:prf:\w+|exercise)\}", re.MULTILINE)
SOLUTION = re.compile(r"^```\{solution-start\}.*?^```\{solution-end\}", re.DOTALL | re.MULTILINE)
EQUATION = re.compile(r"^\$\$ \(eq-[\w-]+\)$", re.MULTILINE)


@dataclass
class Opened:
    """A chapter that was opened by a double click and run; the errors of its cells."""

    source: Path
    panel: Locator
    errors: list[str]

    @property
    def text(self) -> str:
        """Its source."""
        return self.source.read_text(encoding="utf8")


@pytest.fixture(
    params=[pytest.param(one, marks=[] if one.name.startswith(BY_DAY) else pytest.mark.nightly) for one in CHAPTERS],
    ids=lambda source: source.stem[:2],
)
def opened(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Opened]:
    panel = open_from_browser(desk.page, request.param.name)
    yield Opened(request.param, panel, run_all(desk.page))
    close_unsaved(desk.page)


def test_a_chapter_is_rendered_runs_and_stays_as_it_was(desk: Desk, opened: Opened) -> None:
    title = re.search("^# (.*)$", opened.text, re.MULTILINE)
    assert title is not None
    assert opened.panel.locator(".jp-Notebook h1").text_content() == title[1]
    assert opened.errors == []
    assert_no_markup_is_left(opened)
    assert_statements_and_equations_are_rendered(opened)
    assert_links_have_words_and_targets(opened, desk.folder)
    assert_no_picture_is_broken(opened)
    assert_folded_solutions_print_nothing(opened)
    scenes = [one.scene for one in explorables() if Path(one.address).stem == opened.source.stem]
    assert scenes
    for scene in scenes:
        assert_moves(opened.panel, scene)
    assert changes(desk.folder) == []


def markup_in(prose: Locator) -> list[str]:
    return [found[0] for text in prose.evaluate_all(WITHOUT_CODE) for found in RAW.finditer(text)]


def assert_no_markup_is_left(opened: Opened) -> None:
    """Once its cells have run."""
    prose = opened.panel.locator(".jp-MarkdownCell .myst:not(.lm-mod-hidden)")
    eventually(prose.count, opened.panel.locator(".jp-MarkdownCell").count())
    eventually(lambda: markup_in(prose), [])  # what cells have glued is shown a moment after they ran


def assert_statements_and_equations_are_rendered(opened: Opened) -> None:
    """And numbered as in the built book."""
    boxes = opened.panel.locator(".myst-proof, .myst-exercise:not(details)")
    eventually(boxes.count, len(STATEMENT.findall(opened.text)))
    assert opened.panel.locator(".katex-error").count() == 0
    chapter, titles = int(opened.source.name[:2]), opened.panel.locator(".myst-proof-title, .myst-exercise-title")
    assert titles.filter(has_text=re.compile(rf"{chapter}\.1\b")).count() > 0
    numbers = {f"({chapter}.{place + 1})" for place in range(len(EQUATION.findall(opened.text)))}
    assert numbers <= set(opened.panel.locator(".jp-MarkdownCell a").all_text_contents())


def assert_links_have_words_and_targets(opened: Opened, folder: Path) -> None:
    """In the notebook, or in the folder that JupyterLab serves."""
    links = opened.panel.locator(".jp-MarkdownCell a[href]").evaluate_all(
        """(links) => links.map((link) => {
            const href = link.getAttribute("href"), words = link.textContent.trim() || link.title;
            const here = href.startsWith("#") ? Boolean(document.getElementById(decodeURIComponent(href.slice(1)))) : null;
            return { href, words, here };
        })"""
    )
    assert len(links) > 10
    assert [link for link in links if not link["words"] or link["here"] is False] == []
    pages = {found[1] for link in links if (found := re.search(r"/files/([^?#]*)", link["href"]))}
    assert [page for page in sorted(pages) if not (folder / page).is_file()] == []


def assert_no_picture_is_broken(opened: Opened) -> None:
    """All that have come are pictures."""
    broken = "(images) => images.filter((one) => one.complete && !one.naturalWidth).map((one) => one.outerHTML.slice(0, 200))"
    assert opened.panel.locator("img").evaluate_all(broken) == []


def assert_folded_solutions_print_nothing(opened: Opened) -> None:
    """Their code is folded, and what the code prints would be the answer."""
    solves = sum(len(re.findall(r"^```\{code-cell\}", one, re.MULTILINE)) for one in SOLUTION.findall(opened.text))
    folded = opened.panel.locator(".jp-CodeCell:has(.jp-InputPlaceholder):has(.jp-OutputPlaceholder)")
    eventually(folded.count, solves)


def assert_moves(panel: Locator, scene: Explorable) -> None:
    """An explorable is alive and follows its controls."""
    figure = panel.locator(f'[data-scene="{scene.name}"][data-ready]')
    figure.wait_for()
    state, shown = state_of(figure, scene), readouts(figure)
    move_all(figure, scene)
    assert state_of(figure, scene) != state, scene.name
    eventually(lambda: readouts(figure) != shown, True)  # a recorded scene asks the kernel
