"""What a lecturer takes from a page: a link to a state, a figure alone, and the way back to the first state."""

from __future__ import annotations

import re

import pytest

from kltools.book import scenes
from kltools.explorables import save_html
from tests.browser.pages import EACH_OF_FOUR, move_all, open_explorable, readouts, shown, state_of


@pytest.fixture
def clipboard(page, origin):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    return lambda: page.evaluate("navigator.clipboard.readText()")


@EACH_OF_FOUR
def test_a_copied_link_opens_the_page_in_that_state(watched, origin, clipboard, one):
    page, scene = watched.page, one.scene
    figure = open_explorable(page, f"{origin}/{one.address}", scene)
    first = state_of(figure, scene)
    move_all(figure, scene)
    state, told = state_of(figure, scene), readouts(figure)
    assert state != first
    figure.locator(".kl-link").click()
    figure.get_by_text("Link copied.", exact=True).first.wait_for()
    link = clipboard()
    page.goto("about:blank")
    figure = open_explorable(page, link, scene)
    assert state_of(figure, scene) == state
    assert readouts(figure) == told
    box = figure.bounding_box()
    assert box["y"] < page.viewport_size["height"] and box["y"] + box["height"] > 0, "it is in view"
    figure.locator(".kl-reset").click()
    assert state_of(figure, scene) == first
    assert watched.complaints == [] and watched.strangers == []


def test_a_link_on_the_same_page_moves_the_figure_at_once(page, origin):
    one = shown("two_normals")
    figure = open_explorable(page, f"{origin}/{one.address}", one.scene)
    page.evaluate("(id) => { location.hash = `#${id}?mu=-1.25` }", figure.get_attribute("id"))
    page.wait_for_function("document.querySelector('[data-scene=two_normals]').klPlayer.state[0] === -1.25")


def test_a_link_that_asks_for_too_much_says_so(page, origin):
    one = shown("candidates")
    link = f"{origin}/{one.address}#kl-candidates-1?mean=0.5&family=normal&colour=red"
    figure = open_explorable(page, link, one.scene)
    note = figure.locator(".kl-note")
    note.wait_for()
    assert note.text_content() == "The link asks for family = normal, colour = red, which this figure does not take."
    assert state_of(figure, one.scene)["mean"] == 0.5


def test_where_copying_is_not_allowed_the_link_is_shown(page, origin):
    one = shown("two_normals")
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    figure = open_explorable(page, f"{origin}/{one.address}", one.scene)
    figure.locator(".kl-link").click()
    assert f"{origin}/{one.address}#kl-" in figure.locator(".kl-note").text_content()


@EACH_OF_FOUR
def test_an_explorable_lives_alone_in_a_frame(watched, site, tmp_path, one):
    """Copied to another folder and opened from disk, in an iframe of a course page."""
    page, chapter = watched.page, site / one.address
    link = re.search(rf'id="kl-{one.name}-1".*?class="kl-alone" href="([^"]*)"', chapter.read_text("utf8"), re.DOTALL)
    alone = chapter.parent / link[1]
    (tmp_path / "figure.html").write_bytes(alone.read_bytes())
    (tmp_path / "course.html").write_text('<iframe src="figure.html" width="720" height="900"></iframe>')
    page.goto(f"file://{tmp_path}/course.html")
    figure = page.frame_locator("iframe").locator("figure[data-ready]")
    figure.wait_for()
    before = readouts(figure)
    move_all(figure, one.scene)
    assert readouts(figure) != before
    asked = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [one for one in asked if not one.endswith("figure.html")] == []
    assert watched.complaints == [] and watched.strangers == []


@pytest.mark.parametrize("name", ["two_normals", "evidence"])
def test_a_widget_is_saved_in_its_present_state(page, tmp_path, name, monkeypatch):
    monkeypatch.delenv("KLTOOLS_BUILD", raising=False)
    widget = getattr(scenes, name)()
    control = widget.scene.controls[0]
    setattr(widget, control.name, control.states()[1])
    page.goto(f"file://{save_html(widget, tmp_path / 'figure.html')}")
    figure = page.locator("figure[data-ready]")
    figure.wait_for()
    assert state_of(figure, widget.scene) == pytest.approx(widget.state)
    expected = widget.scene.frame(widget.state).readouts
    assert readouts(figure) == [one.shown(expected[one.name]) for one in widget.scene.readouts]


def test_what_is_no_explorable_is_not_saved(tmp_path):
    with pytest.raises(TypeError, match="figure is of type int; give what a scene function returned"):
        save_html(3, tmp_path / "three.html")
