"""``python -m kltools.book.build .`` builds the book that Jupyter Book's ``_config.yml`` and ``_toc.yml`` describe.

It says what runs and how far it is, and sums up what went wrong at the end and in ``_build/failure.txt``, once.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from kltools.extras import require

require("book", "jupyter_book", "py_mini_racer")
# jsonschema imports a grammar of international addresses, where something has installed it, to check addresses in a format
# that no settings and no notebook of a book have: 2.2 s of each build. It allows for an import that fails.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from kltools.book.sphinx.failure_report import SUMMARY, BuildFails, Failure, Report, report_of
from kltools.book.sphinx.table_of_contents import check_contents

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ASIDE = re.compile(
    r"(Running Sphinx|loading (translations|pickled)|making output|myst(-nb)? v|Using jupyter-cache|sphinx-multitoc|\[etoc\]"
    r"|\[autosummary\]|building \[mo\]|checking (bibtex cache|consistency)|.*: Using cached notebook|copying |Copying the source"
    r"|looking for now-outdated|pickling|preparing documents|writing output\.\.\. $|The HTML pages are in)"
)
"""What Sphinx and its extensions say of themselves, and not of the book."""
ENDS = ("", "done", "none found", "up to date", "out of date")
"""What they end such a line with."""


class Narrow:
    """A stream that lets through what tells of the book's own pages.

    Examples
    --------
    >>> import io
    >>> narrow = Narrow(io.StringIO())
    >>> for said in ("loading translations [en]... ", "done", chr(10), "running 2 notebooks"):
    ...     narrow.write(said)
    >>> narrow.stream.getvalue()
    'running 2 notebooks'
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.in_line = stream, False

    def write(self, text: str) -> None:
        """Write what Sphinx says at once, or leave it out, with the word that ends its line."""
        said = re.sub(r"\x1b\[[\d;]*m", "", text)
        if ASIDE.match(said) or (not self.in_line and said.strip() in ENDS):
            return
        self.in_line = not said.endswith("\n")
        self.stream.write(text)

    def flush(self) -> None:
        """Flush the stream behind."""
        self.stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads along."""
        return self.stream.isatty()


@dataclass(frozen=True)
class Order:
    """What is to be built, and how.

    Parameters
    ----------
    source : Path
        The folder with ``_config.yml`` and ``_toc.yml``; what is built goes to ``_build`` in it.
    strict : bool
        Whether a warning is a failure.
    nitpicky : bool
        Whether a reference that leads nowhere is a warning, whatever it refers to.
    settings : dict
        Settings of Sphinx that replace the book's.
    folder : str
        Where in ``_build`` the pages go.
    pages : tuple of Path
        Write these alone; all that are out of date, if it is empty.
    """

    source: Path
    strict: bool = False
    nitpicky: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    folder: str = "html"
    pages: tuple[Path, ...] = ()


def build(order: Order) -> list[Failure]:
    """Build a book.

    Parameters
    ----------
    order : Order

    Returns
    -------
    list of Failure
        Empty if the book was built; ``_build/failure.txt`` has the same.
    """
    try:
        check_contents(order.source.resolve())
        failures = _build(order)
    except BuildFails as error:
        failures = list(error.failures)
    write_summary(order.source, failures)
    return failures


def write_summary(source: Path, failures: Sequence[Failure]) -> None:
    """Write ``_build/failure.txt`` in a book's folder; remove it, if nothing failed."""
    path = source / "_build" / SUMMARY
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if failures:
        path.write_text(summary(failures), encoding="utf8")


def _build(order: Order) -> list[Failure]:
    """Build with Sphinx; an error of the author's is said without a traceback."""
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    app, report = None, Report(order.source.resolve())
    with patch_docutils(None), docutils_namespace():
        try:
            app = _application(order)
            app.build(filenames=[str(page) for page in order.pages])
        except SphinxError as error:
            report = report_of(app) if app else report
            if (cause := getattr(error, "orig_exc", None)) is not None:
                traceback.print_exception(cause)
            return [*(report.failures if order.strict else []), *report.of_error(error)]
        except Exception as error:
            traceback.print_exc()
            where = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error}"
            return [Failure(f"{where.filename}:{where.lineno}", said, cure="its traceback is above")]
    found = report_of(app).failures if order.strict else []
    return found or ([Failure("", "Sphinx ended with problems; the lines above say which")] if app.statuscode else [])


def _application(order: Order) -> Sphinx:
    """Sphinx, set up as ``jupyter-book build`` does."""
    from jupyter_book.config import get_final_config
    from pybtex import plugin
    from sphinx.application import Sphinx
    from sphinx.util.console import color_terminal, nocolor

    # pybtex searches all that is installed for a plug-in, 16 ms each time, and some 220 times in a build of this book
    plugin.find_plugin = cache(plugin.find_plugin)
    if not color_terminal():
        nocolor()
    source = order.source.resolve()
    overrides = {"external_toc_path": str(source / "_toc.yml"), "latex_individualpages": False, **order.settings}
    config, _ = get_final_config(user_yaml=source / "_config.yml", cli_config=overrides, sourcedir=source)
    config["nitpicky"] = order.nitpicky or config.get("nitpicky", False)
    out = source / "_build"
    doctrees = out / (".doctrees" if order.folder == "html" else f".doctrees-{order.folder}")
    return Sphinx(
        source,
        None,
        out / order.folder,
        doctrees,
        "html",
        confoverrides=config,
        status=cast(TextIO, Narrow(sys.stdout)),
        warningiserror=order.strict,
        keep_going=True,
    )


def summary(failures: Sequence[Failure]) -> str:
    """The failures of a build, one after another, under their number.

    Examples
    --------
    >>> print(summary([Failure("book/a.md:7", "a label that is not there", "", "mend it")]))
    The book was not built: 1 failure.
    <BLANKLINE>
    book/a.md:7: a label that is not there; mend it
    <BLANKLINE>
    """
    number = f"{len(failures)} failure{'s' * (len(failures) != 1)}"
    return "\n\n".join([f"The book was not built: {number}.", *map(str, failures)]) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the book as the command line asks; leave with 1 if it fails."""
    parser = argparse.ArgumentParser(prog="python -m kltools.book.build", description="Build the book.")
    parser.add_argument("source", type=Path, help="the folder with _config.yml and _toc.yml")
    parser.add_argument("-W", dest="strict", action="store_true", help="count a warning as a failure")
    parser.add_argument("-n", dest="nitpicky", action="store_true", help="warn of every reference that leads nowhere")
    parser.add_argument("--keep-going", action="store_true", help="the book is always built to its end; kept for habit")
    given = parser.parse_args(arguments)
    failures = build(Order(given.source, given.strict, given.nitpicky))
    if failures:
        print(f"\n{summary(failures)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
