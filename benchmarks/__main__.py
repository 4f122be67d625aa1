"""Measure every part, or those that are named, and write RESULTS.md: ``python -m benchmarks [pmfs pairs ...]``."""

from __future__ import annotations

import os
import sys

# Processor time is measured, and that of several threads adds up.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.report import PARTS, measure, write


def main(names: list[str]) -> None:
    """Measure the named parts, all of them where none is named."""
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"No part is called {unknown[0]!r}; choose from {', '.join(PARTS)}, as in make bench ONLY=pmfs")
    for name in names or PARTS:
        print(f"Written: {write({name: measure(name)})}", flush=True)


main(sys.argv[1:])
