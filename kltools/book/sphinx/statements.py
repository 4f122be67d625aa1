"""The labelled statements of a chapter, as its source has them: equations, theorems, lemmas, propositions, corollaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

KINDS = ("theorem", "lemma", "proposition", "corollary")
"""Directives of sphinx-proof whose statement needs a proof, and so a check."""
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<title>.*)")
OPTION = re.compile(r":(?P<name>[\w-]+):(?P<value>.*)")
OTHER_LANGUAGES = ("code-cell", "eval-rst", "code-block", "bibliography")
"""Directives whose content is no Markdown."""


@dataclass(frozen=True)
class Statement:
    """A labelled statement.

    Parameters
    ----------
    label : str
    text : str
        An equation's LaTeX, or a theorem's whole text, with every run of white space as one space.
    line : int
        Where it begins in its source.
    """

    label: str
    text: str
    line: int


@dataclass(frozen=True)
class Stated:
    """What a page states: its title, its labelled statements in order, and the lines of displays and theorems without a label."""

    title: str
    statements: tuple[Statement, ...]
    unlabelled: tuple[int, ...]


def spaced(text: str) -> str:
    """Text with every run of white space as one space.

    Examples
    --------
    >>> spaced("ln c \\n\\n   is at most")
    'ln c is at most'
    """
    return " ".join(text.split())


def read_statements(source: str) -> Stated:
    r"""What the source of a page states.

    Parameters
    ----------
    source : str
        MyST Markdown.

    Examples
    --------
    >>> stated = read_statements("# Why?\n\n$$\nc \\le 1\n$$ (eq-a)\n\n> $$2$$\n\n$$3$$\n")
    >>> stated.title, stated.statements, stated.unlabelled
    ('Why?', (Statement(label='eq-a', text='c \\le 1', line=3),), (9,))
    """
    title, statements, unlabelled = "", [], []
    for kind, label, text, line in _found(source, 0):
        if kind == "title":
            title = title or text
        elif label:
            statements.append(Statement(label, spaced(text), line))
        else:
            unlabelled.append(line)
    return Stated(title, tuple(statements), tuple(unlabelled))


@cache
def _parser() -> MarkdownIt:
    from markdown_it.renderer import RendererHTML

    extensions = {"colon_fence", "dollarmath", "deflist", "substitution", "attrs_inline"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def _found(source: str, before: int) -> Iterator[tuple[str, str, str, int]]:
    """Kind, label, text and line of each title, equation and statement; ``before`` lines stand above the source."""
    tokens, quoted = _parser().parse(source), 0
    for place, token in enumerate(tokens):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        line = before + (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open" and token.tag == "h1":
            yield "title", "", tokens[place + 1].content, line
        elif token.type.startswith("math_block") and not quoted:  # what the book quotes is another's
            yield "equation", token.info, token.content, line
        elif token.type in ("fence", "colon_fence") and (named := DIRECTIVE.match(token.info.strip())):
            yield from _in_directive(named["name"], token, line)


def _in_directive(name: str, token: Token, line: int) -> Iterator[tuple[str, str, str, int]]:
    """What a directive states, and what stands within it."""
    lines = token.content.splitlines()
    options = 0
    label = ""
    while options < len(lines) and (option := OPTION.fullmatch(lines[options].strip())):
        label = option["value"].strip() if option["name"] == "label" else label
        options += 1
    content = "\n".join(lines[options:])
    kind = name.removeprefix("prf:")
    if name == "math":
        yield "equation", label, content, line
    elif name not in OTHER_LANGUAGES:
        if kind in KINDS:
            yield "statement", label, content, line
        yield from _found(content, line + options)
