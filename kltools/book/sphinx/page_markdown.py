"""A built page's HTML as the Markdown that every notebook renders: no directives, no roles, mathematics in dollars."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from bs4 import Tag
from markdownify import ATX, MarkdownConverter

EXERCISES = {"exercise": "### ", "solution": "#### "}
"""Classes of what gets a heading, so that a notebook can fold it; other titles are set in bold."""


def classes_of(element: Tag | None) -> list[str]:
    """The classes of an element; none of none."""
    return element.get_attribute_list("class") if element is not None and element.has_attr("class") else []


class PageConverter(MarkdownConverter):
    r"""Converts a page of the book.

    Parameters
    ----------
    address : str
        The published page's address, to which links are made relative. Where it is empty a link within the
        book becomes plain text.

    Examples
    --------
    >>> PageConverter().convert('<p>Let <span class="math">\\(c > 0\\)</span>, as <a href="b.html">here</a>.</p>')
    'Let $c > 0$, as here.'
    >>> print(PageConverter().convert('<div class="math"><span class="eqno">(3.1)</span>\\[\nc \\le 1\n\\]</div>'))
    $$
    c \le 1
    \tag{3.1}
    $$
    """

    def __init__(self, address: str = "") -> None:
        super().__init__(heading_style=ATX, bullets="-", strong_em_symbol="*")
        self.address = address

    def convert_span(self, element: Tag, text: str, parent_tags: Any) -> str:
        """Inline mathematics, as it was written."""
        if "math" in classes_of(element):
            return f"${element.get_text().strip()[2:-2].strip()}$"
        return str(text)

    def convert_div(self, element: Tag, text: str, parent_tags: Any) -> str:
        """Displayed mathematics with its number; the end of a proof."""
        classes = classes_of(element)
        if "math" in classes:
            return self._display(element)
        if classes[:2] == ["proof", "admonition"]:
            return f"\n\n**Proof.** {text.strip().removeprefix('Proof.').strip()} ∎\n\n"
        return f"\n\n{text.strip()}\n\n"

    @staticmethod
    def _display(element: Tag) -> str:
        number = element.select_one(".eqno")
        tag = f"\\tag{{{number.get_text().strip()[1:-1]}}}\n" if number else ""
        if number:
            number.decompose()
        return f"\n\n$$\n{element.get_text().strip()[2:-2].strip()}\n{tag}$$\n\n"

    def convert_p(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A title: a heading for exercises and solutions, bold for the rest."""
        if "admonition-title" not in classes_of(element):
            return str(super().convert_p(element, text, parent_tags))  # type: ignore[misc]
        heading = next((EXERCISES[name] for name in classes_of(element.parent) if name in EXERCISES), "")
        title = " ".join(text.split())
        return f"\n\n{heading}{title}\n\n" if heading else f"\n\n**{title}.**\n\n"

    def convert_a(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A link that leads somewhere from a notebook, or else its words."""
        target = str(element.get("href", ""))
        if "://" not in target and not target.startswith("mailto:"):
            if not self.address:
                return str(text)
            element["href"] = urljoin(self.address, target)
        return str(super().convert_a(element, text, parent_tags))  # type: ignore[misc]
