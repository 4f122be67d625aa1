"""The notebook beside a page: its first cells, its statements, folded solutions, links and cited works."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from kltools.book.sphinx.package_wheel import build_wheel
from tests.book.sphinx.small_book import ROOT, build, make_book

ADDRESS = "https://reader.github.io/kl/"
EXTENSIONS = "jupyter_book, sphinx_comments, "
MORE = """\
    kltools_notebooks: [other]
    exercise_style: solution_follow_exercise
    bibtex_reference_style: author_year
bibtex_bibfiles: [works.bib]
parse: {myst_enable_extensions: [dollarmath]}
"""
BIBLIOGRAPHY = """@book{cover2006,
  author = {Cover, Thomas M. and Thomas, Joy A.}, title = {Elements of Information Theory},
  publisher = {Wiley}, year = {2006}, doi = {10.1002/047174882X},
}
@book{uncited, author = {Nobody}, title = {Nothing}, publisher = {Nowhere}, year = {1900}}
"""
PAGE = """
A first paragraph with $p$ in it, and [itself](#a-page).

````{prf:theorem} Gibbs
:label: thm-gibbs
It is so {cite:p}`cover2006`:

$$
c < 1 .
$$ (eq-small)

- One.
````

```{prf:proof}
By {eq}`eq-small`, {prf:ref}`thm-gibbs`, {ref}`the other page <other>`, [and that page](other.md) and [the third](third.md).
```

````{exercise} A
:label: ex-a
Ask.
````

```{solution-start} ex-a
:class: dropdown
```
Begin.

```{code-cell} ipython3
print("the answer")
```

The end.
```{solution-end}
```

````{exercise} B
:label: ex-b
Ask again.
````

```{solution} ex-b
:class: dropdown
Words alone.
```
"""
OTHER = "(other)=\n# Another page\n\nBack to {prf:ref}`thm-gibbs`.\n\n```{bibliography}\n```\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("published"), BOOK_URL=ADDRESS, BOOK_REPOSITORY="reader/kl")


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("private"), BOOK_URL="", BOOK_REPOSITORY="")


def built(folder: Path, **environment: str) -> Path:
    """A small book of a chapter and two pages without cells, one of which has a notebook; and its project's files."""
    book = make_book(folder, "from kltools.book.scenes import tangent_line\ntangent_line()")
    config = (book / "_config.yml").read_text(encoding="utf8")
    config = config.replace(EXTENSIONS, f"{EXTENSIONS}sphinxcontrib.bibtex, sphinx_proof, sphinx_exercise, ")
    config += MORE
    (book / "_config.yml").write_text(config, encoding="utf8")
    (book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters: [{file: other}, {file: third}]\n")
    (book / "works.bib").write_text(BIBLIOGRAPHY, encoding="utf8")
    (book / "other.md").write_text(OTHER, encoding="utf8")
    (book / "third.md").write_text("# A third\n", encoding="utf8")
    with (book / "page.md").open("a") as source:
        source.write(PAGE)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, book)
    done = build(book, **environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return book / "_build" / "html"


def notebook(site: Path, name: str = "page") -> NotebookNode:
    read: NotebookNode = nbformat.read(site / f"{name}.ipynb", 4)
    return read


def cell_with(site: Path, words: str, name: str = "page") -> NotebookNode:
    """The one cell that has some words."""
    (found,) = [cell for cell in notebook(site, name).cells if words in cell.source]
    return found


def test_it_begins_with_the_title_what_to_press_and_the_package(private: Path) -> None:
    title, press, start, figure = notebook(private).cells[:4]
    assert title.source == '# A page <a id="a-page"></a>'
    assert "*Run > Run All Cells*" in press.source and "the list below" in press.source
    assert "importlib.util.find_spec" in start.source
    assert figure.source == "from kltools.book.scenes import tangent_line\ntangent_line()"


def test_the_site_carries_the_wheel_that_the_first_cell_installs(published: Path, private: Path) -> None:
    (wheel,) = (published / "wheels").iterdir()
    start = cell_with(published, "find_spec").source
    assert f'%pip install --quiet "kltools[explorables] @ {ADDRESS}wheels/{wheel.name}"' in start
    assert "kltools/pmfs/kullback_leibler.py" in zipfile.ZipFile(wheel).namelist()
    assert wheel.read_bytes() == (private / "wheels" / wheel.name).read_bytes(), "the same bytes in each build"


def test_without_an_address_the_first_cell_says_what_to_do(private: Path) -> None:
    start = cell_with(private, "find_spec").source
    (wheel,) = (private / "wheels").iterdir()
    assert "%pip" not in start
    assert "pip install '.[explorables]'" in start and f"pip install 'wheels/{wheel.name}[explorables]'" in start
    missing = start.replace('"anywidget"', '"a_package_that_is_missing"')
    with pytest.raises(ModuleNotFoundError, match="In a saved copy of its site"):
        exec(compile(missing, "first cell", "exec"), {})
    exec(compile(start, "first cell", "exec"), {})  # here nothing is missing


def test_the_wheel_has_the_same_bytes_whatever_the_files_dates_and_modes(private: Path, tmp_path: Path) -> None:
    project = shutil.copytree(ROOT / "kltools", tmp_path / "a" / "kltools").parent
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, project / name)
        (project / name).chmod(0o600)
    (wheel,) = (private / "wheels").iterdir()
    assert build_wheel(project, tmp_path / "made").read_bytes() == wheel.read_bytes()


def test_a_statement_is_a_quotation_with_its_display_on_one_line(private: Path) -> None:
    said = cell_with(private, "Theorem 1").source
    assert '> <a id="thm-gibbs"></a>**Theorem 1 (Gibbs).**\n>\n> It is so' in said
    assert '> <a id="equation-eq-small"></a>\n> $$ c < 1 . \\tag{1} $$\n>\n> - One.\n' in said
    assert "\n**Proof.** By [(1)](#equation-eq-small), [Theorem 1](#thm-gibbs)" in said and said.endswith(" ∎")


def test_links_lead_to_the_notebook_beside_or_to_the_published_page(published: Path, private: Path) -> None:
    beside, there = (cell_with(site, "Theorem 1").source for site in (private, published))
    assert "[the other page](other.ipynb#other), [and that page](other.ipynb) and the third." in beside
    pages = f"[the other page]({ADDRESS}other.html#other), [and that page]({ADDRESS}other.html) and "
    assert f"{pages}[the third]({ADDRESS}third.html)." in there
    assert "[Theorem 1](page.ipynb#thm-gibbs)" in cell_with(private, "Back to", "other").source
    assert '# Another page <a id="other"></a>' in cell_with(private, "Back to", "other").source


def test_cited_works_are_listed_at_the_end(private: Path) -> None:
    last = notebook(private).cells[-1].source
    head, _, work = last.partition("\n\n")
    assert head == "## Bibliography"
    assert work.count("\n") == 0, "no work that the page does not cite"
    label = work.removeprefix('- <a id="').partition('"')[0]
    assert f"[Cover and Thomas, 2006](#{label})" in cell_with(private, "Theorem 1").source
    assert "*Elements of Information Theory*. Wiley, 2006. [doi:10.1002/047174882X](https://doi.org/10.1002/" in work


def test_solutions_are_folded(private: Path) -> None:
    begun, answer, end = (cell_with(private, words) for words in ("Begin.", "the answer", "The end."))
    assert begun.source == "#### Solution\n\n<details>\n<summary>Show it</summary>\n\nBegin.\n\n</details>"
    assert begun.metadata["jp-MarkdownHeadingCollapsed"] is True
    assert answer.metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert answer.metadata["cellView"] == "form"
    assert end.source.startswith("<details>\n<summary>The solution goes on</summary>\n\nThe end.")
    alone = cell_with(private, "Words alone.")
    assert alone.source.startswith("#### Solution\n\n<details>")
    assert "jp-MarkdownHeadingCollapsed" not in alone.metadata, "no cell to fold"
    assert notebook(private).metadata["colab"]["collapsed_sections"] == [begun.metadata["id"]] == [begun["id"]]
