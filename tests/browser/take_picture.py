"""Draw the README's picture: chapter 1's first screen as a reader sees it. Its file changes only when the eye would notice."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.image import imread
from playwright.sync_api import sync_playwright

from tests.browser.find_browser import FLAGS, HOW, browser_path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "book" / "_static" / "picture.png"
UNNOTICED = 8
"""By how many of 255 levels a channel of a pixel may differ."""


def looks_like(drawn: bytes, kept: Path) -> bool:
    """Whether a drawn PNG shows what a file shows; not, where there is no such file."""
    if not kept.exists():
        return False
    new, old = imread(BytesIO(drawn), format="png"), imread(kept, format="png")
    return new.shape == old.shape and bool(np.max(np.rint(255 * np.abs(new - old))) <= UNNOTICED)


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
        drawn = page.screenshot()
        browser.close()
    if looks_like(drawn, TARGET):
        print(f"{TARGET.relative_to(ROOT)} shows this already")
    else:
        TARGET.write_bytes(drawn)
        print(f"Wrote {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
