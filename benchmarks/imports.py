"""How long ``import kltools`` takes, beside its peers."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import numpy as np

from benchmarks.table import BOUNDED, Cells, Table, at_most, unbounded

ROUNDS = 3


TIMED = "import time; start = time.process_time(); import {0}; print(time.process_time() - start)"


def _seconds(module: str) -> float:
    command = [sys.executable, "-c", TIMED.format(module)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def tables() -> list[Table]:
    """Seconds that one import takes in a new Python, in turn."""
    modules = [
        "numpy",
        "kltools",
        "scipy.stats",
        *(name for name in ("dit", "torch") if importlib.util.find_spec(name)),
    ]
    taken = np.array([[_seconds(module) for module in modules] for _ in range(ROUNDS + 1)])[1:]
    rows: list[Cells] = [
        (f"`import {name}`", *(at_most(one, 0.3, "s") if name == "kltools" else unbounded(one, "s")))
        for name, one in zip(modules, np.median(taken, axis=0), strict=True)
    ]
    note = "In a new Python. PMFs need NumPy alone; SciPy, SymPy and the widgets come when first asked for."
    return [Table("How long does the import take?", ("what", *BOUNDED), rows, note)]
