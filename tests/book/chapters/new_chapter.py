"""Begin a chapter that passes the tests: ``python -m tests.book.chapters.new_chapter 12-topic "Which question?"``.

It writes the text notebook, in the form in which Jupytext writes the others, and the check of its one claim, and lists the
chapter in ``_toc.yml`` and on the title page. What it writes is there to be replaced, part by part.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import jupytext

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NAME = re.compile(r"(?P<number>\d\d)-(?P<topic>[a-z]+(?:-[a-z]+)*)")
LISTED = re.compile(r"^ *- file: book/\d\d-[\w-]+\n", re.MULTILINE)
NUMBERED = re.compile(r"^\d+\. \[[^\n]*\]\(\d\d-[\w-]+\.md\)[^\n]*\n", re.MULTILINE)


def begin(name: str, title: str, root: Path = ROOT) -> list[Path]:
    """Write a chapter and what belongs to it.

    Parameters
    ----------
    name : str
        A number of two digits and the topic: ``12-topic``.
    title : str
        The question that the chapter answers.
    root : Path
        The repository.

    Returns
    -------
    list of Path
        The files written or changed.

    Raises
    ------
    ValueError
        If the name has another form, its number is taken, or there is no title.
    """
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"NAME is {name!r}; give two digits and the topic in small letters, such as NAME=12-topic")
    number, topic = found["number"], found["topic"]
    if taken := sorted((root / "book").glob(f"{number}-*.md")):
        raise ValueError(f"NAME is {name!r}, and {taken[0].name} has that number; take another")
    if not title.strip():
        raise ValueError(f"TITLE is {title!r}; give the question that the chapter answers")
    module = f"chapter_{number}_a"
    words = {"title": title, "number": number, "topic": topic, "topic_name": topic.replace("-", "_"), "module": module}
    chapter, claims = root / "book" / f"{name}.md", root / "tests" / "claims" / f"{module}.py"
    chapter.write_text(_as_jupytext_writes((HERE / "new_chapter.md").read_text("utf8").format(**words), root), "utf8")
    claims.write_text((HERE / "new_chapter.py.txt").read_text("utf8").format(**words), "utf8")
    toc, first = root / "_toc.yml", root / "book" / "index.md"
    _add_after_last(toc, LISTED, lambda last: re.sub(r"book/\S+", f"book/{name}", last))
    _add_after_last(
        first, NUMBERED, lambda last: f"{int(number)}. [{title}]({name}.md) Say in a few words what it shows.\n"
    )
    return [chapter, claims, toc, first]


def _as_jupytext_writes(text: str, root: Path) -> str:
    """A text notebook with the header of the book's first chapter, and cells as Jupytext would write them."""
    notebook = jupytext.reads(text, "md:myst")
    notebook.metadata = jupytext.read(sorted((root / "book").glob("[0-9]*.md"))[0]).metadata
    header = (root / "book" / "index.md").read_text("utf8").split("---\n")[1]
    body = jupytext.writes(notebook, "md:myst").split("---\n", 2)[2]
    return f"---\n{header}---\n{body}"


def _add_after_last(path: Path, pattern: re.Pattern[str], line: Callable[[str], str]) -> None:
    """Add a line after the last that a pattern finds."""
    text = path.read_text("utf8")
    *_, last = pattern.finditer(text)
    path.write_text(text[: last.end()] + line(last[0]) + text[last.end() :], "utf8")


def main() -> None:
    """Begin the chapter that the command line names, and say what comes next."""
    name, title, *_ = [*sys.argv[1:], "", ""]
    try:
        written = begin(name, title)
    except ValueError as error:
        sys.exit(str(error))
    print("Written or changed:", *(f"  {path.relative_to(ROOT)}" for path in written), sep="\n")
    print(f"Write on, and say: make chapter N={name[:2]}")


if __name__ == "__main__":
    main()
