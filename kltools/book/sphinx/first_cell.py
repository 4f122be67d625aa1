"""How a chapter's notebook begins: what to press, and a cell that gets the package where it is missing."""

from __future__ import annotations

from nbformat import NotebookNode
from sphinx.application import Sphinx

from kltools.book.sphinx.package_wheel import wheel_address, wheel_name
from kltools.book.sphinx.page_notebook import HIDDEN, code, text
from kltools.book.sphinx.repository import page_address, repository_of

EXTRA = "explorables"
"""The extra of the package that every chapter needs: each shows a figure."""
BEGIN = (
    "**This page is a notebook.** Choose *Run > Run All Cells* (in Colab *Runtime > Run all*): then its figures answer to "
    "your hand, and every number can be computed anew. {chapters}"
)
CHAPTERS = "Each chapter is a notebook of its own; the list below leads to them."
CONTENTS = "All chapters are listed on the [title page]({title_page})."
START = """\
# This notebook needs the package kltools, and what draws its figures. Where something is missing, this cell {does}.
import importlib.util

if not all(map(importlib.util.find_spec, ("kltools", "matplotlib", "ipywidgets", "anywidget"))):
    {cure}"""
INSTALL = '%pip install --quiet "{requirement}"'
COMPLAIN = """\
raise ModuleNotFoundError(
        "In a copy of the book's repository, say: pip install '.[{extra}]'\\n"
        "In a saved copy of its site, say: pip install '{wheel}[{extra}]'"
    )"""


def start_of(app: Sphinx, pagename: str) -> list[NotebookNode]:
    """The cells that come after a notebook's title.

    Parameters
    ----------
    app : Sphinx
    pagename : str
        The notebook's page.
    """
    root = app.config.root_doc
    title_page = page_address(app, root) or f"{root.rpartition('/')[2]}.ipynb"
    chapters = CHAPTERS if pagename == root else CONTENTS.format(title_page=title_page)
    return [text(BEGIN.format(chapters=chapters)), code(first_cell(app), HIDDEN)]


def first_cell(app: Sphinx) -> str:
    """Code that gets the package and its extra for figures, or says how: from the site, else from the repository."""
    repository, address = repository_of(app), wheel_address(app)
    requirement = f"kltools[{EXTRA}] @ {address}" if address else repository.requirement(EXTRA) if repository else ""
    if requirement:
        return START.format(does="installs it", cure=INSTALL.format(requirement=requirement))
    return START.format(does="says how to get it", cure=COMPLAIN.format(extra=EXTRA, wheel=wheel_name(app)))
