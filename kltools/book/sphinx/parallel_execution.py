"""Runs the notebooks that no cache holds before their pages are read, as many at a time as there are processors.

MyST-NB runs each when it reads its page, one after another, and a book spends most of its build in them. What runs here it
finds in the caches. Every notebook that fails is named, and no page is read then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger

from kltools.book.sphinx.execution_cache import cache_of, is_notebook
from kltools.book.sphinx.failure_report import BuildFails, Failure
from kltools.book.sphinx.forked_kernels import forked_kernels

if TYPE_CHECKING:
    from jupyter_cache.cache.main import JupyterCacheBase

logger = getLogger(__name__)
QUIET = ["--IPKernelApp.log_level=ERROR"]
"""Kernels warn of whoever could listen on this machine, and of debuggers: nobody does, and there is none."""
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")


@dataclass(frozen=True)
class Waiting:
    """A notebook that is to be run, and the cache that is to hold it."""

    path: Path
    notebook: NotebookNode
    cache: JupyterCacheBase


def _run_ahead(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    settings = env.mystnb_config  # type: ignore[attr-defined]
    if settings.execution_mode != "cache":
        return
    waiting = list(_not_cached(app, env, pages))
    if not waiting:
        return
    processors = os.cpu_count() or 1
    together = min(processors, len(waiting))
    logger.info("running %d notebook%s, %d at a time", len(waiting), "s" * (len(waiting) != 1), together)
    began, failures = monotonic(), []
    # one notebook's kernel imports what it needs sooner than the process from which several are forked
    with forked_kernels() if len(waiting) > 1 else nullcontext(), ThreadPoolExecutor(processors) as pool:
        running = {pool.submit(_run, one, settings.execution_timeout): one for one in waiting}
        for count, done in enumerate(as_completed(running), 1):
            path = running[done].path.relative_to(app.srcdir)
            failures += [failure] if (failure := _finish(done, running[done], str(path))) else []
            said = "failed" if failure else "ran"
            logger.info("%s %s, %d of %d, after %.0f s", said, path, count, len(waiting), monotonic() - began)
    if failures:
        raise BuildFails(*failures)


def _not_cached(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> Iterator[Waiting]:
    """The pages whose cells no cache holds; of two with the same cells and the same cache, one."""
    from jupyter_cache import get_cache  # it brings a database library, which a build with nothing to run does without
    from myst_nb.core.read import create_nb_reader

    seen = set()
    for path, page in ((Path(env.doc2path(page)), page) for page in pages):
        folder = cache_of(app, page)
        if folder is None or not is_notebook(path):
            continue
        text = path.read_text(encoding="utf8")
        config = env.mystnb_config  # type: ignore[attr-defined]
        reader = create_nb_reader(str(path), env.myst_config, config, text)  # type: ignore[attr-defined]
        if reader is None:
            continue
        notebook, cache = reader.read(text), get_cache(folder)
        key = cache.path, cache.create_hashed_notebook(notebook)[1]
        if key not in seen and not _holds(cache, notebook):
            seen.add(key)
            yield Waiting(path, notebook, cache)


def _holds(cache: JupyterCacheBase, notebook: NotebookNode) -> bool:
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def _run(one: Waiting, timeout: int) -> Any:
    from jupyter_cache.executors.utils import single_nb_execution

    folder = str(one.path.parent)
    return single_nb_execution(one.notebook, folder, timeout, allow_errors=False, extra_arguments=QUIET)


def _finish(done: Future[Any], one: Waiting, place: str) -> Failure | None:
    """Put what ran into its cache; or say what failed."""
    from jupyter_cache.base import CacheBundleIn

    try:
        ran = done.result()
    except Exception as error:  # of a kernel that died, or did not start
        return Failure(place, f"its kernel failed: {type(error).__name__}: {error}", "", "run its cells in `make lab`")
    if ran.err is None:
        bundle = CacheBundleIn(one.notebook, str(one.path), data={"execution_seconds": ran.time})
        one.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        return None
    name, said = getattr(ran.err, "ename", type(ran.err).__name__), getattr(ran.err, "evalue", "it took too long")
    failed = next((cell for cell in one.notebook.cells if _failed(cell)), None)
    code = failed.source if failed is not None else _last_run(one.notebook)
    return Failure(
        f"{place}:{_line(one.path, code)}", f"a cell fails: {name}: {said}", code, "mend the cell, or what it calls"
    )


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _last_run(notebook: NotebookNode) -> str:
    ran = [cell.source for cell in notebook.cells if cell.get("execution_count")]
    return str(ran[-1]) if ran else ""


def _line(path: Path, code: str) -> int:
    """The line of a chapter on which a cell's code begins."""
    text = path.read_text(encoding="utf8")
    return text.count("\n", 0, max(text.find(code.strip()), 0)) + 1


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("env-before-read-docs", _run_ahead)
