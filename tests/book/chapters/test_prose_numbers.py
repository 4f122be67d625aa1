"""No result is typed by hand: a decimal, percentage or fraction in prose is glued in by the build, or allowed for a reason."""

from __future__ import annotations

import pytest

from tests.book.chapters.allowed import ALLOWED
from tests.book.chapters.prose import PAGES, Typed, numbers_of, prose_of


def covers(page: str, text: str, number: Typed) -> bool:
    """Whether an allowed text stands about a number."""
    start = number.text.find(text)
    while start >= 0:
        if number.page.startswith(page) and start <= number.span[0] and number.span[1] <= start + len(text):
            return True
        start = number.text.find(text, start + 1)
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_result_is_typed_by_hand(page):
    typed = [
        f"{one.page}:{one.line}: {one.number} in {one.text.strip()[:100]!r}"
        for one in numbers_of(page)
        if not any(covers(allowed.page, allowed.text, one) for allowed in ALLOWED)
    ]
    assert typed == [], f"glue it in from a cell, or say in allowed.py why it may be typed: {'; '.join(typed)}"


def test_every_allowance_is_used():
    numbers = [one for page in PAGES for one in numbers_of(page)]
    unused = [one.text for one in ALLOWED if not any(covers(one.page, one.text, number) for number in numbers)]
    assert unused == []


@pytest.mark.parametrize("allowed", [one for one in ALLOWED if one.reason == "worked"], ids=lambda one: one.text[:40])
def test_what_is_worked_by_hand_is_what_a_program_finds(allowed):
    assert allowed.check is not None
    assert allowed.check()


@pytest.mark.parametrize("number", ["0.1234", "12 %", r"12\%", r"\frac37", r"\frac{12}{7}", "3/7"])
def test_a_typed_result_would_be_found(tmp_path, number):
    page = tmp_path / "page.md"
    page.write_text(f"---\nx: 1\n---\n\nThe divergence is ${number}$ nats.\n", encoding="utf8")
    assert [one.number for one in numbers_of(page)] == [number]


def test_code_equations_and_glue_are_no_prose(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```{code-cell} ipython3\nx = 0.5\n```\n\n$$\n0.5\n$$ (eq-a)\n\n{glue:text}`half` is half\n", encoding="utf8"
    )
    assert list(numbers_of(page)) == []
    assert any("is half" in text for _, text in prose_of(page))
