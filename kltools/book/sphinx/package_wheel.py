"""The package as a wheel on the book's own site, from which a notebook installs it wherever the site has an address.

Its bytes depend on the package alone: files have one date and one mode, and the wheel is made anew only when they change.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from kltools.book.sphinx.execution_cache import digest

FOLDER = "wheels"
"""Where the site has it."""
BESIDE = ("pyproject.toml", "README.md", "LICENSE")
"""What a wheel is made of beside the package."""
EPOCH = "315532800"
"""The first second of 1980, with which dates in a wheel begin; ``SOURCE_DATE_EPOCH`` names another."""
MAKE = "import os, sys; os.umask(0o022); from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"


def wheel_name(app: Sphinx) -> str:
    """The wheel's place on the site; empty where the book's folder is no project with a package."""
    return str(app.config.kltools_wheel)


def wheel_address(app: Sphinx) -> str:
    """The address from which pip installs it; empty where the site's is not known."""
    base = app.config.html_baseurl
    return f"{base}{wheel_name(app)}" if base and wheel_name(app) else ""


def build_wheel(project: Path, folder: Path) -> Path:
    """Make a project's wheel, of the same bytes each time.

    Parameters
    ----------
    project : Path
        The folder that holds ``kltools`` and ``pyproject.toml``.
    folder : Path
        Where the wheel goes.

    Raises
    ------
    ExtensionError
        If setuptools cannot make it; with what it said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name)  # a copy, since setuptools writes into the folder it is given
        shutil.copytree(project / "kltools", source / "kltools", ignore=shutil.ignore_patterns("__pycache__"))
        for one in BESIDE:
            shutil.copy(project / one, source)
        for path in source.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        command = [sys.executable, "-c", MAKE, str(folder.resolve())]
        environment = {"SOURCE_DATE_EPOCH": EPOCH, **os.environ}
        done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise ExtensionError(f"The package's wheel could not be made:\n{done.stderr[-2000:]}")
    return folder / done.stdout.splitlines()[-1]


def _name(app: Sphinx, config: Config) -> None:
    described = Path(app.srcdir) / "pyproject.toml"
    if described.exists():
        version = tomllib.loads(described.read_text(encoding="utf8"))["project"]["version"]
        config["kltools_wheel"] = f"{FOLDER}/kltools-{version}-py3-none-any.whl"


def _put(app: Sphinx, error: Exception | None) -> None:
    """Put the wheel into the site, made anew if the package has changed since it was last made."""
    if error is not None or app.builder.format != "html" or not wheel_name(app):
        return
    project, made = Path(app.srcdir), Path(app.outdir).parent / FOLDER
    beside = [(project / one).read_text(encoding="utf8") for one in BESIDE]
    current = made / digest(project / "kltools", ("*.py", "*.js", "*.css", "*.txt", "py.typed"), *beside)
    if not current.exists():
        shutil.rmtree(made, ignore_errors=True)
        build_wheel(project, current)
    target = Path(app.outdir) / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(current, target)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_wheel", "", "html", [str])
    app.connect("config-inited", _name)
    app.connect("build-finished", _put)
