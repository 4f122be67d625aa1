"""Caches of executed notebooks: each chapter's is a folder named by all that its outputs depend on, so none is stale.

An edit of a scene runs the chapters that show it, an edit of the numerics those that compute with them. A folder that no
chapter names any more is removed.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from kltools.book.sphinx.chapter_dependencies import Sources

PACKAGE = Path(__file__).parents[2]
PAGES = ("book/sphinx", "sphinx")
"""The parts of the package that make pages."""
ASIDE = PAGES
"""Parts of the package on which no cell's output depends."""
DOCSTRINGS = "{eval-rst}"
"""What a page has that Sphinx makes of docstrings: it depends on all of the package but the scenes."""
COMPUTING = ("numpy", "scipy", "sympy", "mpmath", "matplotlib", "mini-racer")
"""Packages whose version may change what a cell prints."""


def fingerprint() -> str:
    """A digest of everything outside a notebook that its outputs depend on: the package, Python and what it computes with.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    return digest(PACKAGE, ("*.py", "*.js", "*.css", "*.txt"), *computing_versions(), without=ASIDE)


def computing_versions() -> list[str]:
    """Python and the packages that compute, each with its version."""
    return [f"python=={python_version()}", *(f"{package}=={version(package)}" for package in COMPUTING)]


def chapter_keys(chapters: Iterable[Path]) -> dict[Path, str]:
    """For each chapter a digest of all that its outputs depend on beside its own cells; its cache is named by it.

    Parameters
    ----------
    chapters : iterable of Path
        Text notebooks; one whose imports cannot be read depends on the whole package.

    Returns
    -------
    dict
        Sixteen hexadecimal digits each.
    """
    sources, versions = Sources(PACKAGE, ASIDE), computing_versions()
    return {chapter: sources.digest(chapter, *versions) for chapter in chapters}


def is_notebook(page: Path) -> bool:
    """Whether a page has cells that a build runs."""
    head, _, _ = page.read_text(encoding="utf8").partition("\n---\n")
    return page.suffix == ".md" and head.startswith("---\n") and "kernelspec:" in head


def digest(folder: Path, patterns: tuple[str, ...], *words: str, without: tuple[str, ...] = ()) -> str:
    """Sixteen hexadecimal digits that change with any of a folder's files, their places in it, or some words.

    Parameters
    ----------
    folder : Path
    patterns : tuple of str
        Which files count.
    *words : str
        What else counts.
    without : tuple of str
        Folders in it that do not count.
    """
    hashed = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
        place = path.relative_to(folder)
        if not place.as_posix().startswith(tuple(f"{one}/" for one in without)):
            hashed.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for word in words:
        hashed.update(word.encode() + b"\0")
    return hashed.hexdigest()[:16]


def digest_of_words(*words: str) -> str:
    """Sixteen hexadecimal digits that change with any of some words."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def caches_of(app: Sphinx) -> Path:
    """The folder of all chapters' caches."""
    return Path(app.outdir).parent / ".jupyter_cache"


def _configure(app: Sphinx, config: Config) -> None:
    """Have Sphinx read all pages again when what makes them changes, and write all when the styles do."""
    config["explorables_watch"] = False  # the engine's own way, which takes every module for every page's
    makers = [digest(PACKAGE / part, ("*.py", "*.js", "*.css", "*.html")) for part in PAGES]
    config["kltools_machinery"] = " ".join(makers)
    # Sphinx leaves static files as they were when no page is out of date, and each page's contents of the book
    static = [digest(Path(app.srcdir) / folder, ("*.*",)) for folder in config.html_static_path]
    config["kltools_static"] = " ".join([*static, digest_of_words(Path(config.external_toc_path).read_text("utf8"))])


def _find_changed(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """The pages whose outputs depend on what has changed; and remove the caches that are of no use any more."""
    pages = {page: Path(env.doc2path(page)) for page in env.found_docs}
    chapters = {page: path for page, path in pages.items() if is_notebook(path)}
    keys = chapter_keys(chapters.values())
    only = app.config.kltools_only
    now = {page: keys[path] if only in ("", page) else "" for page, path in chapters.items()}
    documented = digest(PACKAGE, ("*.py",), without=("book/scenes", *ASIDE))
    now |= {
        page: documented for page, path in pages.items() if page not in now and DOCSTRINGS in path.read_text("utf8")
    }
    app._kltools_keys = now  # type: ignore[attr-defined]
    current = {keys[path] for path in chapters.values()}
    for stale in caches_of(app).glob("*"):
        if stale.name not in current:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    before = getattr(env, "kltools_keys", {})
    return [page for page, key in now.items() if before.get(page) != key]


def cache_of(app: Sphinx, page: str) -> Path | None:
    """The folder of a chapter's cache; None for a page whose cells this build does not run."""
    key = app._kltools_keys.get(page)  # type: ignore[attr-defined]
    return caches_of(app) / key if key else None


def _use_cache(app: Sphinx, page: str, source: list[str]) -> None:
    """Have MyST-NB look into the chapter's own cache as it reads the page."""
    env = app.env
    if page not in app._kltools_keys:  # type: ignore[attr-defined]
        return
    env.kltools_keys = getattr(env, "kltools_keys", {}) | {page: app._kltools_keys[page]}  # type: ignore[attr-defined]
    folder = cache_of(app, page)
    mode = (
        {"execution_mode": "off"}
        if folder is None
        else {"execution_mode": "cache", "execution_cache_path": str(folder)}
    )
    env.mystnb_config = env.mystnb_config.copy(**mode)  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_machinery", "", "env", [str])
    app.add_config_value("kltools_only", "", "", [str])  # the one page whose cells are run; all, if it is empty
    app.add_config_value("kltools_static", "", "html", [str])
    app.connect("config-inited", _configure, priority=400)  # before the engine's
    app.connect("env-get-outdated", _find_changed)
    app.connect("source-read", _use_cache)
