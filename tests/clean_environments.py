"""The package's wheel, and environments of their own to install it in, away from this run's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def make_wheel(folder: Path) -> Path:
    """The wheel of this checkout, made by the setuptools that is installed."""
    source = folder / "source"  # a copy: setuptools builds in the folder it is given
    shutil.copytree(ROOT / "kltools", source / "kltools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    run(source, sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), ".")
    return next(folder.glob("kltools-*.whl"))


def environment(folder: Path, *requirements: str) -> Path:
    """Make an environment at the pins, and return its Python."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf8").splitlines()
    pins = folder / "pins.txt"
    pins.write_text("\n".join(line for line in lines if not line.startswith("-e")), encoding="utf8")
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    uv = (sys.executable, "-m", "uv", "--quiet")
    run(folder, *uv, "venv", "--python", sys.executable, "venv")
    run(folder, *uv, "pip", "install", "--python", str(python), "--constraint", str(pins), *requirements)
    return python


def run(folder: Path, *command: str, **variables: str) -> str:
    """What a command prints; a test fails with what a failing one says."""
    done = answer(folder, *command, **variables)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def answer(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command without what this run's own environment says of the package."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "KLTOOLS_BUILD")}
    return subprocess.run(command, cwd=folder, env={**own, **variables}, capture_output=True, text=True)
