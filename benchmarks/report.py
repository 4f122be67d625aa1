"""The parts, and the file that their tables are written to."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from pace import pace

from benchmarks import ROOT
from benchmarks.table import Table

PARTS = (
    "accuracy",
    "closed_forms",
    "pmfs",
    "memory",
    "pairs",
    "imports",
    "walks",
    "frames",
    "player",
    "book",
    "growth",
)
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
HEAD = """# What does `make bench` measure?

That command writes this file; do not edit it. Times are of the processor unless a table says otherwise: other work on the
machine does not add to them, though it slows memory down. `make bench ONLY=pmfs` measures one part and leaves the others."""
VERSIONS = (
    "numpy",
    "scipy",
    "mpmath",
    "sympy",
    "matplotlib",
    "dit",
    "panel",
    "bokeh",
    "torch",
    "jupyter-book",
    "sphinx",
)


def measure(name: str) -> list[Table]:
    """Measure one part, and say so: some take minutes."""
    print(f"Measuring {name} …", flush=True)
    start = time.perf_counter()
    found: list[Table] = import_module(f"benchmarks.{name}").tables()
    print(f"Measured {name} in {time.perf_counter() - start:.0f} s", flush=True)
    return found


def write(measured: Mapping[str, list[Table]]) -> Path:
    """Write what was measured under its parts' names; parts that were not measured stay as they are."""
    old = RESULTS.read_text("utf8") if RESULTS.exists() else ""
    written = re.split(r"<!-- (\w+) -->\n+", old)[1:]
    parts = dict(zip(written[::2], written[1::2], strict=True))
    for name, tables in measured.items():
        parts[name] = "\n\n".join([_where(), *(table.markdown() for table in tables)])
    sections = [f"<!-- {name} -->\n\n{parts[name].strip()}" for name in PARTS if name in parts]
    RESULTS.write_text("\n\n".join([HEAD, *sections]) + "\n", encoding="utf8")
    return RESULTS


def _where() -> str:
    """When, where and with what a part was measured."""
    versions = ", ".join(f"{name} {version}" for name in VERSIONS if (version := _version(name)))
    return (
        f"*{time.strftime('%Y-%m-%d')}, {_processor()}, {os.cpu_count()} processors with a load of {os.getloadavg()[0]:.1f}, "
        f"a loop of Python {pace():.1f} times as long as on a quiet machine, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}.*"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf8").splitlines() if information.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
