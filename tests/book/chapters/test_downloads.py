"""Each chapter's notebook runs where there is what it asks for and Jupyter's machinery, and nothing of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.book.chapters.prose import PAGES, ROOT, SITE

CHAPTERS = [page.stem for page in PAGES if "kernelspec:" in page.read_text(encoding="utf8")]
KERNEL = ("nbclient", "ipykernel")
"""What runs a notebook's cells without a browser."""
LINK = re.compile(r"(?<!\\)\]\(([^()\s]+(?:\([^()\s]*\))?[^()\s]*)\)")
"""The target of a link in Markdown."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment in which pip installed what the notebooks' first cells ask for."""
    environment = tmp_path_factory.mktemp("plain") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    source = tmp_path_factory.mktemp("source")  # a copy: setuptools builds in the folder it is given
    shutil.copytree(ROOT / "kltools", source / "kltools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    asked = {extra_of(chapter) for chapter in CHAPTERS}
    assert len(asked) == 1, "one environment stands for all chapters"
    install = [str(python), "-m", "pip", "install", "--quiet", f".[{asked.pop()}]", *KERNEL]
    done = subprocess.run(install, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return python


def extra_of(chapter: str) -> str:
    """The extra of the package that a chapter's notebook asks for."""
    notebook = SITE / "book" / f"{chapter}.ipynb"
    assert notebook.exists(), "The book is not built; run `make book` first"
    start = next(cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code")
    found = re.search(r"pip install .*?\[(\w+)\]", start)
    assert found is not None, f"{chapter} does not say what it needs"
    return found[1]


RUN_BY_DAY = ("01-what-it-measures", "05-forward-and-reverse", "10-from-samples")
"""Scenes of both kinds, quizzes, texts and estimators; the other chapters ask for nothing else, and run by night."""
BY_DAY = [pytest.param(chapter, marks=[] if chapter in RUN_BY_DAY else pytest.mark.nightly) for chapter in CHAPTERS]


@pytest.mark.built
@pytest.mark.parametrize("chapter", BY_DAY)
def test_a_notebook_runs_with_what_it_asks_for_alone(chapter, plain, tmp_path):
    notebook = SITE / "book" / f"{chapter}.ipynb"
    outside = ("KLTOOLS_BUILD", "PYTHONPATH")  # as a reader runs it: figures are widgets
    environment = {key: value for key, value in os.environ.items() if key not in outside}
    environment["JUPYTER_PATH"] = str(plain.parents[1] / "share" / "jupyter")
    ran = tmp_path / "ran.ipynb"
    script = (
        "import sys, nbformat\nfrom nbclient import NotebookClient\n"
        "notebook = nbformat.read(sys.argv[1], 4)\nNotebookClient(notebook, timeout=120).execute()\n"
        "nbformat.write(notebook, sys.argv[2])"
    )
    command = [str(plain), "-c", script, str(notebook), str(ran)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    cells = [cell for cell in nbformat.read(ran, 4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)


@pytest.mark.built
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_notebook_is_plain_markdown(chapter):
    """No directive, role or label that Jupyter alone would show as it is written."""
    notebook = nbformat.read(SITE / "book" / f"{chapter}.ipynb", 4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for sign in ("```{", ":::", "{eq}`", "{prf:ref}`", "{cite", "{glue", "{ref}`", "<div", "<span", "\\("):
                assert sign not in cell.source, f"{sign} in {cell.source[:300]}"


@pytest.mark.built
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_link_of_a_notebook_leads_somewhere(chapter):
    """To a place in it, to a notebook beside it or a place in that, or to an address."""
    folder = SITE / "book"
    links = LINK.findall(text_of(folder / f"{chapter}.ipynb"))
    assert links
    for target in links:
        page, _, label = target.partition("#")
        if "://" not in page:
            assert f'<a id="{label}"></a>' in text_of(folder / (page or f"{chapter}.ipynb")) or not label, target


@pytest.mark.built
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_notebook_lists_what_it_cites_and_folds_its_solutions(chapter):
    source = (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf8")
    cells = nbformat.read(SITE / "book" / f"{chapter}.ipynb", 4).cells
    assert cells[-1].source.startswith("## Bibliography") == ("{cite:" in source)
    solutions = [cell for cell in cells if cell.source.startswith("#### Solution")]
    assert len(solutions) == len(re.findall(r"^```\{solution-start\}|^`{3,}\{solution\}", source, re.MULTILINE))
    assert all("<details>" in cell.source for cell in solutions)
    solving = [cell for cell in cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    written = re.findall(r"^```\{solution-start\}.*?^```\{solution-end\}", source, re.MULTILINE | re.DOTALL)
    assert len(solving) == sum(solution.count("```{code-cell}") for solution in written)


def text_of(notebook: Path) -> str:
    """The prose of a notebook."""
    cells = nbformat.read(notebook, 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
