"""The Sphinx extension of the book: pages that live without a kernel, hold no stale output, and travel.

It imports neither SciPy nor SymPy nor matplotlib, so that a build with nothing to do is quick.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from kltools.sphinx import (
    access,
    ahead,
    buttons,
    cache,
    claims,
    explorables,
    failure,
    finish,
    icons,
    lean,
    mathematics,
    notebooks,
    policy,
    repository,
    search,
    site,
    streams,
)

PARTS = (
    *(cache, ahead, failure, streams, repository),
    *(claims, explorables, notebooks, mathematics, buttons),
    *(access, lean, icons, search, site, policy),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension, part by part."""
    for part in (finish, *PARTS):
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
