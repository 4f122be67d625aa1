"""One cache of executed notebooks, that of the package as it is: another package's outputs are gone."""

from __future__ import annotations

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from sphinx.application import Sphinx
from sphinx.config import Config

PACKAGE = Path(__file__).parents[2]
PAGES = "book/sphinx"
"""The part of the package that makes pages."""
ASIDE = (PAGES,)
"""Parts of the package on which no cell's output depends."""
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


def _use_cache(app: Sphinx, config: Config) -> None:
    caches = Path(app.outdir).parent / ".jupyter_cache"
    current = caches / fingerprint()
    for stale in caches.glob("*"):
        if stale != current:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config["nb_execution_cache_path"] = str(current)
    # part of the environment, so that Sphinx reads every page again when it changes, and copies static files: it
    # leaves them as they were when no page is out of date
    static = [digest(Path(app.srcdir) / folder, ("*.*",)) for folder in config.html_static_path]
    pages = digest(PACKAGE / PAGES, ("*.py", "*.js", "*.css", "*.html"))
    config["kltools_fingerprint"] = " ".join([current.name, pages, *static])


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_fingerprint", "", "env", [str])
    app.connect("config-inited", _use_cache)
