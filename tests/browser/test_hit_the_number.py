"""The game in a real browser: rounds are won with their kept q, counted, handed on, and the same for everyone on a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from kltools.book.game.rounds import DAYS, LEVELS, WITHIN, Round, make_round
from tests.browser.pages import set_control

ADDRESS = "book/hit-the-number.html"
DAY = date(2026, 11, 27)
BY_NAME = {level.name: level for level in LEVELS}


@cache
def round_of(day: date, level: str) -> Round:
    return make_round((day - date(1970, 1, 1)).days % DAYS, BY_NAME[level])


def open_round(page: Page, root: str, day: date = DAY, level: str = "easy") -> None:
    """Open a round by its address, and wait until it can be played."""
    page.route("**/mathjax/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{root}/{ADDRESS}#hit-the-number?day={day}&level={level}")
    expect(said(page)).to_contain_text("Bring D(p‖q) to")


def said(page: Page):
    return page.locator(".kl-said")


def figure(page: Page):
    return page.locator(".kl-game .kl-explorable:not([hidden])")


def targets(page: Page) -> list[str]:
    return page.locator(".kl-goal strong").all_text_contents()


def shape(page: Page, values: dict[str, float]) -> None:
    """Bring q's sliders to values, as one move."""
    for name, value in values.items():
        set_control(figure(page), name, value)


def press(page: Page, values: dict[str, float]) -> None:
    """Bring q's sliders to values by the arrow keys alone."""
    if figure(page).locator("details:not([open])").count():
        figure(page).locator("summary").press("Enter")
    for name, value in values.items():
        slider = figure(page).locator(f'[data-control="{name}"]')
        steps = round((value - float(slider.input_value())) / float(slider.get_attribute("step")))
        for _ in range(abs(steps)):
            slider.press("ArrowRight" if steps > 0 else "ArrowLeft", no_wait_after=True)


def meets_the_first_alone(found: Round) -> dict[str, float]:
    """A q that meets the first target and not the second."""
    scene = BY_NAME["easy"].scene()
    for sigma, step in product((1.0, 1.3, 0.8, 1.6), range(-24, 25)):
        shaped = {"mu": found.start["mu"] + step / 20, "sigma": sigma}
        values = scene.truths({**found.given, **shaped}).values()
        if [abs(value - target) <= WITHIN * target for value, target in zip(values, found.targets)] == [True, False]:
            return shaped
    raise AssertionError("widen the search")


def test_a_round_is_won_by_keyboard_in_two_stages(watched, origin):
    page, found = watched.page, round_of(DAY, "easy")
    open_round(page, origin)
    assert page.locator('.kl-goal[data-hit="true"]').count() == 0
    press(page, meets_the_first_alone(found))
    expect(said(page)).to_contain_text("Now bring D(q‖p) to")
    assert page.locator('.kl-goal[data-hit="true"]').count() == 1
    press(page, found.kept)
    expect(said(page)).to_contain_text("Both hit, in")
    assert page.locator('.kl-goal[data-hit="true"]').count() == 2
    expect(page.locator(".kl-share")).to_be_visible()
    assert watched.complaints == [] and watched.strangers == []


def test_kept_qs_win_in_the_page_from_a_file(watched, site):
    page = watched.page
    for level, back in product(BY_NAME, (0, 17, 41)):
        day = DAY - timedelta(back)
        page.goto("about:blank")
        open_round(page, f"file://{site}", day, level)
        assert targets(page) == [f"{target:.2f}" for target in round_of(day, level).targets]
        shape(page, round_of(day, level).kept)
        expect(said(page)).to_contain_text("One q hits both, in")
    assert watched.complaints == [] and watched.strangers == []


def test_the_result_is_copied_as_text(page, origin):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    open_round(page, origin, level="hard")
    figure(page).locator("svg.kl-wide .kl-handle").first.press("ArrowUp")
    expect(said(page)).to_contain_text("Too ")
    shape(page, round_of(DAY, "hard").kept)
    expect(said(page)).to_contain_text("One q hits both, in 2 moves and 0:")
    page.locator(".kl-share").click()
    expect(said(page)).to_have_text("Result copied.")
    first, forward, reverse, score, link = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert first == f"Hit the number, {DAY}, hard"
    one, other = round_of(DAY, "hard").targets
    assert forward in (f"D(p‖q) {one:.2f}: ▲●", f"D(p‖q) {one:.2f}: ▼●")
    assert reverse == f"D(q‖p) {other:.2f}: ● with the same q"
    assert score.startswith("2 moves, 0:")
    page.goto("about:blank")
    page.goto(link)
    expect(said(page)).to_contain_text(f"Bring D(p‖q) to {one:.2f}")


