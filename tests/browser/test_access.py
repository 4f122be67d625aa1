"""axe-core finds nothing on any page, in light and in dark, at three widths; what it cannot see is tried by hand.

What colours things have does not depend on the width of the page, and what stands where does not depend on them: so
colours are looked at once in each scheme, and everything else once at each width. ``KLTOOLS_AXE=all`` looks at
everything every time, which takes three times as long.
"""

from __future__ import annotations

import os
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES, SITE, explorables, open_explorable

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf8")
ALONE = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("explorables/*.html"))
SOME_ALONE = ALONE[:: max(len(ALONE) // 4, 1)]
"""They differ in their figures, which the pages show too."""
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = [320, 768, 1440]
SCHEMES = ["light", "dark"]
EVERYTHING = os.environ.get("KLTOOLS_AXE") == "all"
AT_ONCE = "*, ::before, ::after { transition: none !important; }"
"""Else a colour is read while it fades into another."""
SETTLED = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150))))"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""What WCAG 1.4.12 lets a reader set."""


def violations(page: Page, options: dict) -> list[str]:
    """What axe finds: rule, place, and what to do."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        f"{rule['id']} at {page.viewport_size['width']}: {node['target']} {node.get('failureSummary')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def looks(page: Page) -> list[str]:
    """Look at an open page in both schemes and at three widths."""
    page.add_style_tag(content=AT_ONCE)
    without_colours = {} if EVERYTHING else {"rules": {rule: {"enabled": False} for rule in COLOURS}}
    found = []
    for scheme in SCHEMES if EVERYTHING else SCHEMES[:1]:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(SETTLED)  # what follows the width has followed
            found += violations(page, without_colours)
    for scheme in [] if EVERYTHING else SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        found += violations(page, {"runOnly": {"type": "rule", "values": COLOURS}})
    return found


@pytest.mark.parametrize("address", [*PAGES, *SOME_ALONE])
def test_axe_finds_nothing(browser, origin, address):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)  # axe itself is a stranger
    page = context.new_page()
    if address == "index.html":  # it leads on at once; this is what a browser shows that does not follow
        stays = (SITE / address).read_text(encoding="utf8").replace('http-equiv="refresh"', "")
        page.route(f"{origin}/{address}", lambda route: route.fulfill(body=stays, content_type="text/html"))
    page.goto(f"{origin}/{address}")
    assert looks(page) == []
    context.close()


def test_axe_would_find_something(page, site):
    page.goto(f"file://{site}/404.html")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"x\"><p style=\"color: #aaa\">pale</p>')")
    found = "".join(looks(page))
    assert "image-alt" in found and "color-contrast" in found


@pytest.mark.parametrize("address", [page for page in PAGES if page.startswith("book/")])
@pytest.mark.parametrize("width", [320, 720])
def test_zoom_and_text_spacing_lose_nothing(page, origin, address, width):
    """At 320 pixels, which is 1280 zoomed to 400 %, and at 200 %, with the widest spacing, nothing leaves the page."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{origin}/{address}")
    page.add_style_tag(content=SPACED)
    page.wait_for_timeout(300)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".bd-article :is(p, li, label, button, output, figcaption, summary, td)")]
            .filter((one) => one.checkVisibility() && !one.closest(".kl-status, .visually-hidden, .sd-tab-content"))
            .filter((one) => getComputedStyle(one).overflowY === "hidden" && one.scrollHeight > one.clientHeight + 2)
            .map((one) => one.textContent.slice(0, 60))"""
    )
    assert cut == []


def test_every_stop_of_the_keyboard_can_be_seen(page, origin):
    """Through a whole page by the tab key: what has the focus shows it, by an outline or a ring of its own."""
    address, scene = explorables()[0]
    open_explorable(page, f"{origin}/{address}", scene)
    unseen, stops = [], 0
    for _ in range(120):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const one = document.activeElement;
                if (!one || one === document.body) return null;
                const style = getComputedStyle(one), ring = one.querySelector?.(".kl-ring");
                const shown = (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none"
                    || (ring && getComputedStyle(ring).stroke !== "none" && getComputedStyle(ring).opacity !== "0");
                return [Boolean(shown), one.outerHTML.slice(0, 120)];
            }"""
        )
        if seen is None:
            break
        stops += 1
        if not seen[0]:
            unseen.append(seen[1])
    assert stops > 40
    assert unseen == []
