"""The Sphinx extension of the book: pages that live without a kernel, hold no stale output, and travel.

It imports neither SciPy nor SymPy nor matplotlib, so that a build with nothing to do is quick.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from kltools.book.sphinx import (
    accessibility,
    claims_page,
    contents_drawers,
    execution_cache,
    failure_report,
    html_steps,
    icon_font,
    launch_buttons,
    merge_streams,
    notebook_downloads,
    package_wheel,
    parallel_execution,
    repository,
    search_index,
    security_policy,
    site_pages,
    strip_theme,
    typeset_mathematics,
)

PARTS = (
    *(execution_cache, parallel_execution, failure_report, merge_streams, repository),
    *(claims_page, package_wheel, notebook_downloads, typeset_mathematics, launch_buttons),
    *(accessibility, contents_drawers, strip_theme, icon_font, search_index, site_pages, security_policy),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension, part by part, after the engine's own."""
    app.setup_extension("kltools.sphinx")
    for part in (html_steps, *PARTS):
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
