"""Runs the notebooks that no cache holds before their pages are read, as many at a time as there are processors.

MyST-NB runs each when it reads its page, one after another, and a book spends most of its build in them. What runs here it
finds in the cache. A notebook that fails is not cached: MyST-NB runs it once more, and reports it as it always does.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger

from kltools.book.sphinx.forked_kernels import forked_kernels

if TYPE_CHECKING:
    from jupyter_cache.base import JupyterCacheAbstract

logger = getLogger(__name__)


def _run_ahead(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    paths = [path for page in pages if _is_notebook(path := Path(env.doc2path(page)))]
    settings = env.mystnb_config  # type: ignore[attr-defined]
    if len(paths) < 2 or settings.execution_mode != "cache":
        return
    # it brings a database library, which a build with nothing to run does without
    from jupyter_cache.executors import load_executor

    from kltools.book.sphinx.shared_cache import SharedCache

    cache = SharedCache(settings.execution_cache_path)
    for path in paths:
        cache.add_nb_to_project(str(path), read_data={"type": "plugin", "name": "myst_nb_md"})
    held = {record.hashkey for record in cache.list_cache_records()}
    # notebooks with the same cells share a place in the cache, which two must not write at once
    by_cells = {_key(cache, path): str(path) for path in paths}
    waiting = [path for key, path in by_cells.items() if key not in held]
    if len(waiting) > 1:
        logger.info("executing %d notebooks, several at a time", len(waiting))
        quiet = logging.getLogger(f"{__name__}.executor")
        quiet.setLevel(logging.ERROR)  # else it lets every library that logs speak; MyST-NB reports what fails
        executor = load_executor("local-parallel", cache, quiet)
        with forked_kernels():
            executor.run_and_cache(filter_uris=waiting, timeout=settings.execution_timeout, force=True)


def _key(cache: JupyterCacheAbstract, path: Path) -> str:
    return str(cache.create_hashed_notebook(cache.get_project_notebook(str(path)).nb)[1])


def _is_notebook(path: Path) -> bool:
    return path.suffix == ".md" and is_myst_markdown_notebook(path.read_text(encoding="utf8"))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("env-before-read-docs", _run_ahead)
