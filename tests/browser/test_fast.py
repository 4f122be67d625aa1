"""What a chapter costs its reader: bytes, the first picture, shifts, and the time from a hand's move to the screen."""

from __future__ import annotations

import statistics

import pytest

from tests.browser.pages import SITE, explorables, open_explorable
from tests.pace import leeway

CHAPTERS = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("book/[01]*.html"))
OWN = 600_000
"""Bytes of a chapter on a first visit, gzipped, beyond mathematics, fonts and theme."""
THEME = 320_000
"""Bytes of mathematics, fonts and theme, gzipped, on a first visit."""
SOON = 1000
"""Milliseconds to the largest contentful paint, on a quiet machine."""
SMOOTH, WORST = 16, 50
"""Milliseconds from a move to its frame on a quiet machine: the median, and the most."""
WATCH = """
window.seen = { largest: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.largest = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
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


def transfers(page) -> dict[str, int]:
    """Bytes fetched for the page as it stands, by address; 0 for what the browser had kept."""
    entries = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .map((entry) => [new URL(entry.name).pathname, entry.transferSize])"""
    )
    return dict(entries)


@pytest.mark.parametrize("address", CHAPTERS)
def test_a_first_visit_fetches_little_and_the_next_less(browser, origin, address):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{origin}/{address}", wait_until="load")
    page.wait_for_timeout(300)
    first = transfers(page)
    shared = {name: size for name, size in first.items() if "/_static/" in name}
    own = sum(first.values()) - sum(shared.values())
    print(f"{address}: own {own / 1e3:.0f} KB, mathematics, fonts and theme {sum(shared.values()) / 1e3:.0f} KB")
    assert own <= OWN and sum(shared.values()) <= THEME
    page.goto(f"{origin}/{CHAPTERS[0] if address != CHAPTERS[0] else CHAPTERS[1]}", wait_until="load")
    again = transfers(page)
    assert {name: again[name] for name in shared if again.get(name)} == {}, "fetched a second time"
    context.close()


def visit(browser, url: str, width: int, pause: int) -> dict[str, float]:
    """What a first visit saw: the largest contentful paint in milliseconds, and the sum of the layout's shifts."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(url, wait_until="load")
    page.wait_for_timeout(pause)
    seen = page.evaluate("seen")
    context.close()
    return seen


@pytest.mark.parametrize("address", CHAPTERS)
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_shifts_as_a_page_comes(browser, origin, address, width):
    # a busy machine may hold a font back beyond the first picture
    assert any(visit(browser, f"{origin}/{address}", width, 500)["shift"] <= 0.02 for _ in range(3))


def test_a_figure_out_of_sight_does_not_fetch_its_script(page, origin):
    page.goto(f"{origin}/book/05-forward-and-reverse.html", wait_until="load")
    page.wait_for_timeout(300)
    figures = page.locator("figure[data-script]")
    assert figures.count() == 4
    assert page.locator("figure[data-ready]").count() < 4
    figures.last.scroll_into_view_if_needed()
    page.locator(f"#{figures.last.get_attribute('id')}[data-ready]").wait_for()


@pytest.mark.timed
@pytest.mark.parametrize("address", CHAPTERS)
def test_the_largest_part_is_painted_soon(browser, origin, address):
    best = min(visit(browser, f"{origin}/{address}", 1440, 200)["largest"] for _ in range(3))  # any one may be paused
    room = leeway()
    print(f"{address}: largest contentful paint after {best:.0f} ms, of {room:.1f} times the budget")
    assert 0 < best <= SOON * room


@pytest.mark.timed
def test_from_a_move_to_the_screen_with_four_explorables_on_the_page(page, origin):
    """Chapter 5 holds four; the best of three runs of each."""
    four = [one for one in explorables() if one[0] == "book/05-forward-and-reverse.html"]
    assert len(four) == 4
    figures = [open_explorable(page, f"{origin}/{four[0][0]}", four[0][1])]
    for _, scene in four[1:]:
        page.locator(f'[data-scene="{scene.name}"]').scroll_into_view_if_needed()
        page.locator(f'[data-scene="{scene.name}"][data-ready]').wait_for()
        figures.append(page.locator(f'[data-scene="{scene.name}"]'))
    for figure in figures:
        figure.scroll_into_view_if_needed()
        runs = [figure.evaluate(MOVES) for _ in range(3)]
        median, worst = min(map(statistics.median, runs)), min(map(max, runs))
        room, name = leeway(), figure.get_attribute("data-scene")
        print(f"{name}: median {median:.1f} ms, worst {worst:.1f} ms, of {room:.1f} times the budget")
        assert median <= SMOOTH * room and worst <= WORST * room
