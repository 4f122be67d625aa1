"""A chapter on paper and in the search: solutions at the end, figures as they stand, and everything found by its name."""

from __future__ import annotations

import re

import pytest

from tests.browser.pages import EACH_OF_FOUR, move_all, open_explorable, readouts, shown

CHAPTER = "book/03-never-negative.html"
IN_ORDER = "() => [...document.querySelectorAll('.bd-article .admonition')].map((one) => one.id)"


def test_solutions_are_printed_at_the_end_and_stand_where_they_were_after(page, origin):
    page.goto(f"{origin}/{CHAPTER}")
    before = page.evaluate(IN_ORDER)
    page.evaluate(
        """() => addEventListener("beforeprint", () => {
            const end = [...document.querySelectorAll(".bd-article > section")].at(-1);
            const solutions = [...document.querySelectorAll(".bd-article div.solution")];
            window.printed = [end.querySelector("h2").textContent, solutions.length, solutions.every((one) => end.contains(one))];
            window.titles = solutions.map((one) => one.querySelector(".admonition-title").textContent);
            window.closed = solutions.filter((one) => one.classList.contains("toggle-hidden")).length;
        })"""
    )
    page.pdf()
    heading, count, all_there = page.evaluate("printed")
    assert heading == "Solutions" and count >= 3 and all_there
    assert page.evaluate("closed") == 0
    titles = [re.sub(r"\s+", " ", title).strip() for title in page.evaluate("titles")]
    assert titles == [f"Solution to Exercise 3.{number}" for number in range(1, count + 1)]
    assert page.evaluate(IN_ORDER) == before


def test_a_printed_figure_keeps_its_state_and_says_it(page, origin):
    one = shown("two_normals")
    figure = open_explorable(page, f"{origin}/{one.address}", one.scene)
    move_all(figure, one.scene)
    before = readouts(figure)
    page.emulate_media(media="print")
    assert readouts(figure) == before
    assert figure.locator(".kl-readout output").first.is_visible()
    assert figure.locator(".kl-value").first.is_visible()
    for hidden in ('input[type="range"]', ".kl-reset", ".kl-links", ".kl-overlay"):
        assert not figure.locator(hidden).first.is_visible(), hidden
    for hidden in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article", ".prev-next-footer"):
        assert not page.locator(hidden).first.is_visible(), hidden


def found(page, origin: str, words: str) -> list[str]:
    """Where the search leads to."""
    page.goto(f"{origin}/search.html?q={words.replace(' ', '+')}")
    page.locator("#search-results p.search-summary", has_text="match").wait_for()  # it lists one result after another
    return page.locator("#search-results li a").evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Gibbs' inequality", "03-never-negative.html#thm-gibbs"),
        ("Pinsker's inequality", "04-not-a-distance.html#thm-pinsker"),
        ("chain rule", "04-not-a-distance.html#thm-chain"),
    ],
)
def test_a_theorem_is_found_by_its_name(page, origin, words, place):
    assert any(place in link for link in found(page, origin, words))


@EACH_OF_FOUR
def test_an_explorable_is_found_by_its_name(page, origin, one):
    links = found(page, origin, one.name.replace("_", " "))
    assert any(f"{one.address.partition('/')[2]}#kl-{one.name}" in link for link in links), links
