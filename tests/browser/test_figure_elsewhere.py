"""A figure on somebody else's page: under strict policies, in a frame, in a theme, in its compact form, and by its code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

from kltools.book.scenes import two_normals
from kltools.explorables import save_html
from kltools.explorables.standalone import STILL
from kltools.explorables.widget import make_widget

HERE, ELSEWHERE = "http://figures.example", "http://course.example"
UID = "kl-two_normals-1"
BELOW = "<div style='height:3000px'></div>"
TRANSPARENT = "rgba(0, 0, 0, 0)"
FOLLOW = """<script>addEventListener("message", ({ data, source }) => { if (data?.type === "kltools:height")
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.height = data.height;
});</script>"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with its script within, and one whose script is a file beside it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    save_html(make_widget(two_normals.describe()), folder / "figure.html")
    save_html(make_widget(two_normals.describe()), folder / "strict.html", script_beside=True)
    return folder


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Open]:
    """Open a page of a host that serves the folder, with a policy of its own; what the page complains of is kept."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, *, course: str = "", policy: str = "", dark: bool = False, width: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        headers = {"Content-Security-Policy": policy} if policy else {}
        kinds = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

        def serve(route) -> None:
            path = folder / re.sub(r"[?#].*", "", route.request.url.rpartition("/")[2])
            if path.name == "course.html":
                route.fulfill(body=f"<!DOCTYPE html><title>Course</title>{course}", content_type=kinds[".html"])
            elif path.exists():
                route.fulfill(body=path.read_text(encoding="utf8"), content_type=kinds[path.suffix], headers=headers)
            else:
                route.fulfill(status=404)

        context.route("**/*", serve)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def alive(page: Page | FrameLocator) -> None:
    page.locator("figure[data-ready]").wait_for()


def height_of(page: Page) -> float:
    return page.locator("iframe").evaluate("(frame) => frame.getBoundingClientRect().height")


def background(page: Page | FrameLocator) -> str:
    return page.locator("html").evaluate("(html) => getComputedStyle(html).backgroundColor")


@pytest.mark.parametrize("name", ["figure.html", "strict.html"])
def test_a_page_lives_from_disk_under_its_own_policy(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((folder / name).as_uri())
    alive(page)
    page.locator('[data-control="mu"]').press("ArrowRight")
    assert complaints == []
    assert not page.get_by_text(STILL).is_visible()
    page.close()


def test_its_policy_lets_no_other_script_run(visit: Open, folder: Path) -> None:
    policy = re.findall(r'Policy" content="([^"]*)"', (folder / "figure.html").read_text("utf8"))[0]
    assert "'unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert policy.startswith("default-src 'none'")
    page = visit(f"{HERE}/figure.html")
    alive(page)
    ran = page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            return window.ran ?? false;
        }"""
    )
    assert not ran
    assert any("Content Security Policy" in one for one in page.complaints)


def test_where_scripts_are_blocked_a_sentence_says_so(visit: Open, browser: Browser, folder: Path) -> None:
    page = visit(f"{HERE}/figure.html", policy="script-src 'self'")
    assert page.get_by_text(STILL).is_visible()
    assert page.locator(".kl-picture.kl-wide").is_visible()
    assert page.locator("figure[data-ready]").count() == 0
    still = browser.new_page(java_script_enabled=False)
    still.goto((folder / "figure.html").as_uri())
    assert still.get_by_text(STILL).is_visible()
    still.close()


def test_with_its_script_in_a_file_it_lives_there(visit: Open) -> None:
    page = visit(f"{HERE}/strict.html", policy="script-src 'self'")
    alive(page)
    assert page.complaints == []
    assert not page.get_by_text(STILL).is_visible()


