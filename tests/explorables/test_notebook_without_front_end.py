"""A notebook run from end to end with no front end: what nbconvert makes of it shows the figure, offline."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

from kltools.book.scenes import two_normals
from kltools.explorables.still_picture import still_svg

CELL = """
from kltools.book.scenes import two_normals
figure = two_normals()
figure.mu = 2.5
figure
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def notebook() -> nbformat.NotebookNode:
    """A notebook with one figure, once `jupyter nbconvert --execute` has run it."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    ExecutePreprocessor(timeout=300, kernel_name="python3").preprocess(made, {"metadata": {"path": "."}})
    return made


def test_the_page_shows_the_picture_of_the_state(notebook: nbformat.NotebookNode) -> None:
    assert "widgets" in notebook.metadata, "the state is kept, so that nbconvert prefers the live view"
    page = BeautifulSoup(HTMLExporter().from_notebook_node(notebook)[0], "html.parser")
    (image,) = page.select("img[data-kl-still]")
    scene = two_normals.describe()
    shown = base64.b64decode(str(image["src"]).removeprefix("data:image/svg+xml;base64,")).decode()
    assert shown == still_svg(scene, scene.state(mu=2.5))
    assert page.select(f'script[type="{VIEW}"]'), "online the live view comes too"


def test_the_live_view_knows_its_picture(notebook: nbformat.NotebookNode) -> None:
    """By the two traits whose values the picture's name is made of."""
    still, view = notebook.cells[0].outputs
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    live = states[view["data"][VIEW]["model_id"]]["state"]
    (name,) = re.findall(r'data-kl-still="([^"]*)"', still["data"]["text/html"])
    assert name == f"{live['_player']} {live['_uid']}"


def test_without_its_state_the_figure_is_its_picture(notebook: nbformat.NotebookNode, tmp_path: Path) -> None:
    """As GitHub shows it."""
    bare = nbformat.from_dict({**notebook, "metadata": {}})
    page = BeautifulSoup(HTMLExporter().from_notebook_node(bare)[0], "html.parser")
    assert page.select("img[data-kl-still]")
    assert not page.select(f'script[type="{VIEW}"]')
