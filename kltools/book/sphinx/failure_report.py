"""What went wrong in a build, summed up once: where, what, and what to do about it.

Parts of the extension that find a mistake of the author's raise `BuildFails`, or note it and go on. Warnings that the build
treats as errors are noted as Sphinx gives them.
"""

from __future__ import annotations

import ast
import logging
import os
import re
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docutils.nodes import document
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.logging import NAMESPACE, WarningLogRecordTranslator, WarningStreamHandler, is_suppressed_warning

SUMMARY = "failure.txt"
"""The file beside the built book that holds the summary of a failed build."""
LATEX = re.compile(r"mathematics: (?P<latex>'.*'|\".*\") cannot be typeset: (?P<why>.*)", re.DOTALL)
CURES = (
    (
        r"equation not found|undefined label|target not found|unknown document",
        "mend the name, or give the place that label",
    ),
    (r"could not find bibtex key", "mend the key, or enter the work in book/references.bib"),
    (r"duplicate label", "give one of the two another label"),
    (r"isn't included in any toctree", "list it in _toc.yml"),
    (r"toctree contains reference to nonexisting document", "write it, or take it out of _toc.yml"),
    (r"Unknown directive|Unknown interpreted text role", "mend its name; CONTRIBUTING.md says which there are"),
    (r"reference target not found", "mend the name, or the docstring that refers to it"),
)
"""What to do about a warning that says this."""


@dataclass(frozen=True)
class Failure:
    """One thing that keeps a book from being built.

    Parameters
    ----------
    place : str
        The file, with the line where it is known.
    what : str
        What is wrong, in one line.
    shown : str
        The cell or the LaTeX that is wrong.
    cure : str
        What to do about it.

    Examples
    --------
    >>> print(Failure("book/a.md:7", "LaTeX that cannot be typeset: Missing close brace", r"\\frac{1", "mend it"))
    book/a.md:7: LaTeX that cannot be typeset: Missing close brace; mend it
        \\frac{1
    """

    place: str
    what: str
    shown: str = ""
    cure: str = ""

    def __str__(self) -> str:
        line = ": ".join(filter(None, [self.place, self.what])) + (f"; {self.cure}" if self.cure else "")
        return line + (f"\n{textwrap.indent(self.shown.strip(), '    ')}" if self.shown else "")


class BuildFails(SphinxError):
    """The author's mistakes, for which no traceback is shown."""

    category = "The book was not built"

    def __init__(self, *failures: Failure) -> None:
        super().__init__("\n".join(map(str, failures)))
        self.failures = failures


@dataclass
class Report:
    """The failures of one build so far, and the page that is being written."""

    source: Path
    page: str = ""
    failures: list[Failure] = field(default_factory=list)

    def relative(self, place: str) -> str:
        """A place as seen from the book's folder; ``<unknown>`` and the like are left out."""
        return "" if place.startswith("<") else os.path.relpath(place, self.source) if place else ""

    def find(self, *texts: str) -> str:
        """The first line of the page that is being written, or of any other, that holds one of some texts."""
        pages = sorted(self.source.glob("book/*.md")) or sorted(self.source.glob("*.md"))
        first = self.source / f"{self.page}.md"
        for page in [first, *pages] if first.is_file() else pages:
            content = page.read_text(encoding="utf8")
            for text in filter(None, texts):
                if (place := content.find(text)) >= 0:
                    return f"{self.relative(str(page))}:{content.count(chr(10), 0, place) + 1}"
        return self.relative(str(first)) if first.is_file() else ""

    def of_error(self, error: SphinxError) -> list[Failure]:
        """The failures that an error says."""
        if isinstance(error, BuildFails):
            return list(error.failures)
        for said in map(str, reversed(list(_behind(error)))):  # Sphinx wraps one error in another
            if found := LATEX.search(said):
                latex = str(ast.literal_eval(found["latex"])).strip()
                place = self.find(latex, latex.splitlines()[0])
                return [Failure(place, f"LaTeX that cannot be typeset: {found['why']}", latex, "mend the formula")]
        return [Failure("", str(error))]


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class NotedWarnings(WarningStreamHandler):
    """Notes each warning in a report; Sphinx counts this handler among those that wait until pages are read."""

    def __init__(self, app: Sphinx, report: Report) -> None:
        super().__init__()
        self.app, self.report = app, report
        self.setLevel(logging.WARNING)
        self.addFilter(WarningLogRecordTranslator(app))
        self.addFilter(OfTheOnePage(app))

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning that the build counts."""
        kind, subtype = getattr(record, "type", ""), getattr(record, "subtype", "")
        if is_suppressed_warning(kind, subtype, self.app.config.suppress_warnings):
            return
        place = self.report.relative(str(getattr(record, "location", None) or "").rstrip(":"))
        said = logging.LogRecord.getMessage(record).strip()  # Sphinx's own begins with the place
        cure = next((cure for pattern, cure in CURES if re.search(pattern, said)), "")
        first, _, rest = said.partition("\n")
        failure = Failure(place, first, rest, cure)
        if failure not in self.report.failures:
            self.report.failures.append(failure)


class OfTheOnePage(logging.Filter):
    """Where a build is of one page, lets no warning of the others through: their cells have not run."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app, self.translator = app, WarningLogRecordTranslator(app)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a warning counts."""
        only = self.app.config.kltools_only
        if not only:
            return True
        self.translator.filter(record)  # type: ignore[arg-type]
        place = str(getattr(record, "location", None) or "")
        return f"{only}." in place if place else "search index" not in record.getMessage()


def _narrow(app: Sphinx, config: Config) -> None:
    """Have Sphinx's own handler of warnings leave out what does not count, before it counts them."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(0, OfTheOnePage(app))


def report_of(app: Sphinx) -> Report:
    """The report of a build."""
    report: Report = app._kltools_report  # type: ignore[attr-defined]
    return report


def _name_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, object], doctree: document | None
) -> None:
    report_of(app).page = pagename


def _kept(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"{ENV_PICKLE_FILENAME}.before"


def _keep_environment(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Put aside what is known of the pages before any of them is read."""
    known = Path(app.doctreedir) / ENV_PICKLE_FILENAME
    if known.exists():
        shutil.copyfile(known, _kept(app))


def _restore_environment(app: Sphinx, error: Exception | None) -> None:
    """After a failure, let the next build begin from where this one began.

    Sphinx begins from nothing after an error, and after warnings as if the pages were as they should be.
    """
    strict = app.warningiserror or app.keep_going  # Sphinx sets one of the two
    if error is None and not (strict and report_of(app).failures):
        _kept(app).unlink(missing_ok=True)
    elif _kept(app).exists():
        _restore(app)
    else:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def _restore(app: Sphinx) -> None:
    _kept(app).replace(Path(app.doctreedir) / ENV_PICKLE_FILENAME)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app._kltools_report = Report(Path(app.srcdir))  # type: ignore[attr-defined]
    logging.getLogger(NAMESPACE).addHandler(NotedWarnings(app, report_of(app)))
    if _kept(app).exists():  # the last build was stopped before its end
        _restore(app)
    app.connect("config-inited", _narrow)
    app.connect("html-page-context", _name_page, priority=1)
    app.connect("env-before-read-docs", _keep_environment, priority=1)
    app.connect("build-finished", _restore_environment, priority=999)