@pytest.mark.parametrize("host", [HERE, ELSEWHERE])
def test_a_linked_state_in_a_frame_does_not_scroll_its_parent(visit: Open, host: str) -> None:
    frame = f"{BELOW}<iframe src='{HERE}/figure.html#{UID}?mu=2' width=720 height=300></iframe>{BELOW}"
    page = visit(f"{host}/course.html", course=frame)
    inside = page.frame_locator("iframe")
    alive(inside)
    assert inside.locator("figure").evaluate("(figure) => figure.klPlayer.state[0]") == 2
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [900, 390])
def test_a_frame_is_told_its_height_and_told_again(visit: Open, width: int) -> None:
    frame = f"<iframe src='{HERE}/figure.html?compact' height=100 style='width:100%;border:0'></iframe>{FOLLOW}"
    page = visit(f"{ELSEWHERE}/course.html", course=frame, width=width)
    inside = page.frame_locator("iframe")
    alive(inside)
    needed = "(html) => Math.ceil(html.getBoundingClientRect().height)"

    def fits() -> None:
        page.wait_for_timeout(200)
        assert height_of(page) == inside.locator("html").evaluate(needed)

    fits()
    folded = height_of(page)
    inside.locator(".folded summary").click()
    fits()
    assert height_of(page) > folded + 60


def test_the_compact_form_is_picture_handles_and_readouts(visit: Open) -> None:
    page = visit(f"{HERE}/figure.html?compact")
    alive(page)
    for seen in (".kl-picture.kl-wide", ".kl-overlay.kl-wide .kl-knob >> nth=0", ".kl-readouts"):
        assert page.locator(seen).is_visible()
    folded = ('[data-control="mu"]', ".kl-reset", ".kl-link", "figcaption", ".source")
    for hidden in folded:
        assert not page.locator(hidden).is_visible()
    page.get_by_text("Controls", exact=True).click()
    page.locator('[data-control="mu"]').press("ArrowRight")
    assert page.locator("figure").evaluate("(figure) => figure.klPlayer.state[0]") > 1.5
    page.locator(".kl-reset").click()
    assert page.locator("figure").evaluate("(figure) => figure.klPlayer.state[0]") == 1.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("system_dark", [False, True])
def test_a_theme_asked_for_is_the_one_shown(visit: Open, theme: str, system_dark: bool) -> None:
    page = visit(f"{HERE}/figure.html?theme={theme}", dark=system_dark)
    assert background(page) == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}[theme]
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_unasked_a_page_follows_its_reader_and_a_frame_the_page_around_it(visit: Open) -> None:
    """A dark system's reader of a white page would else see a black block."""
    assert background(visit(f"{HERE}/figure.html", dark=True)) == "rgb(20, 24, 30)"
    page = visit(f"{ELSEWHERE}/course.html", course=f"<iframe src='{HERE}/figure.html'></iframe>", dark=True)
    inside = page.frame_locator("iframe")
    alive(inside)
    assert background(inside) == TRANSPARENT
    assert inside.locator("body").evaluate("(body) => getComputedStyle(body).color") == "rgb(31, 36, 42)"
    assert not inside.locator(".embed").is_visible()


def test_the_code_shows_the_figure_in_its_state_on_another_page(visit: Open) -> None:
    page = visit(f"{HERE}/figure.html?theme=light")
    alive(page)
    page.locator('[data-control="mu"]').press("ArrowRight")
    state = page.locator("figure").evaluate("(figure) => figure.klPlayer.state")
    page.get_by_role("button", name="Copy embed code").click()
    told = page.locator(".kl-note")
    told.wait_for()  # this page, which is not secure, may not copy
    code = (told.text_content() or "").removeprefix("Copy this code: ")
    assert 'title="two_normals"' in code and 'loading="lazy"' in code and re.search(r' height="\d{3}"', code)
    course = visit(f"{ELSEWHERE}/course.html", course=code)
    inside = course.frame_locator("iframe")
    alive(inside)
    assert inside.locator("figure").evaluate("(figure) => figure.klPlayer.state") == state
    course.wait_for_timeout(200)
    assert height_of(course) == inside.locator("html").evaluate(
        "(html) => Math.ceil(html.getBoundingClientRect().height)"
    )
    assert background(inside) == "rgb(255, 255, 255)"
