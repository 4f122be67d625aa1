"""Each chapter as an ``.ipynb`` beside its page: for Jupyter without the book's extensions, and for Colab.

Text comes from the page itself, so that every number, reference and citation reads as it does there; code comes from
the chapter's cells. Nothing but the package and its extra for figures is needed to run it, and the first cell gets them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag
from docutils.nodes import document
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from kltools.book.sphinx.page_markdown import PageConverter, classes_of
from kltools.book.sphinx.repository import Repository, page_address, repository_of

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
FOLDED = {"jp-MarkdownHeadingCollapsed": True}
"""Metadata of a heading whose section JupyterLab shows folded."""
UNWANTED = ".cell_output, .headerlink, .kl-checked, script, style"
"""What a page has and a notebook does without."""

EXTRA = "explorables"
"""The extra of the package that every chapter needs: each shows a figure."""
START = """\
# This notebook needs the package kltools, and what draws its figures. Where something is missing, this cell {does}.
import importlib.util

if not all(map(importlib.util.find_spec, ("kltools", "matplotlib", "ipywidgets", "anywidget"))):
    {cure}"""
INSTALL = '%pip install --quiet "{requirement}"'
COMPLAIN = """\
raise ModuleNotFoundError("in a copy of the book's repository, say: pip install '.[{extra}]'")"""


def has_notebook(app: Sphinx, pagename: str) -> bool:
    """Whether a page has cells, and so a notebook."""
    return "kernelspec" in app.env.metadata.get(pagename, {})


def first_cell(repository: Repository | None) -> str:
    """Code that gets the package and its extra for figures, or says how."""
    if repository is None:
        return START.format(does="says how to get it", cure=COMPLAIN.format(extra=EXTRA))
    return START.format(does="installs it", cure=INSTALL.format(requirement=repository.requirement(EXTRA)))


def as_notebook(body: str, cells: list[NotebookNode], start: str, address: str = "") -> NotebookNode:
    """A page and its cells as one notebook.

    Parameters
    ----------
    body : str
        The page's HTML.
    cells : list of nbformat cells
        The chapter's code cells, in order.
    start : str
        Code of the first cell.
    address : str
        The published page's address, to which its links are made relative; empty where it is not known.

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    ExtensionError
        If the page shows a cell that the chapter does not have.
    """
    soup = BeautifulSoup(body, "html.parser")
    for element in soup.select(UNWANTED):
        element.decompose()
    waiting, made = list(cells), [_cell("code", start)]
    for part in _parts(soup, PageConverter(address)):
        if isinstance(part, str):
            made.append(_cell("markdown", part, FOLDED if part.startswith("#### Solution") else {}))
            continue
        shown = part.select_one(".cell_input pre")
        text = _plain(shown.get_text() if shown else "")
        ahead = next((place for place, cell in enumerate(waiting) if _plain(cell.source) == text), None)
        if ahead is None:
            raise ExtensionError(f"The page shows a cell that its chapter does not have: {text[:80]!r}")
        made += [_folded(cell) for cell in waiting[:ahead]] + [_as_shown(waiting[ahead])]
        waiting = waiting[ahead + 1 :]
    made += [_folded(cell) for cell in waiting]
    for place, cell in enumerate(made):
        cell["id"] = hashlib.sha256(f"{place} {cell.source}".encode()).hexdigest()[:8]
    notebook: NotebookNode = new_notebook(cells=made, metadata=KERNEL)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def _cell(kind: str, source: str, metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """A new cell, of code or of Markdown."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}[kind]
    cell: NotebookNode = make(source, metadata=dict(metadata or {}))  # type: ignore[no-untyped-call]
    return cell


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _folded(cell: NotebookNode) -> NotebookNode:
    """A cell whose source is folded: it makes a figure, or numbers that the prose quotes."""
    return _cell("code", cell.source, {"jupyter": {"source_hidden": True}, "cellView": "form"})


def _as_shown(cell: NotebookNode) -> NotebookNode:
    return _folded(cell) if "hide-input" in cell.metadata.get("tags", []) else _cell("code", cell.source)


def _parts(soup: BeautifulSoup, converter: PageConverter) -> list[str | Tag]:
    """Text in Markdown and cells as elements, in the page's order; a heading begins a new text."""
    parts: list[str | Tag] = [""]
    for element in _blocks(soup):
        if "cell" in classes_of(element):
            parts += [element, ""]
            continue
        text = converter.convert_soup(element).strip()
        if text.startswith("#"):
            parts.append(text)
        else:
            parts[-1] = f"{parts[-1]}\n\n{text}".strip()
    return [part for part in parts if part != ""]


def _blocks(parent: Tag) -> list[Tag]:
    """A page's blocks in order: sections, and whatever else holds a cell, are opened."""
    found: list[Tag] = []
    for element in parent.find_all(True, recursive=False):
        holds_cell = "cell" not in classes_of(element) and element.select_one(".cell")
        opened = element.name in ("section", "main", "article") or holds_cell
        found += _blocks(element) if opened else [element]
    return found


def _write(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    if doctree is None or app.builder.format != "html" or not has_notebook(app, pagename):
        return
    import jupytext  # here, since a build with nothing to do writes no notebook

    source = jupytext.read(app.env.doc2path(pagename))
    cells = [cell for cell in source.cells if cell.cell_type == "code"]
    start, address = first_cell(repository_of(app)), page_address(app, pagename)
    notebook = as_notebook(context["body"], cells, start, address)
    target = Path(app.outdir) / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)  # type: ignore[no-untyped-call]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("html-page-context", _write, priority=400)
