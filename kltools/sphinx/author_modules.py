"""The author's own scene modules: a change in one of them leaves no stale figure on any page.

MyST-NB keeps what a notebook has shown for as long as its cells stay the same. What a cell imports from beside the pages it
does not look at, nor from the engine. Both are part of where the outputs are kept.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

PACKAGE = Path(__file__).parents[2]


def scene_modules(source: Path, exclude: tuple[str, ...] = ("_build",)) -> list[Path]:
    """The Python modules of a book's source: not those of builds, of environments, or in hidden folders.

    Parameters
    ----------
    source : Path
        The book's folder.
    exclude : tuple of str
        Names of folders to leave out.
    """
    found = []
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source).parts[:-1]
        environment = any((source.joinpath(*inside[: i + 1]) / "pyvenv.cfg").exists() for i in range(len(inside)))
        if not environment and not any(name.startswith(".") or name in exclude for name in inside):
            found.append(path)
    return found


def fingerprint_of(modules: list[Path]) -> str:
    """Sixteen hexadecimal digits that change with any of some modules, with the engine, and with what draws."""
    hashed = hashlib.sha256(" ".join(version(name) for name in ("kltools", "numpy", "sympy", "matplotlib")).encode())
    for path in [*modules, *sorted(PACKAGE.glob("drawing/**/*.*")), *sorted(PACKAGE.glob("explorables/**/*.*"))]:
        if path.suffix != ".pyc":
            hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()[:16]


def _watch(app: Sphinx, config: Config) -> None:
    """Keep outputs where the modules as they are now have their own place, and have every page read again when they change."""
    if not config.explorables_watch:
        return
    config["explorables_fingerprint"] = key = fingerprint_of(scene_modules(Path(app.srcdir)))
    kept = Path(config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache")
    config["nb_execution_cache_path"] = str(kept / key)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("explorables_watch", True, "env", [bool])
    app.add_config_value("explorables_fingerprint", "", "env", [str])
    app.connect("config-inited", _watch)
