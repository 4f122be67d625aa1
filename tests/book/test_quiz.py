"""Quizzes: native radio buttons, a reply to each answer, no script, the same text each time."""

from __future__ import annotations

import re

import pytest

from kltools.book.quiz import LETTERS, Option, Question, Quiz

RIGHT, WRONG = Option("It is $0$", "Each term is 0.", right=True), Option("1 < 2 & so", "You took $a < b$ for it.")
QUESTIONS = [Question("What is $D(p \\| p)$?", [WRONG, RIGHT]), Question("Again?", [RIGHT, WRONG, WRONG])]


def html(name: str = "demo") -> str:
    return Quiz(name, QUESTIONS)._repr_html_()


def test_one_group_of_radio_buttons_a_question() -> None:
    names = re.findall(r'<input type="radio" name="([^"]+)"', html())
    assert names == ["quiz-demo-1"] * 2 + ["quiz-demo-2"] * 3
    assert html().count("<fieldset><legend>") == 2


def test_labels_belong_to_their_buttons() -> None:
    ids = re.findall(r' id="([^"]+)"', html())
    assert len(ids) == len(set(ids)) == 5
    assert re.findall(r'<label for="([^"]+)"', html()) == ids
    assert set(ids).isdisjoint(re.findall(r' id="([^"]+)"', html("other")))


def test_every_option_has_its_reply() -> None:
    assert re.findall(r'class="kl-reply kl-(right|wrong)"', html()) == [
        "wrong",
        "right",
        "right",
        "wrong",
        "wrong",
    ]
    assert html().count("<strong>Right.</strong> Each term is 0.") == 2
    assert html().count("<strong>Not so.</strong> You took") == 3


def test_text_is_escaped_and_mathematics_marked() -> None:
    assert "1 &lt; 2 &amp; so" in html()
    assert r'<span class="math notranslate nohighlight">\(a &lt; b\)</span>' in html()
    assert r"\(D(p \| p)\)" in html()
    assert "$" not in html().partition("</style>")[2]


def test_no_script_no_handler_and_nothing_random() -> None:
    assert not re.search(r"<script|\son\w+=", html())
    assert html() == html()


@pytest.mark.parametrize(
    "options", [[], [RIGHT], [WRONG, WRONG], [RIGHT, RIGHT, WRONG], [RIGHT, *[WRONG] * len(LETTERS)]]
)
def test_questions_without_exactly_one_right_answer_are_refused(options: list[Option]) -> None:
    right = sum(option.right for option in options)
    with pytest.raises(ValueError, match=f"question 'Why\\?' has {len(options)} options, {right} of them right"):
        Question("Why?", options)


def test_as_many_options_as_letters_all_show() -> None:
    question = Question("Why?", [RIGHT, *[WRONG] * (len(LETTERS) - 1)])
    assert Quiz("long", [question])._repr_html_().count('type="radio"') == len(LETTERS)


@pytest.mark.parametrize("text", ["$0$", "$+\\infty$.", " "])
def test_an_answer_of_mathematics_alone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="put a word beside it"):
        Option(text, "Why.")
