"""Each chapter as an ``.ipynb`` beside its page: for JupyterLab, Binder, VS Code and Colab, without the book's extensions.

Text comes from the page itself, so that every number, reference and citation reads as it does there; code comes from
the chapter's cells. Nothing but the package and its extra for figures is needed to run it, and the first cell gets them.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

import nbformat
from docutils.nodes import document
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from kltools.book.sphinx.first_cell import start_of
from kltools.book.sphinx.page_markdown import PageConverter, anchor
from kltools.book.sphinx.page_notebook import as_notebook, cells_of, text
from kltools.book.sphinx.repository import page_address

ESCAPED = re.compile(r"\\([.()-])")
"""What pybtex escapes in Markdown and need not."""


def has_cells(app: Sphinx, pagename: str) -> bool:
    """Whether a page has cells, and so a notebook to run."""
    return "kernelspec" in app.env.metadata.get(pagename, {})


def has_notebook(app: Sphinx, pagename: str) -> bool:
    """Whether a page has a notebook: it has cells, or ``kltools_notebooks`` names it, since chapters link to it."""
    return has_cells(app, pagename) or pagename in app.config.kltools_notebooks


class Links:
    """Where the links of a page lead from its notebook, and which works it cites.

    Parameters
    ----------
    app : Sphinx
    pagename : str
        The page.
    """

    def __init__(self, app: Sphinx, pagename: str) -> None:
        self.app, self.pagename = app, pagename
        self.address = page_address(app, pagename)
        self.works = works_of(app.env)
        self.cited: dict[str, str] = {}

    def __call__(self, target: str) -> str:
        """The published page where its address is known, else the notebook beside; empty where there is neither."""
        if "://" in target or target.startswith(("mailto:", "#")):
            return target
        page, _, label = target.partition("#")
        name = str(PurePosixPath(self.pagename).parent / page).removesuffix(".html")
        if (name, label) in self.works:
            self.cited[label] = self.works[name, label]
            return f"#{label}"
        if self.address:
            return urljoin(self.address, target)
        beside = PurePosixPath(page).with_suffix(".ipynb")
        return f"{beside}#{label}".rstrip("#") if has_notebook(self.app, name) else ""

    def bibliography(self) -> list[NotebookNode]:
        """A cell that lists the works that the page cites, in their order there; none, where it cites none."""
        if not self.cited:
            return []
        works = "\n".join(f"- {anchor(label)}{work}" for label, work in self.cited.items())
        return [text(f"## Bibliography\n\n{works}")]


def works_of(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """Each work that a bibliography of the book lists, in Markdown, by that page and the work's place in it."""
    if "cite" not in env.domains:
        return {}
    return {
        (one.bibliography_key.docname, one.citation_id): _one_line(one.formatted_entry.text.render_as("markdown"))
        for one in env.domaindata["cite"]["citations"]
    }


def _one_line(markdown: str) -> str:
    return ESCAPED.sub(r"\1", " ".join(markdown.split()))


def notebook_of(app: Sphinx, pagename: str, body: str) -> NotebookNode:
    """A page's notebook.

    Parameters
    ----------
    app : Sphinx
    pagename : str
        The page.
    body : str
        Its HTML, before mathematics is typeset.
    """
    import jupytext  # here, since a build with nothing to do writes no notebook

    links = Links(app, pagename)
    source = jupytext.read(app.env.doc2path(pagename)).cells if has_cells(app, pagename) else []
    cells = [cell for cell in source if cell.cell_type == "code"]
    made = cells_of(body, cells, PageConverter(links))
    title = 1 if made and made[0].cell_type == "markdown" else 0
    start = start_of(app, pagename) if cells else []
    return as_notebook([*made[:title], *start, *made[title:], *links.bibliography()])


def _write(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    if doctree is None or app.builder.format != "html" or not has_notebook(app, pagename):
        return
    target = Path(app.outdir) / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook_of(app, pagename, context["body"]), target)  # type: ignore[no-untyped-call]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_notebooks", [], "html", [list])
    app.connect("html-page-context", _write, priority=400)
