"""The checks of the book's claims, run by the build, and the page that shows what they found.

A page lists every claim: how it was checked, how closely, the mistake that its check is known to catch, and the
check's own source. Beside each theorem stands a mark that leads to its row. The checks run while the chapters do,
and only when they, the chapters or the package have changed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from kltools.sphinx.cache import digest, fingerprint

THEOREM = re.compile(
    r'(<div class="proof (?:theorem|lemma|proposition|corollary) admonition" id="([\w-]+)">\n<p [^>]*>.*?)(</p>)'
)
"""The title of a theorem on a built page."""


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
            command = [sys.executable, str(folder / "run.py"), str(self.results)]
            self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def wait(self) -> list[dict[str, Any]]:
        """The results, chapter by chapter.

        Raises
        ------
        ExtensionError
            If a claim does not hold, with what its check said.
        """
        if self._process is not None:
            _, said = self._process.communicate()
            if self._process.returncode:
                raise ExtensionError(f"A claim of the book does not hold. {said.strip()}")
        return json.loads(self.results.read_text(encoding="utf8"))


def _start(app: Sphinx) -> None:
    if app.config.kltools_claims:
        app._kltools_run = Run(app)  # type: ignore[attr-defined]


def _outdated(app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
    """The page of claims is out of date when the checks are."""
    run = getattr(app, "_kltools_run", None)
    page = app.config.kltools_claims_page
    if run is None or getattr(env, "kltools_claims_key", None) == run.key or page not in env.found_docs:
        return []
    env.kltools_claims_key = run.key  # type: ignore[attr-defined]
    return [page]


def _fill(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the results to the page of claims as it is read."""
    if app.config.kltools_claims and docname == app.config.kltools_claims_page:
        source[0] += "\n" + "\n".join(section(chapter) for chapter in app._kltools_run.wait())  # type: ignore[attr-defined]


def section(chapter: dict[str, Any]) -> str:
    """One chapter's claims as MyST Markdown.

    Parameters
    ----------
    chapter : dict
        Its title, and its claims as the run wrote them.

    Examples
    --------
    >>> claim = {"label": "eq-a", "method": "SymPy", "tolerance": None, "mistake": "the sign", "comparisons": 2, "source": "pass"}
    >>> print(section({"title": "How?", "claims": [claim]}))  # doctest: +ELLIPSIS
    ## How?
    <BLANKLINE>
    (claim-eq-a)=
    **{eq}`eq-a`** (`eq-a`): SymPy. Exactly; 2 comparisons. Its check fails for: the sign.
    ...
    """
    return f"## {chapter['title']}\n\n" + "\n".join(_entry(claim) for claim in chapter["claims"])


def _entry(claim: dict[str, Any]) -> str:
    label, count = claim["label"], claim["comparisons"]
    reference = "{eq}" if label.startswith("eq-") else "{prf:ref}"
    closely = "Exactly" if claim["tolerance"] is None else f"To a relative {claim['tolerance']:.0e}"
    counted = f"{count:,} comparison{'s' * (count != 1)}"
    return (
        f"(claim-{label})=\n**{reference}`{label}`** (`{label}`): {claim['method']}. {closely}; {counted}. "
        f"Its check fails for: {claim['mistake']}.\n\n"
        f":::{{dropdown}} The check\n```python\n{claim['source'].rstrip()}\n```\n:::\n"
    )


def _mark(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Put a mark beside each theorem's title, which leads to its row on the page of claims."""
    if app.config.kltools_claims and "body" in context:
        page = context["pathto"](app.config.kltools_claims_page)
        mark = rf'\1 <a class="kl-checked" href="{page}#claim-\2" title="How this is checked">checked</a>\3'
        context["body"] = THEOREM.sub(mark, context["body"])


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_claims", "", "html", [str])
    app.add_config_value("kltools_claims_page", "book/claims", "html", [str])
    app.connect("builder-inited", _start)
    app.connect("env-get-outdated", _outdated)
    app.connect("source-read", _fill)
    app.connect("html-page-context", _mark)
