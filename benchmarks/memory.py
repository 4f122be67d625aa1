"""How much memory a divergence takes beside its input."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable

import numpy as np
from scipy import stats

import kltools
from benchmarks.pairs_of_pmfs import far
from benchmarks.table import BOUNDED, Cells, Table, at_most, unbounded

MEGABYTE = 1e6


def extra(call: Callable[[], object]) -> float:
    """The most memory in use during a call above that before it, in MB.

    The call runs in a thread of its own: `kltools` keeps a thread's scratch arrays, and a new thread has none.
    """
    peak = []

    def watch() -> None:
        tracemalloc.start()
        call()
        peak.append(tracemalloc.get_traced_memory()[1] / MEGABYTE)
        tracemalloc.stop()

    thread = threading.Thread(target=watch)
    thread.start()
    thread.join()
    return peak[0]


def _rows(n: int) -> list[Cells]:
    p, q = far(n, np.random.default_rng(n))
    size = f"n = 10^{round(np.log10(n))}"
    return [
        (f"{size}: `kl_divergence`", *at_most(extra(lambda: kltools.kl_divergence(p, q)), 8, "MB")),
        (f"{size}: `js_divergence`", *at_most(extra(lambda: kltools.js_divergence(p, q)), 8, "MB")),
        (f"{size}: `scipy.stats.entropy`", *unbounded(extra(lambda: stats.entropy(p, q)), "MB")),
    ]


def tables() -> list[Table]:
    """The peak of traced memory, for PMFs of three lengths."""
    rows = [row for n in (10**5, 10**6, 10**7) for row in _rows(n)]
    return [Table("How much memory do they take?", ("what", *BOUNDED), rows, "Beside the two PMFs themselves.")]