def test_where_copying_is_not_allowed_the_result_is_shown(page, origin):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    open_round(page, origin)
    shape(page, round_of(DAY, "easy").kept)
    page.locator(".kl-share").click()
    assert page.locator(".kl-result").input_value().startswith(f"Hit the number, {DAY}, easy\n")


def test_the_readers_date_chooses_the_round(page, origin):
    page.clock.set_fixed_time("2026-11-30T12:00:00")
    page.goto(f"{origin}/{ADDRESS}")
    expect(said(page)).to_contain_text("Bring")
    assert page.locator(".kl-day").input_value() == "2026-11-30"
    assert targets(page) == [f"{target:.2f}" for target in round_of(date(2026, 11, 30), "easy").targets]


def test_another_day_and_level_stay_after_a_reload(page, origin):
    open_round(page, origin)
    earlier = DAY - timedelta(3)
    page.locator(".kl-day").fill(str(earlier))
    page.locator(".kl-level").select_option("hard")
    expected = [f"{target:.2f}" for target in round_of(earlier, "hard").targets]
    expect(figure(page).and_(page.locator("[data-scene=bars]"))).to_be_visible()
    expect(page.locator(".kl-goal strong")).to_have_text(expected)
    page.reload()
    expect(page.locator(".kl-goal strong")).to_have_text(expected)
    assert page.locator(".kl-day").input_value() == str(earlier)


def test_a_link_to_what_there_is_not_says_so(page, origin):
    page.goto(f"{origin}/{ADDRESS}#hit-the-number?day=yesterday&level=hard")
    expect(said(page)).to_contain_text("The link asks for a day or a level that there is not. Bring")


@pytest.mark.parametrize(
    ("level", "while_dragged", "after"),
    [("easy", r"\d\.\d{3}", r"\d\.\d{3}"), ("medium", r"\?", r"\d\.\d{3}"), ("hard", r"\?", r"\?")],
)
def test_a_level_tells_as_much_as_it_says(page, origin, level, while_dragged, after):
    open_round(page, origin, level=level)
    measured, box = page.locator(".kl-measured"), figure(page).locator("svg.kl-wide .kl-knob").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    expect(measured).to_have_text(re.compile(f"^{while_dragged}$"))
    expect(page.locator(".kl-tally")).to_contain_text("0 moves")
    page.mouse.up()
    expect(page.locator(".kl-tally")).to_contain_text("1 move,")
    expect(measured).to_have_text(re.compile(f"^{after}$"))
    hidden = figure(page).locator(".kl-readouts")
    assert not hidden.is_visible()
    page.locator(".kl-again").click()
    expect(page.locator(".kl-tally")).to_have_text("0 moves, 0:00")


def test_who_gives_up_sees_a_q_that_wins_and_has_no_result(page, origin):
    open_round(page, origin, level="medium")
    page.locator(".kl-show").click()
    expect(said(page)).to_contain_text("This q meets both: D(p‖q) = ")
    assert page.locator('.kl-goal[data-hit="true"]').count() == 2
    assert not page.locator(".kl-share").is_visible()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize("level", ["easy", "hard"])
def test_targets_figure_and_sliders_stand_on_the_first_screen(page, origin, size, level):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_round(page, origin, level=level)
    assert page.evaluate("scrollY") == 0
    for part in (".kl-goals", ".kl-gauge", ".kl-game .kl-explorable:not([hidden]) .kl-stage"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1], part
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


def test_without_scripts_the_page_says_what_is_missing(browser, origin):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{ADDRESS}")
    expect(page.get_by_text("The game needs its script, and that did not run")).to_be_visible()
    assert not page.locator(".kl-deeds").is_visible()
    assert figure(page).locator("svg path").count() > 5, "the first frame stands"
    context.close()
