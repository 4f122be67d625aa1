"""From the title page to a chapter by the contents, to a section by the page's own contents, and back.

By finger on a phone and a tablet, where the contents lie in drawers; by mouse on a wide screen, where they stand beside
the text; and by keyboard. Every press is a real one, on what lies uppermost at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import AT_ONCE, violations

CHAPTER = re.compile(r"^7\. ")
SECTION = re.compile(r"^7\.4\. ")
CHAPTER_7 = "book/07-jensen-shannon.html"
NAMES = {"primary": "Contents of the book", "secondary": "Contents of this page"}
ROOM = {"primary": 992, "secondary": 1200}
"""From which width the book's contents, and the page's, stand beside the text; by the theme's names for them."""
FINGER = 44
"""Pixels that a finger needs, each way."""
UPPERMOST = """(one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return Boolean(there) && (one.contains(there) || there.contains(one) && there.closest("a, button, h1, h2") === one);
}"""
"""Whether an element is what a reader sees at its own middle."""
BENEATH_THE_HEADER = """(heading) => {
    const { top, bottom } = heading.getBoundingClientRect();
    return top >= document.querySelector(".bd-header-article").getBoundingClientRect().bottom && bottom <= innerHeight;
}"""


@dataclass
class Reader:
    """Somebody with a screen of some width, and a finger or a mouse."""

    page: Page
    finger: bool

    def press(self, target: Locator) -> None:
        """Tap or click what is there, and uppermost."""
        target.scroll_into_view_if_needed()
        comes_uppermost(target)
        if self.finger:
            target.tap()
        else:
            target.click()

    def button(self, side: str) -> Locator:
        """☰, or the sign of a list."""
        return self.page.locator(f"button.{side}-toggle:visible")

    def contents(self, side: str) -> Locator:
        """The contents as they show: beside the text, or in the drawer that their button opens."""
        shown = self.page.locator(f"#pst-{side}-sidebar")
        if self.page.viewport_size["width"] < ROOM[side]:
            self.press(self.button(side))
            shown = self.drawer(side)
        expect(shown, "no contents to be seen").to_be_in_viewport()
        return shown

    def drawer(self, side: str) -> Locator:
        return self.page.get_by_role("dialog", name=NAMES[side])

    def nothing_lies_over_the_page(self) -> None:
        expect(self.page.locator("dialog[open]")).to_have_count(0)


def comes_uppermost(target: Locator) -> None:
    """Wait until an element is what a reader sees at its middle: a drawer takes its time to open and to close."""
    target.page.wait_for_function(UPPERMOST, arg=target.element_handle())


