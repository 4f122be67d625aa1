"""How far a call walks through the package: what is called, in how many files, and how often the file changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from scipy import stats

import kltools
from benchmarks.table import Cells, Table

PACKAGE = str(Path(kltools.__file__).parent)


def walk(thing: Callable[[], object]) -> list[str]:
    """Return the file of each call within `kltools` that a thing makes, in order; comprehensions count as calls."""
    files: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            files.append(frame.f_code.co_filename)

    thing()  # imports, caches and scratch arrays are made once
    sys.setprofile(note)
    try:
        thing()
    finally:
        sys.setprofile(None)
    return files


def walks() -> Mapping[str, list[str]]:
    """Return the walk of `kl_divergence` for short and long PMFs, and for distributions with and without a formula."""
    rng = np.random.default_rng(0)
    pairs: Mapping[str, tuple[Any, Any]] = {
        "PMFs of 3 outcomes": tuple(rng.dirichlet(np.ones(3), 2)),
        "PMFs of 10^5 outcomes": tuple(rng.dirichlet(np.ones(10**5), 2)),
        "two normals": (stats.norm(0, 1), stats.norm(1, 2)),
        "gamma and lognormal": (stats.gamma(2), stats.lognorm(0.5)),
    }
    return {name: walk(partial(kltools.kl_divergence, p, q)) for name, (p, q) in pairs.items()}


def tables() -> list[Table]:
    """Calls, files and moves between files, for each kind of pair."""
    rows: list[Cells] = [
        (name, str(len(files)), str(len(set(files))), str(sum(one != other for one, other in pairwise(files))))
        for name, files in walks().items()
    ]
    note = "Calls within `kltools` that one call of `kl_divergence` makes, comprehensions included, at its second time."
    return [
        Table("How far does a call walk?", ("`kl_divergence` of", "calls", "files", "moves between files"), rows, note)
    ]


if __name__ == "__main__":
    print("\n\n".join(table.markdown() for table in tables()))
