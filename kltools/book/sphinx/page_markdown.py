"""A built page's HTML as the Markdown that every notebook renders: no directives, no roles, mathematics in dollars."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bs4 import Tag
from markdownify import ATX, MarkdownConverter

DISPLAYED = re.compile(r"\$\$\n(.*?)\n\$\$", re.DOTALL)


def classes_of(element: Tag | None) -> list[str]:
    """The classes of an element; none of none."""
    return element.get_attribute_list("class") if element is not None and element.has_attr("class") else []


def anchor(label: str) -> str:
    """A place that links of a notebook lead to; JupyterLab, VS Code and Colab show nothing for it."""
    return f'<a id="{label}"></a>'


def as_it_is(address: str) -> str:
    """A link's address, unchanged."""
    return address


class PageConverter(MarkdownConverter):
    r"""Converts a page of the book.

    Parameters
    ----------
    resolve : callable
        Says where a link of the page leads from the notebook; empty where it leads nowhere, so that its words are kept
        and the link is not.

    Examples
    --------
    >>> PageConverter().convert('<p>Let <span class="math">\\(c > 0\\)</span>, as <a href="b.html">here</a>.</p>')
    'Let $c > 0$, as [here](b.html).'
    >>> PageConverter(lambda address: "").convert('<p>As <a href="b.html">here</a>.</p>')
    'As here.'
    >>> print(PageConverter().convert('<div class="math"><span class="eqno">(3.1)</span>\\[\nc \\le 1\n\\]</div>'))
    $$
    c \le 1
    \tag{3.1}
    $$
    >>> title = '<p class="admonition-title"><span class="caption-number">Lemma 3.1 </span></p>'
    >>> print(PageConverter().convert(f'<div class="proof lemma admonition" id="lem-a">{title}<p>It is.</p></div>'))
    > <a id="lem-a"></a>**Lemma 3.1.**
    >
    > It is.
    """

    def __init__(self, resolve: Callable[[str], str] = as_it_is) -> None:
        super().__init__(heading_style=ATX, bullets="-", strong_em_symbol="*")
        self.resolve = resolve

    def convert_span(self, element: Tag, text: str, parent_tags: Any) -> str:
        """Inline mathematics, as it was written."""
        if "math" in classes_of(element):
            return f"${element.get_text().strip()[2:-2].strip()}$"
        return str(text)

    def convert_div(self, element: Tag, text: str, parent_tags: Any) -> str:
        """Displayed mathematics with its number; a statement, which is quoted; a proof with its end; a cited work."""
        classes = classes_of(element)
        if "math" in classes:
            return self._display(element)
        if classes[:2] == ["proof", "admonition"]:
            proof = text.strip().removeprefix("Proof.").strip()
            return f"\n\n**Proof.** {proof}{_end_of(proof)}\n\n"
        if "proof" in classes:
            return f"\n\n{_quoted(text.strip())}\n\n"
        if "citation" in classes:
            return f"\n- {' '.join(text.partition(']')[2].split())}"
        return f"\n\n{text.strip()}\n\n"

    @staticmethod
    def _display(element: Tag) -> str:
        number = element.select_one(".eqno")
        tag = f"\\tag{{{number.get_text().strip()[1:-1]}}}\n" if number else ""
        if number:
            number.decompose()
        before = f"{anchor(str(element['id']))}\n" if element.has_attr("id") else ""
        return f"\n\n{before}$$\n{element.get_text().strip()[2:-2].strip()}\n{tag}$$\n\n"

    def convert_p(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A title: a heading for exercises and solutions, so that a notebook can fold it; bold for the rest."""
        if "admonition-title" not in classes_of(element):
            return str(super().convert_p(element, text, parent_tags))  # type: ignore[misc]
        box, title = element.parent, " ".join(text.split())
        place = anchor(str(box["id"])) if box is not None and box.has_attr("id") else ""
        if "solution" in classes_of(box):
            return f"\n\n#### {title}\n\n"
        if "exercise" in classes_of(box):
            return f"\n\n### {title} {place}".rstrip() + "\n\n"
        return f"\n\n{place}**{title}.**\n\n"

    def convert_a(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A link that leads somewhere from a notebook, or else its words."""
        element["href"] = self.resolve(str(element.get("href", "")))
        if not element["href"]:
            return str(text)
        element.attrs.pop("title", None)
        return str(super().convert_a(element, text, parent_tags))  # type: ignore[misc]

    def convert_hN(self, n: int, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: N802
        """A heading, with the labels by which links know it."""
        section = element.parent
        labels = section.find_all("span", id=True, recursive=False) if section is not None else []
        places = "".join(f" {anchor(str(label['id']))}" for label in labels)
        heading = str(super().convert_hN(n, element, text, parent_tags))  # type: ignore[misc]
        return f"{heading.rstrip()}{places}\n\n"


def _end_of(proof: str) -> str:
    """The sign at the end of a proof; one that ends in a display has it beneath."""
    return "\n\n∎" if proof.endswith("$$") else " ∎"


def _quoted(text: str) -> str:
    """A text as a Markdown quotation, each display on one line: Jupyter would take marks of quotation for mathematics."""
    lines = DISPLAYED.sub(lambda found: f"$$ {' '.join(found[1].split())} $$", text).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)
