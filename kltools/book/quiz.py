"""Self-check questions for a page: native radio buttons, an answer to every answer, and no script.

jupyterquiz, the usual choice, gives its parts random ids (so that no two builds agree) and does its work in
inline event handlers; here the style sheet alone reveals what a chosen option deserves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from kltools.book.inline_mathematics import inline
from kltools.drawing import Block, ShownAsBlock, style_rules

MATHEMATICS = re.compile(r"\$([^$]+)\$")
LETTERS = "abcdefgh"
"""They name a question's options in ids."""


@dataclass(frozen=True)
class Option:
    """One possible answer.

    Parameters
    ----------
    text : str
        The answer; ``$…$`` is mathematics, beside at least a word.
    reply : str
        What choosing it deserves: for a wrong one, the misconception behind it.
    right : bool

    Raises
    ------
    ValueError
        If the answer is mathematics alone, which not every screen reader can say.
    """

    text: str
    reply: str
    right: bool = False

    def __post_init__(self) -> None:
        if not MATHEMATICS.sub("", self.text).strip(" ."):
            raise ValueError(
                f"option {self.text!r} is mathematics alone; put a word beside it, which can be read aloud"
            )


@dataclass(frozen=True)
class Question:
    """A question with one right answer among several."""

    text: str
    options: Sequence[Option]

    def __post_init__(self) -> None:
        right = sum(option.right for option in self.options)
        if not 2 <= len(self.options) <= len(LETTERS) or right != 1:
            raise ValueError(
                f"question {self.text!r} has {len(self.options)} options, {right} of them right; "
                f"give two to {len(LETTERS)}, exactly one of them right"
            )


class Quiz(ShownAsBlock):
    """Questions shown together.

    Parameters
    ----------
    name : str
        Starts the ids of its parts; unique on a page.
    questions : sequence of Question

    Examples
    --------
    >>> quiz = Quiz("demo", [Question("Is D a distance?", [Option("Yes", "It is not symmetric."), Option("No", "Right.", True)])])
    >>> "It is not symmetric." in quiz._repr_html_()
    True
    """

    def __init__(self, name: str, questions: Sequence[Question]) -> None:
        self.name, self.questions = name, questions

    def to_block(self) -> Block:
        """The questions, and the styles of quizzes."""
        body = "".join(self._question(place, question) for place, question in enumerate(self.questions, 1))
        return Block(f'<div class="kl-quiz">{body}</div>', styles={"quiz": _style()})

    def _question(self, place: int, question: Question) -> str:
        group = f"quiz-{self.name}-{place}"
        options = "".join(
            f'<div class="kl-option"><input type="radio" name="{group}" id="{group}-{letter}">'
            f'<label for="{group}-{letter}">{_typeset(option.text)}</label>'
            f'<div class="kl-reply kl-{"right" if option.right else "wrong"}" role="status"><strong>'
            f"{'Right.' if option.right else 'Not so.'}</strong> {_typeset(option.reply)}</div></div>"
            for letter, option in zip(LETTERS, question.options)
        )
        return f"<fieldset><legend>{place}. {_typeset(question.text)}</legend>{options}</fieldset>"


def _typeset(text: str) -> str:
    """Plain text as HTML, with ``$…$`` marked as mathematics for MathJax."""
    return MATHEMATICS.sub(lambda found: inline(found[1]), escape(text, quote=False))


@cache
def _style() -> str:
    return style_rules() + (files("kltools.book") / "quiz.css").read_text(encoding="utf8")
