"""What axe-core finds on figures that stand alone, and by night on everything; what it cannot see is tried by hand.

What colours things have does not depend on the width of the page, and what stands where does not depend on them: so each
visit to a page asks axe a part (`test_pages.py`). By night axe is asked everything, at each width in each scheme.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.pages import EACH_OF_FOUR, PAGES, explorables, open_explorable

WIDTHS = [320, 768, 1440]
SCHEMES = ["light", "dark"]


def everything(page: Page) -> list[str]:
    """What axe finds on an open page at each width in each scheme."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += violations(page, {})
    return found


@EACH_OF_FOUR
def test_axe_finds_nothing_on_a_figure_alone(page, origin, one):
    open_explorable(page, f"{origin}/{one.alone}", one.scene)
    assert everything(page) == []


@pytest.mark.nightly
@pytest.mark.parametrize("address", [one for one in PAGES if one != "index.html"])
def test_axe_finds_nothing_on_a_page(page, origin, address):
    page.goto(f"{origin}/{address}")
    assert everything(page) == []


def test_every_stop_of_the_keyboard_can_be_seen(page, origin):
    """Through a whole page by the tab key: what has the focus shows it, by an outline or a ring of its own."""
    one = explorables()[0]
    open_explorable(page, f"{origin}/{one.address}", one.scene)
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
