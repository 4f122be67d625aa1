"""What stands where something is missing: scripts, a way to unpack, sight, a mouse; and where the address names no page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.pages import open_explorable, set_control, shown, state_of


def test_without_scripts_the_first_frame_stands(browser, origin):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/book/index.html")
    assert page.locator("figure.kl-explorable svg path").count() > 5
    assert page.locator(".kl-readout output").first.text_content() not in ("", None)
    context.close()


def test_a_browser_that_cannot_unpack_says_so(page, origin):
    page.add_init_script("delete window.DecompressionStream")
    page.goto(f"{origin}/book/02-definition.html")
    figure = page.locator('[data-scene="binning"]')
    figure.scroll_into_view_if_needed()
    figure.locator(".kl-refused").wait_for(state="visible")
    assert "cannot unpack" in figure.locator(".kl-refused").text_content()


def test_the_text_alternative_follows_the_state(page, origin):
    one = shown("candidates")
    figure = open_explorable(page, f"{origin}/{one.alone}", one.scene)
    set_control(figure, "family", 2)
    state = state_of(figure, one.scene)
    words = one.scene.text_alternative(state, one.scene.truths(state))
    expect(figure.locator(".kl-picture.kl-wide")).to_have_attribute("aria-label", words)  # once it has come to rest


def test_quiz_answers_by_keyboard_alone(page, origin):
    page.goto(f"{origin}/book/01-what-it-measures.html")
    first = page.locator(".kl-quiz input").first
    first.focus()
    page.keyboard.press("Space")
    assert page.locator(".kl-quiz .kl-reply").first.is_visible()
    page.keyboard.press("ArrowDown")
    assert not page.locator(".kl-quiz .kl-reply").first.is_visible()
    assert page.locator(".kl-quiz .kl-reply").nth(1).is_visible()


def test_the_root_has_a_title_and_a_description_and_leads_on(page, site, origin):
    root = (site / "index.html").read_text(encoding="utf8")
    assert "<title>Kullback–Leibler Divergence" in root and 'name="description" content="Define' in root
    page.goto(f"{origin}/")
    page.wait_for_url("**/book/index.html")
