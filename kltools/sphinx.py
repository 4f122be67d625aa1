"""The Sphinx extension of the book: pages that live without a kernel, and never hold a stale output.

It imports nothing heavy, so that a build with nothing to do is quick.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import textwrap
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)

PACKAGE = Path(__file__).parent
COMPUTING = ("numpy", "scipy", "sympy", "mpmath", "matplotlib", "mini-racer")
"""Packages whose version may change what a cell prints."""

ROOT_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{description}"><meta http-equiv="refresh" content="0; url={start}"></head>
<body><main><h1>{title}</h1><p>{description}</p><p><a href="{start}">Open the book</a></p></main></body></html>
"""


def fingerprint() -> str:
    """A digest of everything outside a notebook that its outputs depend on: the package and what it computes with.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    return digest(PACKAGE, ("*.py", "*.js", "*.css", "*.txt"), *[f"{package}=={version(package)}" for package in COMPUTING])


def digest(folder: Path, patterns: tuple[str, ...], *words: str) -> str:
    """Sixteen hexadecimal digits that change with any of a folder's files, their places in it, or some words."""
    hashed = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
        hashed.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for word in words:
        hashed.update(word.encode() + b"\0")
    return hashed.hexdigest()[:16]


def _use_cache(app: Sphinx, config: Config) -> None:
    """Keep one execution cache, that of the package as it is; another package's outputs are gone."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    current = caches / fingerprint()
    for stale in caches.glob("*"):
        if stale != current:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config["nb_execution_cache_path"] = str(current)
    # part of the environment, so that Sphinx reads every page again when it changes, and copies static files: it
    # leaves them as they were when no page is out of date
    static = [digest(Path(app.srcdir) / folder, ("*.*",)) for folder in config.html_static_path]
    config["kltools_fingerprint"] = " ".join([current.name, *static])


def _write_root_page(app: Sphinx, error: Exception | None) -> None:
    """Write ``index.html`` at the site's root: a page of its own that leads to the title page."""
    if error is None and app.builder.format == "html":
        page = ROOT_PAGE.format(
            title=escape(app.config.html_title),
            description=escape(app.config.kltools_description),
            start=f"{app.config.root_doc}.html",
        )
        (Path(app.outdir) / "index.html").write_text(page, encoding="utf8")


def _name_failing_cell(app: Sphinx, error: Any) -> None:
    """When a cell failed, say which chapter, cell and error in one place: it is written and logged last."""
    summary = Path(app.outdir).parent / "failure.txt"
    summary.unlink(missing_ok=True)
    chapter = ""
    while error is not None and not hasattr(error, "ename"):
        chapter = str(error) if type(error).__name__ == "ExecutionError" else chapter
        error = error.__cause__ or error.__context__
    if error is None:
        return
    cell = error.traceback.partition("-" * 18)[2].partition("-" * 18)[0].strip()
    text = f"Chapter: {os.path.relpath(chapter)}\nCell:\n{textwrap.indent(cell, '    ')}\nError: {error.ename}: {error.evalue}\n"
    summary.write_text(text, encoding="utf8")
    logger.error(text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    os.environ["KLTOOLS_BUILD"] = "1"  # kernels inherit it; kltools.explorables.scene reads it
    app.add_config_value("kltools_fingerprint", "", "env", [str])
    app.add_config_value("kltools_description", "", "html", [str])
    app.connect("config-inited", _use_cache)
    app.connect("build-finished", _name_failing_cell)
    app.connect("build-finished", _write_root_page, priority=100)  # before the table of contents' bare redirect
    return {"parallel_read_safe": True, "parallel_write_safe": True}
