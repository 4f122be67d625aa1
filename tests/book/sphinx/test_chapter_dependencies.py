"""Which files a chapter's outputs depend on: no more than its imports run, and never less."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kltools.book.sphinx.chapter_dependencies import Sources, UnknownImport, cells_of, imported_names
from kltools.book.sphinx.execution_cache import ASIDE, PACKAGE, chapter_keys

CELL = "```{{code-cell}} python\n{}\n```\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that a test may change."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "kltools", ignore=shutil.ignore_patterns("__pycache__")))


def chapter(folder: Path, *cells: str) -> Path:
    """A chapter with these cells."""
    path = folder / "book" / "chapter.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(CELL.format(cell) for cell in cells), encoding="utf8")
    return path


def changes(package: Path, page: Path, path: str) -> bool:
    """Whether another line in a file of the package changes the chapter's key."""
    before = Sources(package, ASIDE).digest(page)
    (package / path).write_text((package / path).read_text(encoding="utf8") + "\n", encoding="utf8")
    return Sources(package, ASIDE).digest(page) != before


@pytest.mark.parametrize(
    "path",
    [
        "book/scenes/forward_fit.py",  # the scene itself
        "book/normal_fits.py",  # a helper of the scene
        "pmfs/summation/__init__.py",  # numerics, behind two faces
        "distributions/vector_divergences.py",  # imported within a function of kltools/__init__.py
        "explorables/player/player.js",  # what no import names
        "book/texts/candide.txt",
        "explorables/scene_check.py",
    ],
)
def test_a_chapter_depends_on_its_scene_and_on_all_behind_it(package: Path, tmp_path: Path, path: str) -> None:
    page = chapter(tmp_path, "from kltools.book.scenes import forward_fit\n\nforward_fit()")
    assert changes(package, page, path)


@pytest.mark.parametrize(
    "path",
    ["book/scenes/zoom.py", "book/closed_form_table.py", "book/game/rounds.py", "book/sphinx/security_policy.py"],
)
def test_it_does_not_depend_on_another_scene_or_on_what_makes_pages(package: Path, tmp_path: Path, path: str) -> None:
    page = chapter(tmp_path, "from kltools.book.scenes import forward_fit\n\nforward_fit()")
    assert not changes(package, page, path)


@pytest.mark.parametrize(
    "cell",
    [
        "import kltools.book.scenes as scenes",
        "from kltools.book.scenes import *",
        "from kltools.book import scenes",
        "from importlib import import_module\nimport_module('kltools.book.scenes')",
        "__import__('kltools.book.' + 'scenes')",
        "%run something.py",
    ],
)
def test_what_cannot_be_told_apart_counts_whole(package: Path, tmp_path: Path, cell: str) -> None:
    page = chapter(tmp_path, cell)
    assert changes(package, page, "book/scenes/zoom.py")


def test_a_face_that_does_more_than_gather_counts_whole(package: Path, tmp_path: Path) -> None:
    face = package / "book" / "scenes" / "__init__.py"
    face.write_text(face.read_text(encoding="utf8") + "\nzoom.title = 'another'\n", encoding="utf8")
    page = chapter(tmp_path, "from kltools.book.scenes import forward_fit")
    assert changes(package, page, "book/scenes/zoom.py")


def test_a_chapter_depends_on_the_module_and_the_data_beside_it(package: Path, tmp_path: Path) -> None:
    page = chapter(tmp_path, "import helper\nrows = open('rows.csv').read()")
    (page.parent / "helper.py").write_text("from kltools.book.data import novel\n")
    (page.parent / "rows.csv").write_text("1\n")
    keys = {Sources(package, ASIDE).digest(page)}
    (page.parent / "rows.csv").write_text("2\n")
    keys.add(Sources(package, ASIDE).digest(page))
    (page.parent / "helper.py").write_text("from kltools.book.data import novel\nx = 1\n")
    keys.add(Sources(package, ASIDE).digest(page))
    assert len(keys) == 3
    assert changes(package, page, "book/data.py")


def test_every_chapter_of_the_book_is_told_apart() -> None:
    """Were one of them read as depending on everything, every edit would run it, and nobody would notice."""
    sources, book = Sources(PACKAGE, ASIDE), PACKAGE.parent / "book"
    chapters = [page for page in sorted(book.glob("[0-9]*.md"))]
    assert len(chapters) >= 11
    for page in chapters:
        files = {path.relative_to(PACKAGE).as_posix() for path in sources.of_chapter(page)}
        shown = {path.rpartition("/")[2] for path in files if path.startswith("book/scenes/")}
        assert 1 <= len(shown) <= 5, f"{page.name} depends on {sorted(shown)}"


def test_keys_follow_the_versions(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kltools.book.sphinx import execution_cache

    page = chapter(tmp_path, "import kltools")
    before = chapter_keys([page])[page]
    monkeypatch.setattr(execution_cache, "version", lambda name: "0.0")
    assert chapter_keys([page])[page] != before


def test_cells_are_found_in_each_form_that_jupytext_writes() -> None:
    text = (
        "```{code-cell} python\n---\ntags: [hide-input]\n---\nimport a\n```\n\n"
        "````{code-cell} ipython3\n:tags: [hide-input]\n\nimport b\n````\n"
    )
    assert [name for cell in cells_of(text) for name in imported_names(cell)] == [("a", "*"), ("b", "*")]
    with pytest.raises(UnknownImport):
        cells_of("- ```{code-cell} python\n  import a\n  ```\n")
