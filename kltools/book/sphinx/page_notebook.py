"""A built page and its chapter's cells as one notebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import nbformat
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.errors import ExtensionError

from kltools.book.sphinx.page_markdown import PageConverter, classes_of

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
UNWANTED = ".cell_output, .headerlink, .kl-checked, script, style"
"""What a page has and a notebook does without."""
HIDDEN = {"jupyter": {"source_hidden": True}, "cellView": "form"}
"""Metadata of a cell whose code JupyterLab, VS Code and Colab fold: it makes a figure, or numbers that the prose quotes."""
SOLVING = {"jupyter": {"source_hidden": True, "outputs_hidden": True}, "cellView": "form"}
"""Metadata of a cell in a solution, whose output would be the answer."""
FOLDED = {"jp-MarkdownHeadingCollapsed": True}
"""Metadata of a heading whose section JupyterLab shows folded."""
DETAILS = "<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"
"""A text that all front ends fold."""
SOLUTION = "#### "
"""How the heading of a solution begins."""


@dataclass
class Part:
    """A text or a cell, in the page's order; and whether it belongs to a solution."""

    content: str | Tag
    solving: bool


def cells_of(body: str, cells: list[NotebookNode], converter: PageConverter) -> list[NotebookNode]:
    """A page and its cells as the cells of a notebook.

    Parameters
    ----------
    body : str
        The page's HTML.
    cells : list of nbformat cells
        The chapter's code cells, in order.
    converter : PageConverter
        Makes the page's text Markdown.

    Returns
    -------
    list of nbformat cells
        Solutions are folded: their text everywhere, their code and what it prints in JupyterLab and VS Code, and in Colab as
        a section.

    Raises
    ------
    ExtensionError
        If the page shows a cell that the chapter does not have.
    """
    soup = BeautifulSoup(body, "html.parser")
    for element in soup.select(UNWANTED):
        element.decompose()
    _label_sections(soup)
    return _matched(list(_parts(soup, converter)), list(cells))


def _label_sections(soup: BeautifulSoup) -> None:
    """Give each section to which the page itself links a label, as those that the chapter labels have."""
    linked = {str(link["href"])[1:] for link in soup.select('a[href^="#"]')}
    for section in soup.select("section[id]"):
        if section["id"] in linked:
            section.insert(0, soup.new_tag("span", id=section["id"]))


def as_notebook(cells: list[NotebookNode]) -> NotebookNode:
    """Cells as a notebook.

    Each has a name that stays the same from build to build, and Colab is told which sections are folded.
    """
    folded = []
    for place, cell in enumerate(cells):
        cell["id"] = hashlib.sha256(f"{place} {cell.source}".encode()).hexdigest()[:8]
        if FOLDED.items() <= cell.metadata.items():
            cell.metadata["id"] = cell["id"]  # Colab's name of a cell
            folded.append(cell["id"])
    metadata = {"kernelspec": KERNEL, **({"colab": {"collapsed_sections": folded}} if folded else {})}
    notebook: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def code(source: str, metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """A new cell of code."""
    cell: NotebookNode = new_code_cell(source, metadata=_copy(metadata))  # type: ignore[no-untyped-call]
    return cell


def text(source: str, metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """A new cell of Markdown."""
    cell: NotebookNode = new_markdown_cell(source, metadata=_copy(metadata))  # type: ignore[no-untyped-call]
    return cell


def _copy(metadata: Mapping[str, object] | None) -> dict[str, object]:
    """Metadata of a cell's own, which it may add to."""
    return {key: dict(value) if isinstance(value, dict) else value for key, value in (metadata or {}).items()}


def _matched(parts: list[Part], waiting: list[NotebookNode]) -> list[NotebookNode]:
    """The notebook's cells: those that the page leaves out stand where they ran, folded."""
    made = []
    for place, part in enumerate(parts):
        if isinstance(part.content, str):
            made.append(_prose(part.content, part.solving, _ends_at_heading(parts[place + 1 :])))
            continue
        shown = part.content.select_one(".cell_input pre")
        source = _plain(shown.get_text() if shown else "")
        ahead = next((place for place, cell in enumerate(waiting) if _plain(cell.source) == source), None)
        if ahead is None:
            raise ExtensionError(f"The page shows a cell that its chapter does not have: {source[:80]!r}")
        made += [code(cell.source, HIDDEN) for cell in waiting[:ahead]]
        made.append(_as_shown(waiting[ahead], part.solving))
        waiting = waiting[ahead + 1 :]
    return made + [code(cell.source, HIDDEN) for cell in waiting]


def _prose(source: str, solving: bool, foldable: bool) -> NotebookNode:
    """A text; a solution's is folded by itself, and its heading folds the cells after it."""
    if not solving:
        return text(source)
    if not source.startswith(SOLUTION):
        return text(DETAILS.format(summary="The solution goes on", text=source))
    heading, _, words = source.partition("\n")
    begun = f"{heading}\n\n{DETAILS.format(summary='Show it', text=words.strip())}" if words.strip() else heading
    return text(begun, FOLDED if foldable else None)


def _ends_at_heading(after: list[Part]) -> bool:
    """Whether a folded solution has cells to fold, and after them a heading, so that it folds nothing else."""
    ended = next((place for place, part in enumerate(after) if not part.solving or _begins(part)), len(after))
    following = after[ended].content if ended < len(after) else "#"
    return ended > 0 and isinstance(following, str) and following.startswith("#")


def _begins(part: Part) -> bool:
    return isinstance(part.content, str) and part.content.startswith(SOLUTION)


def _as_shown(cell: NotebookNode, solving: bool) -> NotebookNode:
    if solving:
        return code(cell.source, SOLVING)
    return code(cell.source, HIDDEN if "hide-input" in cell.metadata.get("tags", []) else None)


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _parts(soup: BeautifulSoup, converter: PageConverter) -> Iterator[Part]:
    """Texts in Markdown and cells as elements, in the page's order; a heading and a solution begin a new text."""
    begun = Part("", False)
    for element, solving in _blocks(soup, False):
        if "cell" in classes_of(element):
            yield from _filled(begun)
            yield Part(element, solving)
            begun = Part("", solving)
            continue
        words = converter.convert_soup(element).strip()
        if words.startswith("#") or solving != begun.solving:
            yield from _filled(begun)
            begun = Part(words, solving)
        else:
            begun.content = f"{begun.content}\n\n{words}".strip()
    yield from _filled(begun)


def _filled(part: Part) -> list[Part]:
    return [part] if part.content != "" else []


def _blocks(parent: Tag, solving: bool) -> Iterator[tuple[Tag, bool]]:
    """A page's blocks in order: sections, solutions, and whatever else holds a cell, are opened."""
    for element in parent.find_all(True, recursive=False):
        classes = classes_of(element)
        solves = solving or "solution" in classes
        holds_cell = "cell" not in classes and element.select_one(".cell")
        if element.name in ("section", "main", "article") or holds_cell or (solves and "solution" in classes):
            yield from _blocks(element, solves)
        else:
            yield element, solves
