"""The suite on each Python: at the lowest and the newest versions that pyproject.toml allows, and at the pins.

``make test-all`` runs the pins on every Python, the lowest versions on the oldest and the newest on the newest, each of
which allows what no other does; ``nox --list`` names the other combinations, which the workflow runs too. A Python that
this machine lacks is named in a warning and in the closing list; with ``--error-on-missing-interpreters`` it is an error.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13"]
COMPILE = [
    *[sys.executable, "-m", "uv", "pip", "compile", "requirements.in", "--output-file=requirements.txt"],
    *["--universal", "--python-version=3.11", "--no-python-downloads"],  # one file, with markers, for all
    "--no-build",  # what has no wheel is no supported install
    *["--annotation-style=line", "--custom-compile-command=make pins", "--quiet"],
]
"""Works out the pins; no hashes, since pip refuses an editable install beside them, and Binder needs one."""
PYTEST = ["python", "-m", "pytest", "--ignore=tests/browser"]
SUITE = [*PYTEST, "--numprocesses=auto", "--dist=worksteal", "-m", "not built and not timed and not nightly"]
TIMED = [*PYTEST, "-m", "timed and not built and not nightly"]

ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # a process a core is enough

nox.options.sessions = [
    f"lowest-{PYTHONS[0]}",
    f"newest-{PYTHONS[-1]}",
    *(f"pinned-{one}" for one in PYTHONS),
    "complete",
]
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False

# pyenv's own commands on the path run only the version that is switched on; the versions themselves come first
_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
os.environ["PATH"] = os.pathsep.join([*(str(path) for path in sorted(_PYENV.glob("3.*/bin"))), os.environ["PATH"]])


def tools() -> list[str]:
    """The pins of what requirements.in and the extra `book` name: only the package and its explorables promise ranges."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf8"))["project"]
    asked = [*project["optional-dependencies"]["book"], *Path("requirements.in").read_text("utf8").splitlines()]
    named = {name.group() for one in asked if (name := re.match(r"[a-z][\w-]*", one))}
    pins = (line.partition("#")[0].strip() for line in Path("requirements.txt").read_text("utf8").splitlines())
    return [pin for pin in pins if pin.partition("==")[0] in named]


def suite(session: nox.Session) -> None:
    """Run the tests that need no browser: most side by side, then what is timed alone."""
    session.run(*SUITE, *session.posargs, env=ALONE)
    session.run(*TIMED, env=ALONE)


def at(session: nox.Session, resolution: str) -> None:
    """Run the suite with the requirements of the package and its explorables at one end of their ranges."""
    session.install(f"--resolution={resolution}", "--no-build", "--editable=.[explorables]", *tools())
    session.run("uv", "pip", "list", silent=False)
    suite(session)


@nox.session(python=PYTHONS, venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """The lowest versions that pyproject.toml allows."""
    at(session, "lowest-direct")


@nox.session(python=PYTHONS, venv_backend="uv")
def newest(session: nox.Session) -> None:
    """The newest versions that pyproject.toml allows, as of today."""
    at(session, "highest")


@nox.session(python=PYTHONS, venv_backend="venv")
def pinned(session: nox.Session) -> None:
    """The pinned versions, installed as `make` and Binder do: by the pip that comes with Python."""
    session.install("-r", "requirements.txt")
    session.run("python", "-m", "pip", "check")
    suite(session)


@nox.session(venv_backend="none")
def complete(session: nox.Session) -> None:
    """requirements.txt is what requirements.in and pyproject.toml ask for: working it out again changes nothing."""
    pins = Path("requirements.txt")
    before = pins.read_text("utf8")
    session.run(*COMPILE, external=True)
    if pins.read_text("utf8") != before:
        session.error("requirements.txt did not hold all that is asked for, and does now; commit it")


@nox.session(venv_backend="none", default=False)
def pins(session: nox.Session) -> None:
    """Renew requirements.txt: the newest version of everything."""
    session.run(*COMPILE, "--upgrade", external=True)