@contextmanager
def reading(browser: Browser, address: str, width: int, height: int, finger: bool, scheme: str) -> Iterator[Reader]:
    """Open a page, and see that nothing complains until it is closed."""
    screen = {"viewport": {"width": width, "height": height}, "has_touch": finger, "is_mobile": finger}
    context = browser.new_context(**screen, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield Reader(page, finger)
    assert complaints == []
    context.close()


PHONE, TABLET, LYING_TABLET, DESK = (390, 844, True), (768, 1024, True), (1024, 768, True), (1440, 900, False)
"""Width, height, and whether by finger."""
ROUTES = [(PHONE, "light"), (TABLET, "dark"), (LYING_TABLET, "light"), (DESK, "dark")]
DRAWERS = [
    *((PHONE, "primary"), (PHONE, "secondary")),
    *((TABLET, "primary"), (TABLET, "secondary"), (LYING_TABLET, "secondary")),
]
"""Screens, and the contents that they have no room for."""


@pytest.mark.parametrize(("screen", "scheme"), ROUTES, ids=str)
def test_to_a_chapter_to_a_section_and_back(browser, origin, screen, scheme):
    with reading(browser, f"{origin}/book/index.html", *screen, scheme) as reader:
        page = reader.page
        reader.press(reader.contents("primary").get_by_role("link", name=CHAPTER))
        page.wait_for_url(f"**/{CHAPTER_7}")
        title = page.locator("h1", has_text=CHAPTER)
        expect(title).to_be_in_viewport()
        assert title.evaluate(UPPERMOST) and title.evaluate(BENEATH_THE_HEADER)

        reader.press(reader.contents("secondary").get_by_role("link", name=SECTION))
        page.wait_for_url(f"**/{CHAPTER_7}#*")
        reader.nothing_lies_over_the_page()
        heading = page.locator("h2", has_text=SECTION)
        expect(heading).to_be_in_viewport(ratio=1)
        assert heading.evaluate(UPPERMOST) and heading.evaluate(BENEATH_THE_HEADER)

        page.go_back()
        page.wait_for_url(f"**/{CHAPTER_7}")
        expect(title).to_be_in_viewport()
        page.go_back()
        page.wait_for_url("**/book/index.html")
        reader.nothing_lies_over_the_page()
        reader.press(reader.contents("primary").get_by_role("link", name=CHAPTER))  # the way is open again
        page.wait_for_url(f"**/{CHAPTER_7}")


@pytest.mark.parametrize(("screen", "side"), DRAWERS, ids=str)
def test_a_drawer_closes_by_its_button_beside_it_and_by_escape(browser, origin, screen, side):
    with reading(browser, f"{origin}/{CHAPTER_7}", *screen, "light") as reader:
        entries = reader.contents(side).get_by_role("link").count()
        box, width = reader.drawer(side).bounding_box(), screen[0]
        assert width - box["width"] >= FINGER, "no room for a finger beside it"
        beside = (box["width"] + width) / 2 if side == "primary" else box["x"] / 2
        for close in (
            lambda: reader.press(reader.drawer(side).get_by_role("button", name="Close")),
            lambda: reader.page.touchscreen.tap(beside, screen[1] / 2),
            lambda: reader.page.keyboard.press("Escape"),
        ):
            comes_uppermost(reader.drawer(side))
            close()
            reader.nothing_lies_over_the_page()
            expect(reader.button(side)).to_be_focused()
            assert reader.page.url.endswith(CHAPTER_7)
            comes_uppermost(reader.page.locator(".bd-article h1"))
            assert reader.contents(side).get_by_role("link").count() == entries > 3  # it opens again, as full as before


def test_a_drawer_stays_as_the_tablet_is_turned(browser, origin):
    with reading(browser, f"{origin}/{CHAPTER_7}", *TABLET, "light") as reader:
        page = reader.page
        page.locator("h2", has_text=SECTION).scroll_into_view_if_needed()
        drawer = reader.contents("primary")
        page.set_viewport_size({"width": LYING_TABLET[0], "height": LYING_TABLET[1]})
        expect(drawer).to_be_in_viewport()
        page.wait_for_timeout(300)  # a place that is lost is lost by then
        assert page.evaluate("scrollY > innerHeight"), "the page went back to its head"
        reader.press(drawer.get_by_role("link", name=CHAPTER))
        reader.nothing_lies_over_the_page()
        expect(page.locator("h1", has_text=CHAPTER)).to_be_in_viewport()
        expect(reader.contents("primary").get_by_role("link", name=CHAPTER)).to_be_in_viewport()


def test_the_contents_beside_the_text_go_and_come(browser, origin):
    with reading(browser, f"{origin}/{CHAPTER_7}", *DESK, "light") as reader:
        entry, text = reader.page.get_by_role("link", name=CHAPTER), reader.page.locator(".bd-article")
        narrow = text.bounding_box()["width"]
        reader.press(reader.button("primary"))
        expect(entry).to_be_hidden()
        assert text.bounding_box()["width"] > narrow
        reader.press(reader.button("primary"))
        expect(entry).to_be_in_viewport()
        reader.page.wait_for_function(
            "(width) => document.querySelector('.bd-article').clientWidth <= width + 1", arg=narrow
        )


def tab_to(page: Page, target: Locator) -> None:
    """Go on by the tab key until a thing has the focus, and shows it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            style = "(one) => { const s = getComputedStyle(one); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            assert target.evaluate(style), "the focus cannot be seen"
            return
    pytest.fail("the tab key does not lead there")


def test_by_keyboard_through_the_drawers(browser, origin):
    with reading(browser, f"{origin}/book/index.html", 390, 844, False, "light") as reader:
        page = reader.page
        tab_to(page, reader.button("primary"))
        page.keyboard.press("Enter")
        expect(reader.drawer("primary").get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Escape")
        reader.nothing_lies_over_the_page()
        expect(reader.button("primary")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, reader.drawer("primary").get_by_role("link", name=CHAPTER))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{CHAPTER_7}")
        tab_to(page, reader.button("secondary"))
        page.keyboard.press("Enter")
        tab_to(page, reader.drawer("secondary").get_by_role("link", name=SECTION))
        page.keyboard.press("Enter")
        reader.nothing_lies_over_the_page()
        assert page.locator("h2", has_text=SECTION).evaluate(BENEATH_THE_HEADER)
        page.keyboard.press("Tab")  # goes on from the section, not from the head of the page
        assert page.evaluate("document.querySelector(location.hash).contains(document.activeElement)")


def test_by_keyboard_beside_the_text(browser, origin):
    with reading(browser, f"{origin}/{CHAPTER_7}", *DESK, "light") as reader:
        entry = reader.page.get_by_role("link", name=CHAPTER)
        tab_to(reader.page, reader.button("primary"))
        reader.page.keyboard.press("Enter")
        expect(entry).to_be_hidden()
        reader.page.keyboard.press("Enter")
        expect(entry).to_be_visible()


@pytest.mark.parametrize("address", ["book/bibliography.html", "genindex.html", "search.html"])
def test_on_any_page_the_drawer_opens_where_the_reader_is(browser, origin, address):
    with reading(browser, f"{origin}/{address}", *PHONE, "light") as reader:
        drawer = reader.contents("primary")
        here = drawer.locator("a.current")
        if address.startswith("book/"):
            expect(here).to_be_in_viewport(ratio=1)
            assert here.evaluate(UPPERMOST)
        else:
            expect(here).to_have_count(0)
            expect(drawer.get_by_role("link").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_finger_has_room(browser, origin, width):
    with reading(browser, f"{origin}/{CHAPTER_7}", width, 844, True, "light") as reader:
        small = """(buttons, least) => buttons.map((one) => [one.title || one.ariaLabel, one.getBoundingClientRect()])
            .filter(([, { width, height, left, right }]) => Math.min(width, height) < least || left < 0 || right > innerWidth)"""
        buttons = reader.page.locator(".bd-header-article button:visible")
        assert buttons.count() == 5
        assert buttons.evaluate_all(small, FINGER) == []
        for side in ROOM:
            drawer = reader.contents(side)
            assert drawer.get_by_role("button", name="Close").evaluate_all(small, FINGER) == []
            assert drawer.evaluate("(one) => one.scrollWidth <= one.clientWidth"), "cut at its edge"
            reader.page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_drawer(browser, origin, scheme):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{origin}/book/index.html")
    page.add_style_tag(content=AT_ONCE)
    reader = Reader(page, finger=False)
    for side in ROOM:
        reader.contents(side)
        assert violations(page, {}) == []
        page.keyboard.press("Escape")
    context.close()
