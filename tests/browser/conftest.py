"""A real browser, the built book, and the record of what a page asked for and complained of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find_browser import FLAGS, HOW, browser_path
from tests.browser.lab_book import copy_book
from tests.browser.lab_session import Desk, serve_lab
from tests.browser.notebook_panel import shown_notebook
from tests.browser.pages import SITE
from tests.browser.static_host import make_host


@dataclass
class Watched:
    """A page, with what its console said and which requests left its origin."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / "book" / "index.html").exists():
        pytest.fail("The book is not built; run `make book` (or `jupyter-book build .`) first", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """Where a host serves the book as it would be published."""
    server = make_host(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        pytest.fail(HOW, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    seen = Watched(page)
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))

    def note(request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            seen.strangers.append(request.url)

    page.on("request", note)
    yield seen
    context.close()


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture(scope="session")
def desk(browser: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_book(tmp_path_factory.mktemp("copy"))
    with serve_lab(folder, tmp_path_factory.mktemp("home")) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{address}/lab/tree/notebooks/index.ipynb")  # as `make lab` does
        shown_notebook(page, "index.ipynb")
        yield Desk(page, folder)
        context.close()
