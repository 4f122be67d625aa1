"""The data are what their sources say."""

from __future__ import annotations

import re
import string

import pytest

from kltools.book.data import ENGLISH, FRENCH, HORSE_KICKS, NOVELS, letter_counts, novel


def test_horse_kicks_add_up_to_bortkiewicz_totals() -> None:
    assert sum(HORSE_KICKS) == 200
    assert sum(deaths * count for deaths, count in enumerate(HORSE_KICKS)) == 122


def test_letters_are_counted_without_accents_or_case() -> None:
    counts = letter_counts("Œuvre à Ça — œ, É!")
    assert list(counts) == list(string.ascii_lowercase)
    assert {letter: count for letter, count in counts.items() if count} == {
        **{"a": 2, "c": 1, "e": 4, "o": 2},
        **{"r": 1, "u": 1, "v": 1},
    }


def test_every_letter_of_the_texts_is_counted() -> None:
    assert sum(letter_counts(ENGLISH).values()) == sum(letter.isalpha() for letter in ENGLISH)
    ligatures = FRENCH.count("œ")
    assert sum(letter_counts(FRENCH).values()) == sum(letter.isalpha() for letter in FRENCH) + ligatures


@pytest.mark.parametrize("title", NOVELS)
def test_the_novels_are_whole_and_bare(title: str) -> None:
    text = novel(title)
    assert sum(letter_counts(text).values()) >= 100_000
    assert "Gutenberg" not in text and not re.search(r"\[\d+\]", text)


def test_the_novels_end_where_they_should() -> None:
    assert " ".join(novel("Candide").split()).endswith("mais il faut cultiver notre jardin.")
    austen = novel("Pride and Prejudice")
    assert austen.startswith("Chapter 1\n") and austen.count("Chapter ") == 23


def test_a_novel_that_is_not_carried_is_named() -> None:
    with pytest.raises(ValueError, match="'Emma'.*choose one of 'Pride and Prejudice', 'Candide'"):
        novel("Emma")
