"""The checks of the book's claims, run by the build, and the page that shows what they found.

A page lists every claim: how it was checked, how closely, the mistake that its check is known to catch, and the
check's own source. Beside each theorem stands a mark that leads to its row. The checks run while the chapters do and the pages
are made, and only when they, the chapters or the package have changed; the page of claims gets its numbers when all else is
done.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any, TypedDict

from docutils.nodes import document
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from kltools.book.sphinx.execution_cache import digest, fingerprint

THEOREM = re.compile(
    r'(<div class="proof (?:theorem|lemma|proposition|corollary) admonition" id="([\w-]+)">\n<p [^>]*>.*?)(</p>)'
)
"""The title of a theorem on a built page."""
COUNT = "⟨{}⟩"
"""Where the page of claims has how many comparisons a claim made, until they are made."""


class Claim(TypedDict):
    """A claim as the run of the checks shows it; without a tolerance it is checked exactly."""

    label: str
    method: str
    tolerance: float | None
    mistake: str
    source: str


class Chapter(TypedDict):
    """A chapter's claims under its title."""

    title: str
    claims: list[Claim]


class Results(TypedDict):
    """What a run of the checks keeps: the claims, and how many comparisons of each held."""

    chapters: list[Chapter]
    comparisons: dict[str, int]


def kept_results(root: Path, checks: Path, build: Path) -> Path:
    """Where a build keeps the results of the checks, as they, the chapters and what computes them are now.

    Parameters
    ----------
    root : Path
        Holds the folder of chapters, ``book``.
    checks : Path
        The folder of checks.
    build : Path
        The folder that a build writes to.

    Returns
    -------
    Path
        Of a file that need not be there.
    """
    key = digest(checks, ("*.py",), fingerprint(), digest(root / "book", ("*.md",)))
    return build / "claims" / f"{key}.json"


class Run:
    """One run of the checks, in a process of its own, or the results of an earlier one."""

    def __init__(self, app: Sphinx) -> None:
        folder = Path(app.srcdir) / app.config.kltools_claims
        self.results = kept_results(Path(app.srcdir), folder, Path(app.outdir).parent)
        self.key = self.results.stem
        self._process: subprocess.Popen[str] | None = None
        if not self.results.exists():
            module = ".".join([*Path(app.config.kltools_claims).parts, "run"])
            command = [sys.executable, "-m", module, str(self.results)]
            self._process = subprocess.Popen(
                command, cwd=app.srcdir, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )

    @property
    def runs(self) -> bool:
        """Whether the checks had to be run."""
        return self._process is not None

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The claims, chapter by chapter, before they have been checked."""
        if self._process is None:
            return self._kept()["chapters"]
        assert self._process.stdout is not None
        chapters: list[Chapter] = json.loads(
            self._process.stdout.readline() or "[]"
        )  # without a line, waiting tells why
        return chapters

    def wait(self) -> dict[str, int]:
        """How many comparisons of each claim held.

        Raises
        ------
        ExtensionError
            If a claim does not hold, with what its check said.
        """
        if self._process is not None:
            _, said = self._process.communicate()
            if self._process.returncode:
                raise ExtensionError(f"A claim of the book does not hold. {said.strip()}")
        return self._kept()["comparisons"]

    def _kept(self) -> Results:
        results: Results = json.loads(self.results.read_text(encoding="utf8"))
        return results


def shows_claims(app: Sphinx) -> bool:
    """Whether the book has checks, and a page to show them on; known once Sphinx has found its pages."""
    return bool(app.config.kltools_claims) and app.config.kltools_claims_page in app.env.found_docs


def _start(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Start the checks before any page is read; the page of claims is out of date when they are."""
    if not shows_claims(app):
        return []
    app._kltools_run = run = Run(app)  # type: ignore[attr-defined]
    if getattr(env, "kltools_claims_key", None) == run.key and not run.runs:
        return []
    env.kltools_claims_key = run.key  # type: ignore[attr-defined]
    return [app.config.kltools_claims_page]


def _fill(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the claims to their page as it is read."""
    if shows_claims(app) and docname == app.config.kltools_claims_page:
        source[0] += "\n" + "\n".join(map(section, app._kltools_run.chapters))  # type: ignore[attr-defined]


def section(chapter: Chapter) -> str:
    """One chapter's claims as MyST Markdown.

    Parameters
    ----------
    chapter : dict
        Its title, and its claims as the run shows them.

    Examples
    --------
    >>> claim = {"label": "eq-a", "method": "SymPy", "tolerance": None, "mistake": "the sign", "source": "pass"}
    >>> print(section({"title": "How?", "claims": [claim]}))  # doctest: +ELLIPSIS
    ## How?
    <BLANKLINE>
    (claim-eq-a)=
    **{eq}`eq-a`** (`eq-a`): SymPy. Exactly; ⟨eq-a⟩. Its check fails for: the sign.
    ...
    """
    return f"## {chapter['title']}\n\n" + "\n".join(_entry(claim) for claim in chapter["claims"])


def _entry(claim: Claim) -> str:
    label = claim["label"]
    reference = "{eq}" if label.startswith("eq-") else "{prf:ref}"
    closely = "Exactly" if claim["tolerance"] is None else f"To a relative {claim['tolerance']:.0e}"
    return (
        f"(claim-{label})=\n**{reference}`{label}`** (`{label}`): {claim['method']}. {closely}; {COUNT.format(label)}. "
        f"Its check fails for: {claim['mistake']}.\n\n"
        f":::{{dropdown}} The check\n```python\n{claim['source'].rstrip()}\n```\n:::\n"
    )


def counted(html: str, comparisons: dict[str, int]) -> str:
    """The page of claims with the numbers of comparisons in their places.

    Examples
    --------
    >>> counted("Exactly; ⟨eq-a⟩. To a relative 1e-40; ⟨eq-b⟩.", {"eq-a": 1, "eq-b": 1200})
    'Exactly; 1 comparison. To a relative 1e-40; 1,200 comparisons.'
    """
    for label, count in comparisons.items():
        html = html.replace(COUNT.format(label), f"{count:,} comparison{'s' * (count != 1)}")
    return html


def _mark(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    """Put a mark beside each theorem's title, which leads to its row on the page of claims."""
    if shows_claims(app) and "body" in context and pagename != app.config.kltools_claims_page:
        page = context["pathto"](app.config.kltools_claims_page)
        mark = rf'\1 <a class="kl-checked" href="{page}#claim-\2" title="How this is checked">checked</a>\3'
        context["body"] = THEOREM.sub(mark, context["body"])


def _wait(app: Sphinx, error: Exception | None) -> None:
    """Put the numbers of comparisons on the page of claims, if the book has it, once all of them are made."""
    if error is not None or not shows_claims(app):
        return
    comparisons = app._kltools_run.wait()  # type: ignore[attr-defined]
    if app.builder.format == "html":
        path = Path(app.builder.get_outfilename(app.config.kltools_claims_page))  # type: ignore[attr-defined]
        written = path.read_text(encoding="utf8")
        if (html := counted(written, comparisons)) != written:
            path.write_text(html, encoding="utf8")


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_claims", "", "html", [str])
    app.add_config_value("kltools_claims_page", "book/claims", "html", [str])
    app.connect("env-get-outdated", _start)
    app.connect("source-read", _fill)
    app.connect("html-page-context", _mark)
    app.connect("build-finished", _wait)
