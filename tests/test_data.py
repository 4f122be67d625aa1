"""The data are what their sources say."""

from __future__ import annotations

import string

from kltools.data import ENGLISH, FRENCH, HORSE_KICKS, letter_counts


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
