"""What one visit to a page can see: each observation of an open page lists what is wrong with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from playwright.sync_api import Page

from kltools.book.sphinx.icon_font import FONTS

OWN = 600_000
"""Bytes of a chapter on a first visit, gzipped, beyond mathematics, fonts and theme."""
THEME = 320_000
"""Bytes of mathematics, fonts and theme, gzipped, on a first visit."""
SHIFT = 0.02
"""What a page's parts may move as it comes, as browsers score it."""
WATCH = """
window.seen = { largest: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.largest = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
"""Before a page is opened: remember the largest paint, and the sum of its shifts."""
ICONS = """() => [...new Set([...document.querySelectorAll("*")].flatMap((one) => ["::before", "::after"]
    .map((part) => getComputedStyle(one, part))
    .filter((style) => style.fontFamily.includes("Awesome") && !["none", "normal"].includes(style.content))
    .flatMap((style) => [...style.content.replaceAll('"', "")].map((character) => character.codePointAt(0)))))]"""
"""The characters that a page shows in the icons' font."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""What WCAG 1.4.12 lets a reader set."""
CUT_OFF = """() => [...document.querySelectorAll(".bd-article :is(p, li, label, button, output, figcaption, summary, td)")]
    .filter((one) => one.checkVisibility() && !one.closest(".kl-status, .visually-hidden, .sd-tab-content"))
    .filter((one) => getComputedStyle(one).overflowY === "hidden" && one.scrollHeight > one.clientHeight + 2)
    .map((one) => one.textContent.slice(0, 60))"""
CUT_ON_PAPER = """() => [...document.querySelectorAll(".bd-article :is(pre, table, div.math, figure)")]
    .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 60))"""
"""What would need scrolling sideways."""


def transfers(page: Page) -> dict[str, int]:
    """Bytes fetched for the page as it stands, by address; 0 for what the browser had kept."""
    entries = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .map((entry) => [new URL(entry.name).pathname, entry.transferSize])"""
    )
    return dict(entries)


def too_heavy(page: Page) -> list[str]:
    """Whether a first visit fetched more than a chapter may cost."""
    fetched = transfers(page)
    shared = sum(size for name, size in fetched.items() if "/_static/" in name)
    own = sum(fetched.values()) - shared
    return [
        f"{what}: {size:,} bytes"
        for what, size, most in [("own", own, OWN), ("mathematics, fonts and theme", shared, THEME)]
        if not 0 < size <= most
    ]


@cache
def _shapes(site: Path) -> set[int]:
    return {code for font in (site / FONTS).iterdir() for code in TTFont(font).getBestCmap()}


def icons_without_shape(page: Page, site: Path) -> list[str]:
    """The icons that the book's fonts do not hold; and whether the page shows few, where each has a toolbar full."""
    shown = page.evaluate(ICONS)
    few = [] if len(shown) >= 5 else [f"only {len(shown)} icons"]
    return few + [hex(code) for code in shown if code not in _shapes(site)]


def bring_to_life(page: Page) -> None:
    """Scroll to each figure, and wait until it is alive."""
    figures = page.locator("figure.kl-explorable:not([hidden])")
    for name in figures.evaluate_all("(figures) => figures.map((one) => one.id)"):
        page.locator(f"#{name}").scroll_into_view_if_needed()
        page.locator(f"#{name}[data-ready]").wait_for()


def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways."""
    wide, room = page.evaluate("document.scrollingElement.scrollWidth"), page.viewport_size["width"]
    return [f"{wide} pixels at {room}"] if wide > room else []


def lost_in_zoom(page: Page, width: int) -> list[str]:
    """What leaves the page or is cut off at a width, with the widest spacing; the page is then as it was."""
    style, before = page.add_style_tag(content=SPACED), page.viewport_size
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(300)
    found = too_wide(page) + page.evaluate(CUT_OFF)
    style.evaluate("(style) => style.remove()")
    page.set_viewport_size(before)
    return found


def lost_on_paper(page: Page) -> list[str]:
    """What is cut off on A4, between its margins, and whether the title is missing; the page is then as it was."""
    before = page.viewport_size
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    untitled = [] if page.locator(".bd-article h1").first.is_visible() else ["no title"]
    found = untitled + page.evaluate(CUT_ON_PAPER)
    page.emulate_media(media="screen")
    page.set_viewport_size(before)
    return found
