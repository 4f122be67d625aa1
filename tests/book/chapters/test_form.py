"""Chapters are committed as Jupytext writes them, so that saving one from JupyterLab changes what was changed."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from jupytext.config import load_jupytext_config

from tests.book.chapters.prose import PAGES

NOTEBOOKS = [page for page in PAGES if "kernelspec:" in page.read_text(encoding="utf8")]
FROM_KERNEL = {"name": "python", "pygments_lexer": "ipython3", "version": "3.11.7"}
"""Part of what JupyterLab notes of the kernel in an open notebook."""


def written_again(page: Path, **metadata: object) -> str:
    """What Jupytext writes for a page that it has read, with some metadata set in between."""
    config = load_jupytext_config(str(page))
    notebook = jupytext.read(page, config=config)
    notebook.metadata.update(metadata)
    return str(jupytext.writes(notebook, fmt="md:myst", config=config))


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_a_chapter_is_what_jupytext_writes(page: Path) -> None:
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    text = page.read_text(encoding="utf8")
    assert written_again(page) == text
    assert written_again(page, kernelspec=kernel, language_info=FROM_KERNEL) == text


def test_all_chapters_are_compared() -> None:
    assert len(NOTEBOOKS) >= 14


def test_another_form_is_noticed(tmp_path: Path) -> None:
    source = NOTEBOOKS[0].read_text(encoding="utf8")
    for ours, other in ((":tags: [hide-input]\n\n", ":tags: [hide-input]\n"), ("} ipython3\n", "} python\n")):
        page = tmp_path / "page.md"
        page.write_text(source.replace(ours, other), encoding="utf8")
        assert written_again(page, language_info=FROM_KERNEL) != page.read_text(encoding="utf8")
