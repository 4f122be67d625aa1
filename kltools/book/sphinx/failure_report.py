"""When a cell fails, one place says which chapter, cell and error."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def _name_failing_cell(app: Sphinx, error: Any) -> None:
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


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("build-finished", _name_failing_cell)
