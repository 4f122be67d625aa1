"""The built pages, each visited twice: by day at a desk and at night on a phone. A visit makes all its observations."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import ONLY_COLOURS, WITHOUT_COLOURS, thin_out, violations
from tests.browser.observations import (
    SHIFT,
    WATCH,
    bring_to_life,
    icons_without_shape,
    lost_in_zoom,
    lost_on_paper,
    too_heavy,
    too_wide,
)
from tests.browser.pages import CHAPTERS, PAGES, SITE, explorables

PLAIN = {"index.html"}
"""A page that the theme has no hand in."""
AT_EVERY_WIDTH = ("book/05-forward-and-reverse.html", "book/hit-the-number.html", "book/reference.html")
"""Figures and mathematics, the game, and code: what axe finds at one width on these, and at others not, has no other page."""


def open_page(page: Page, root: str, address: str) -> None:
    """Open a page and let it settle."""
    page.add_init_script(WATCH)
    if address == "index.html":  # it leads on at once; this is what a browser shows that does not follow
        stays = (SITE / address).read_text(encoding="utf8").replace('http-equiv="refresh"', "")
        page.route(f"{root}/{address}", lambda route: route.fulfill(body=stays, content_type="text/html"))
    page.goto(f"{root}/{address}", wait_until="load")
    page.wait_for_timeout(500)


def shifts(browser, page: Page, options: dict) -> list[str]:
    """Whether parts of the page moved as it came: on this visit, and on two more, as a busy machine may hold a font back."""
    seen = [page.evaluate("seen.shift")]
    while seen[-1] > SHIFT and len(seen) < 3:
        context = browser.new_context(**options)
        context.add_init_script(WATCH)
        again = context.new_page()
        again.goto(page.url, wait_until="load")
        again.wait_for_timeout(500)
        seen.append(again.evaluate("seen.shift"))
        context.close()
    return [f"by {seen}"] if seen[-1] > SHIFT else []


def report(found: dict[str, list[str]]) -> None:
    """Fail where an observation has found something, with all that was found."""
    assert {what: faults for what, faults in found.items() if faults} == {}


def test_these_are_the_pages(site):
    built = {path.relative_to(site).as_posix() for path in [*site.glob("*.html"), *site.glob("book/*.html")]}
    assert built == set(PAGES)
    alone = {path.relative_to(site).as_posix() for path in site.glob("explorables/*.html")}
    assert alone == {one.alone for one in explorables()}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_by_day_at_a_desk(browser, watched, origin, site, address):
    page = watched.page
    page.emulate_media(color_scheme="light")
    open_page(page, origin, address)
    found: dict[str, list[str]] = {}
    if address in CHAPTERS:
        found["parts shift"] = shifts(browser, page, {"viewport": {"width": 1440, "height": 900}})
        found["heavy"] = too_heavy(page)
    bring_to_life(page)
    if address not in PLAIN:
        found["icons"] = icons_without_shape(page, site)
    # before axe, which reads style sheets of its own accord
    found["complaints"], found["asked of strangers"] = [*watched.complaints], [*watched.strangers]
    if address in CHAPTERS:
        found["on paper"] = lost_on_paper(page)
    thin_out(page)
    found["axe"] = violations(page, {})
    for width in (768, 320) if address in AT_EVERY_WIDTH else ():
        page.set_viewport_size({"width": width, "height": 900})
        found[f"axe at {width}"] = violations(page, WITHOUT_COLOURS)
    report(found)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_at_night_on_a_phone(browser, watched, origin, address):
    page, phone = watched.page, {"width": 390, "height": 844}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(phone)
    open_page(page, origin, address)
    found = {"scrolls sideways": too_wide(page)}
    if address in CHAPTERS:
        found["parts shift"] = shifts(browser, page, {"viewport": phone, "color_scheme": "dark"})
    bring_to_life(page)
    found["complaints"], found["asked of strangers"] = [*watched.complaints], [*watched.strangers]
    if address.startswith("book/"):
        found["at 400 %"] = lost_in_zoom(page, 320)  # 1280 pixels, zoomed
        found["at 200 %"] = lost_in_zoom(page, 720)
    thin_out(page)
    found["axe"] = violations(page, ONLY_COLOURS)
    report(found)


def test_a_visit_would_find_something(watched, site):
    page = watched.page
    page.add_init_script(WATCH)
    page.goto(f"file://{site}/book/01-what-it-measures.html")
    page.wait_for_timeout(300)
    page.evaluate(
        """() => {
            document.querySelector(".bd-article h1").insertAdjacentHTML("beforebegin",
                '<img src="http://192.0.2.1/x"><p style="color: #aaa; height: 9em; width: 3000px">pale</p>'
                + '<div class="math" style="width: 9em; overflow: auto; white-space: nowrap">' + "wide ".repeat(50) + '</div>'
                + '<label style="display: block; height: 1em; overflow: hidden">' + "cut ".repeat(900) + '</label>');
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("seen.shift") > SHIFT
    axe = "".join(violations(page, {}))
    assert "image-alt" in axe and "color-contrast" in axe
    assert watched.strangers == ["http://192.0.2.1/x"] and watched.complaints
    assert too_wide(page) and "cut cut" in "".join(lost_in_zoom(page, 320))
    assert "wide wide" in "".join(lost_on_paper(page))
