"""The chapters as a reader opens and runs them in a real JupyterLab: rendered, alive, and the reader's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from kltools.explorables.explorable import Explorable
from tests.browser.lab_book import changes, git
from tests.browser.lab_session import Desk
from tests.browser.notebook_panel import (
    close_unsaved,
    eventually,
    hidden_code,
    open_chapter,
    open_from_browser,
    run_all,
    save_with,
    shown_notebook,
)
from tests.browser.pages import ROOT, explorables, move_all, readouts, state_of

CHAPTERS = sorted((ROOT / "book").glob("[0-9]*.md"))
BY_DAY = ("02", "05", "10")
"""Most statements and glued numbers, most figures, most code; the others by night."""
RAW = re.compile(r"\{[a-z]+(?:[:-][a-z]+)?\}|:::|^:label:|\$|\\[a-z]+\{|\*\*|\[not yet computed\]", re.MULTILINE)
"""Markdown, LaTeX or MyST that nobody rendered: roles, directives and their options; and a number that no cell glued."""
WITHOUT_CODE = """(cells) => cells.map((cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("code, mjx-container").forEach((one) => one.remove());
    return copy.textContent;
})"""
"""The words of rendered cells; code in a line may well show a role."""
NUMBERS = """(tags) => tags.map((tag) => [...tag.querySelectorAll("mjx-c")]
    .map((one) => String.fromCodePoint(parseInt(/mjx-c([0-9A-F]+)/.exec(one.className)[1], 16))).join(""))"""
"""The numbers of displayed equations: MathJax draws each letter by a class."""
STATEMENT = re.compile(r"^`{3,}\{prf:(?!proof)\w+\}", re.MULTILINE)
EXERCISE = re.compile(r"^`{3,}\{exercise\}", re.MULTILINE)
SOLUTION = re.compile(r"^```\{solution-start\}.*?^```\{solution-end\}", re.DOTALL | re.MULTILINE)
EQUATION = re.compile(r"^\$\$ \(eq-[\w-]+\)$", re.MULTILINE)
CITATION = re.compile(r"\{cite:[tp]\}`")


@dataclass
class Opened:
    """A chapter's notebook that was opened by a double click and run; the errors of its cells."""

    source: Path
    panel: Locator
    errors: list[str]

    @property
    def text(self) -> str:
        """The chapter as it was written."""
        return self.source.read_text(encoding="utf8")

    @property
    def prose(self) -> Locator:
        """Its rendered text."""
        return self.panel.locator(".jp-MarkdownCell .jp-RenderedMarkdown")


@pytest.fixture(
    params=[pytest.param(one, marks=[] if one.name.startswith(BY_DAY) else pytest.mark.nightly) for one in CHAPTERS],
    ids=lambda source: source.stem[:2],
)
def opened(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Opened]:
    panel = open_from_browser(desk.page, f"{request.param.stem}.ipynb")
    yield Opened(request.param, panel, run_all(desk.page))
    close_unsaved(desk.page)


def test_a_chapter_is_rendered_runs_and_is_the_readers_own(desk: Desk, opened: Opened) -> None:
    title = re.search("^# (.*)$", opened.text, re.MULTILINE)
    assert title is not None
    heading = opened.panel.locator(".jp-Notebook h1").text_content() or ""
    assert heading.startswith(f"{int(opened.source.name[:2])}. {title[1]}")
    assert "Run > Run All Cells" in (opened.prose.nth(1).text_content() or "")
    assert opened.errors == []
    assert_no_markup_is_left(opened)
    assert_statements_and_equations_are_rendered(opened)
    assert_links_have_words_and_targets(opened, desk.folder)
    assert_no_picture_is_broken(opened)
    assert_solutions_are_folded(desk, opened)
    scenes = [one.scene for one in explorables() if Path(one.address).stem == opened.source.stem]
    assert scenes
    for scene in scenes:
        assert_moves(opened.panel, scene)
    save_with(desk.page)
    assert changes(desk.folder) == []


def assert_no_markup_is_left(opened: Opened) -> None:
    """Once mathematics is typeset."""
    eventually(
        lambda: [found[0] for text in opened.prose.evaluate_all(WITHOUT_CODE) for found in RAW.finditer(text)], []
    )
    assert opened.panel.locator("mjx-merror").count() == 0


