"""How fast a page is: what the next one need not fetch, the first picture, and the time from a hand's move to the screen."""

from __future__ import annotations

import statistics

import pytest

from tests.browser.observations import WATCH, transfers
from tests.browser.pages import CHAPTERS, EACH_OF_FOUR, explorables, find_explorable, open_explorable
from tests.pace import leeway

SOON = 1000
"""Milliseconds to the largest contentful paint, on a quiet machine."""
CHANGED, CHANGED_AT_WORST = 4, 16
"""Milliseconds from an input event to the changed figure on a quiet machine: the median, and the most."""
SMOOTH, WORST = 16, 50
"""Milliseconds from a move to its frame on a quiet machine: the median, and the most."""
HEAVY = "book/05-forward-and-reverse.html"
"""The chapter with the most explorables."""
ANSWERS = """(figure) => {
    const controls = [...figure.querySelectorAll("[data-control]")];
    const times = [];
    for (let i = 0; i < 230; i++) {
        for (const control of controls) {
            if (control.tagName === "SELECT") control.selectedIndex = Math.random() * control.options.length;
            else control.value = +control.min + Math.random() * (control.max - control.min);
        }
        const began = performance.now();
        controls[0].dispatchEvent(new Event("input", { bubbles: true }));
        figure.getBoundingClientRect();  // lays the changed figure out
        times.push(performance.now() - began);
    }
    return times.slice(30);  // the first frames warm the engine up
}"""
MOVES = """async (figure) => {
  const sliders = [...figure.querySelectorAll("input[type=range]")], times = [];
  for (let i = 0; i < 70; i++) {
    const slider = sliders[i % sliders.length];
    // a browser hands moves of the pointer over at the beginning of a frame; a message is handled once it is drawn
    times.push(await new Promise((done) => requestAnimationFrame(() => {
      const began = performance.now(), { port1, port2 } = new MessageChannel();
      slider.value = +slider.min + Math.random() * (slider.max - slider.min);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      port1.onmessage = () => done(performance.now() - began);
      port2.postMessage(0);
    })));
  }
  return times.slice(10);
}"""


def test_the_next_page_fetches_nothing_a_second_time(browser, origin):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    had: set[str] = set()
    for address in (CHAPTERS[0], HEAVY, "book/hit-the-number.html"):
        page.goto(f"{origin}/{address}", wait_until="load")
        page.wait_for_timeout(300)
        fetched = {name for name, size in transfers(page).items() if "/_static/" in name and size}
        assert fetched & had == set(), address
        had |= fetched
    assert len(had) > 5
    context.close()


def test_a_figure_out_of_sight_does_not_fetch_its_script(page, origin):
    page.goto(f"{origin}/{HEAVY}", wait_until="load")
    page.wait_for_timeout(300)
    figures = page.locator("figure[data-script]")
    assert figures.count() == 4
    assert page.locator("figure[data-ready]").count() < 4
    figures.last.scroll_into_view_if_needed()
    page.locator(f"#{figures.last.get_attribute('id')}[data-ready]").wait_for()


@pytest.mark.timed
@EACH_OF_FOUR
def test_the_figure_answers_within_its_budget(page, origin, one):
    """Over 200 random states."""
    figure = open_explorable(page, f"{origin}/{one.address}", one.scene)

    def measure() -> tuple[float, float]:
        times = figure.evaluate(ANSWERS)
        return statistics.median(times), max(times)

    # a shared machine may pause any one run; the best of three is the page's own time
    median, worst = min(measure() for _ in range(3)), min(measure()[1] for _ in range(2))
    room = leeway()
    print(f"{one}: median {median[0]:.2f} ms, worst {min(worst, median[1]):.2f} ms, of {room:.1f} times the budget")
    assert median[0] <= CHANGED * room
    assert min(worst, median[1]) <= CHANGED_AT_WORST * room


@pytest.mark.timed
@pytest.mark.parametrize(
    "address",
    [pytest.param(one, marks=[] if one in (CHAPTERS[0], HEAVY) else pytest.mark.nightly) for one in CHAPTERS],
)
def test_the_largest_part_is_painted_soon(browser, origin, address):
    def visit() -> float:
        context = browser.new_context(viewport={"width": 1440, "height": 844})
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{origin}/{address}", wait_until="load")
        page.wait_for_timeout(200)
        largest = page.evaluate("seen.largest")
        context.close()
        return largest

    best = min(visit() for _ in range(3))  # any one may be paused
    room = leeway()
    print(f"{address}: largest contentful paint after {best:.0f} ms, of {room:.1f} times the budget")
    assert 0 < best <= SOON * room


@pytest.mark.timed
def test_from_a_move_to_the_screen_with_four_explorables_on_the_page(page, origin):
    """The best of three runs of each."""
    four = [one.scene for one in explorables() if one.address == HEAVY]
    assert len(four) == 4
    page.goto(f"{origin}/{HEAVY}")
    figures = [find_explorable(page, scene) for scene in four]
    for figure in figures:
        figure.scroll_into_view_if_needed()
        runs = [figure.evaluate(MOVES) for _ in range(3)]
        median, worst = min(map(statistics.median, runs)), min(map(max, runs))
        room, name = leeway(), figure.get_attribute("data-scene")
        print(f"{name}: median {median:.1f} ms, worst {worst:.1f} ms, of {room:.1f} times the budget")
        assert median <= SMOOTH * room and worst <= WORST * room
