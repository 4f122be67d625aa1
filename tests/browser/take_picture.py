"""Draw the README's picture: the title page's explorable and chapter 1's, side by side as a reader sees them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.find_browser import FLAGS, HOW, browser_path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "book" / "_static" / "picture.png"


def main() -> None:
    path = browser_path()
    if path is None:
        raise SystemExit(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1240, "height": 1060})
        page.goto(f"file://{ROOT}/_build/html/book/01-what-it-measures.html")
        page.locator('[data-scene="two_normals"][data-ready]').wait_for()
        page.wait_for_timeout(800)  # mathematics is typeset after the figures
        page.screenshot(path=str(TARGET))
        browser.close()
    print(f"Wrote {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