def assert_statements_and_equations_are_rendered(opened: Opened) -> None:
    """And numbered as in the built book."""
    boxes = opened.prose.locator("blockquote:has(> p > strong)")
    assert boxes.count() == len(STATEMENT.findall(opened.text))
    chapter, titles = int(opened.source.name[:2]), boxes.locator("> p:first-child > strong").all_text_contents()
    assert [title for title in titles if not re.match(rf"[A-Z][a-z]+ {chapter}\.\d+( \(|\.)", title)] == []
    exercises = opened.prose.locator("h3").filter(has_text=re.compile(rf"^Exercise {chapter}\.\d+"))
    assert exercises.count() == len(EXERCISE.findall(opened.text))
    numbers = [f"({chapter}.{place + 1})" for place in range(len(EQUATION.findall(opened.text)))]
    assert opened.prose.locator("mjx-labels, mjx-mlabeledtr > mjx-mtd:first-child").count() >= len(numbers)
    assert set(numbers) <= set(opened.prose.locator("mjx-labels mjx-mtd").evaluate_all(NUMBERS))


def assert_links_have_words_and_targets(opened: Opened, folder: Path) -> None:
    """In the notebook, or in the folder that JupyterLab serves; a work that is cited is listed."""
    links = opened.prose.locator("a[href]:not(.jp-InternalAnchorLink)").evaluate_all(
        """(links) => links.map((link) => {
            const href = link.getAttribute("href"), words = link.textContent.trim(), notebook = link.closest(".jp-Notebook");
            const target = `[data-jupyter-id="${CSS.escape(decodeURIComponent(href.slice(1)))}"]`;
            return { href, words, here: href.startsWith("#") ? Boolean(notebook.querySelector(target)) : null };
        })"""
    )
    assert len(links) > 10
    assert [link for link in links if not link["words"] or link["here"] is False] == []
    pages = {found[1] for link in links if (found := re.search(r"/files/([^?#]*)", link["href"]))}
    assert pages and [page for page in sorted(pages) if not (folder / page).is_file()] == []
    listed = opened.prose.locator("li > a[data-jupyter-id]").count()
    assert (listed > 0) == bool(CITATION.search(opened.text))


def assert_no_picture_is_broken(opened: Opened) -> None:
    """All that have come are pictures."""
    broken = "(images) => images.filter((one) => one.complete && !one.naturalWidth).map((one) => one.outerHTML.slice(0, 200))"
    assert opened.panel.locator("img").evaluate_all(broken) == []


def assert_solutions_are_folded(desk: Desk, opened: Opened) -> None:
    """Their words, their code, and what the code prints, which would be the answer."""
    solutions = SOLUTION.findall(opened.text)
    shown = opened.prose.locator("details")
    assert shown.count() >= len(solutions)
    assert shown.locator("> :not(summary)").filter(visible=True).count() == 0
    assert hidden_code(desk.page) == sum(len(re.findall(r"^```\{code-cell\}", one, re.MULTILINE)) for one in solutions)


def assert_moves(panel: Locator, scene: Explorable) -> None:
    """An explorable is alive and follows its controls."""
    figure = panel.locator(f'[data-scene="{scene.name}"][data-ready]')
    figure.wait_for()
    state, shown = state_of(figure, scene), readouts(figure)
    move_all(figure, scene)
    assert state_of(figure, scene) != state, scene.name
    eventually(lambda: readouts(figure) != shown, True)  # a recorded scene asks the kernel


def test_a_reference_opens_the_notebook_beside(desk: Desk) -> None:
    panel = open_from_browser(desk.page, "05-forward-and-reverse.ipynb")
    panel.get_by_role("link", name="Theorem 3.2").first.click()
    beside = shown_notebook(desk.page, "03-never-negative.ipynb")
    assert beside.locator('[data-jupyter-id="thm-gibbs-density"]').count() == 1


def test_a_chapter_that_was_opened_for_editing_changes_where_it_was_changed(desk: Desk) -> None:
    """As a contributor saves it: Open With > Jupytext Notebook, a word, Save."""
    chapter = "book/05-forward-and-reverse.md"
    assert changes(desk.folder) == []
    open_chapter(desk.page, chapter)
    save_with(desk.page, "You must replace", "You have to replace")
    eventually(lambda: changes(desk.folder), [f" M {chapter}"])
    counts = git(desk.folder, "diff", "--numstat").split()
    git(desk.folder, "checkout", "--", chapter)
    assert counts == ["1", "1", chapter]
