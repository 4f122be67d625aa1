"""What a chapter's header offers: its notebook to keep, Binder, Colab, and the page's source to edit."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from docutils.nodes import document
from sphinx.application import Sphinx

from kltools.book.readers_copy import FOLDER
from kltools.book.sphinx.notebook_downloads import has_cells
from kltools.book.sphinx.repository import repository_of


def _add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    if doctree is None or "header_buttons" not in context:
        return
    repository, notebook = repository_of(app), has_cells(app, pagename)
    buttons = []
    if notebook:
        place = f"{context['pathto'](pagename + '.ipynb', 1)}"
        buttons.append(_link(place, "fas fa-download", "Notebook (.ipynb)", "Keep this chapter as a notebook"))
    if notebook and repository is not None:
        binder = repository.binder(f"{FOLDER}/{PurePosixPath(pagename).name}.ipynb")
        buttons.append(_link(binder, "fas fa-rocket", "Binder", "Run this chapter in a Binder session"))
        colab = repository.colab(f"{pagename}.ipynb")
        buttons.append(_link(colab, "fas fa-infinity", "Colab", "Run this chapter in Google Colab"))
    if repository is not None:
        edit = repository.edit(f"{pagename}{context['page_source_suffix']}")
        buttons.append(_link(edit, "fas fa-pencil-alt", "Edit this page", "Suggest a change on GitHub"))
    if buttons:
        group = {
            "type": "group",
            "label": "open-buttons",
            "icon": "fas fa-book-open",
            "tooltip": "Open this chapter elsewhere",
        }
        context["header_buttons"].append({**group, "buttons": buttons})


def _link(url: str, icon: str, text: str, tooltip: str) -> dict[str, str]:
    return {"type": "link", "url": url, "icon": icon, "text": text, "tooltip": tooltip}


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("html-page-context", _add, priority=502)  # after the theme has made its list of buttons
