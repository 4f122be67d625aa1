"""Another author's book, with the package's wheel and her own packages alone: her scene lives on her pages.

The same book is built by Jupyter Book and by Sphinx with MyST-NB, in an environment that has nothing of this book.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.clean_environments import environment, make_wheel, run

SOURCE = Path(__file__).parent / "foreign_book"
BUILDS = {
    "jupyter-book": ("jupyter-book", "build", ".", "-W", "--builder"),
    "sphinx": ("sphinx-build", "-q", "-W", "-d", "_build/.doctrees", ".", "-b"),
}
OUTPUTS = {"sphinx": {"html": ["_build/html"], "latex": ["_build/latex"]}, "jupyter-book": {"html": [], "latex": []}}
"""Where Sphinx is told to write; Jupyter Book knows."""
OF_THIS_BOOK = ("kltools/book", "two_normals", "kl-checked", "Kullback")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an author who has installed the engine, and what builds her book."""
    wheel = make_wheel(tmp_path_factory.mktemp("wheel"))
    requirements = f"kltools[explorables] @ {wheel.as_uri()}", "jupyter-book"
    return environment(tmp_path_factory.mktemp("author"), *requirements)


@pytest.fixture(scope="module", params=["jupyter-book", pytest.param("sphinx", marks=pytest.mark.nightly)])
def book(request: pytest.FixtureRequest, python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    for path in SOURCE.iterdir():
        if path.is_file() and not (request.param == "jupyter-book" and path.name == "conf.py"):
            shutil.copy(path, folder)
    (folder / "how.txt").write_text(request.param)
    build(python, folder)
    return folder


def build(python: Path, folder: Path, builder: str = "html") -> None:
    """Build the book with the author's own programs alone on the path."""
    how = (folder / "how.txt").read_text()
    command = [*BUILDS[how], builder, *OUTPUTS[how][builder]]
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    run(folder, str(python.with_name(command[0])), *command[1:], PATH=path)


def page(book: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((book / "_build" / "html" / name).read_text(encoding="utf8"), "html.parser")


def figure_of(book: Path) -> Tag:
    (figure,) = page(book, "exponential.html").select("figure.kl-explorable")
    return figure


def test_her_figure_is_on_her_page_and_its_scripts_beside_it(book: Path) -> None:
    figure, site = figure_of(book), book / "_build" / "html"
    assert figure["data-scene"] == "taylor_of_exp"
    assert (site / str(figure["data-script"])).read_text(encoding="utf8").startswith("(()=>{")
    (player,) = page(book, "exponential.html").select('script[src*="explorables/player.js"]')
    assert "klPlayer" in (site / str(player["src"]).partition("?")[0]).read_text(encoding="utf8")
    assert (site / str(figure.select_one("a.kl-alone")["href"])).exists()
    assert not page(book, "index.html").select('[src*="explorables/"]'), "a page without figures fetches no player"


def test_her_front_page_stays_hers(book: Path) -> None:
    front = page(book, "index.html")
    assert "its author's own" in front.get_text().replace("’", "'")
    assert not front.select('meta[http-equiv="refresh"]')


def test_her_macros_are_her_mathematics(book: Path) -> None:
    html = (book / "_build" / "html" / "exponential.html").read_text(encoding="utf8")
    assert r"\R \to \R_{&gt;0}" in html and r"\\mathbb{R}" in html


def test_nothing_of_this_book_is_in_hers(book: Path) -> None:
    written = [path for path in (book / "_build" / "html").rglob("*.html") if "_static" not in path.parts]
    assert len(written) >= 4
    for path in written:
        html = path.read_text(encoding="utf8")
        assert [word for word in OF_THIS_BOOK if word in html] == [], path.name


def test_her_book_on_paper_keeps_the_figure(book: Path, python: Path) -> None:
    build(python, book, "latex")
    (source,) = (book / "_build" / "latex").glob("*.tex")
    (picture,) = (book / "_build" / "latex").glob("*.pdf")
    assert "includegraphics" in source.read_text(encoding="utf8") and picture.name[:-4] in source.read_text(
        encoding="utf8"
    )
    assert picture.read_bytes().startswith(b"%PDF-")


@pytest.mark.nightly
def test_a_change_of_her_scene_leaves_no_stale_figure(book: Path, python: Path) -> None:
    module = book / "taylor.py"
    module.write_text(module.read_text(encoding="utf8").replace('"Drag the point', '"Take the point'))
    build(python, book)
    assert figure_of(book).figcaption.get_text() == "Take the point along the curve."
