"""How fast divergences of PMFs are: beside one pass of np.log, and beside SciPy."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.spatial import distance

import kltools
from benchmarks.clock import median, ratio, times
from benchmarks.pairs_of_pmfs import KINDS, far
from benchmarks.peers import dit_distribution, kl_peers
from benchmarks.table import BOUNDED, Cells, Table, at_least, at_most, unbounded

SIZES = {10**5: 21, 10**6: 9, 10**7: 3}
"""Outcomes, and rounds for the median."""
PASSES = {"far": 2.0, "near": 3.0}
"""How many passes of np.log the divergence may take."""


def _long(n: int, rounds: int, kind: str) -> list[Cells]:
    p, q = KINDS[kind](n, np.random.default_rng(n))
    logs = np.empty(n)
    taken = times(
        {
            "log": lambda: np.log(p, out=logs),
            "memory": lambda: np.add(p, q, out=logs),
            "kl": lambda: kltools.kl_divergence(p, q),
            "entropy": lambda: stats.entropy(p, q),
            "js": lambda: kltools.js_divergence(p, q),
            "jensenshannon": lambda: distance.jensenshannon(p, q),
        },
        rounds,
    )
    passes = ratio(taken, "kl", "log")
    rest = float(np.median((taken["kl"] - taken["log"]) / taken["memory"]))
    size = f"n = 10^{round(np.log10(n))}, {kind}"
    return [
        (
            f"{size}: `kl_divergence`, passes of `np.log`",
            *(at_most(passes, PASSES[kind]) if kind in PASSES else unbounded(passes)),
        ),
        (f"{size}: `kl_divergence`, an entry", *unbounded(1e9 * median(taken, "kl") / n, "ns")),
        (f"{size}: what it takes beside one pass of `np.log`, passes of `np.add`", *unbounded(rest)),
        (f"{size}: `scipy.stats.entropy` over it", *at_least(ratio(taken, "entropy", "kl"), 2.5)),
        (f"{size}: `js_divergence`, passes of `np.log`", *at_most(ratio(taken, "js", "log"), 3.5)),
        (f"{size}: `jensenshannon` over it", *at_least(ratio(taken, "jensenshannon", "js"), 3.0)),
    ]


def _short() -> list[Cells]:
    p, q = far(10, np.random.default_rng(10))
    peers = {name: peer for name, peer in kl_peers().items() if name != "`dit`"}
    ways = {name: lambda peer=peer: peer(p, q) for name, peer in peers.items()}
    ways |= {"kl": lambda: kltools.kl_divergence(p, q), "js": lambda: kltools.js_divergence(p, q)}
    ways["`jensenshannon`"] = lambda: distance.jensenshannon(p, q)
    taken = times(ways, 15, 100)
    return [
        ("n = 10: `kl_divergence`", *at_most(1e6 * median(taken, "kl"), 20, "µs")),
        ("n = 10: `scipy.stats.entropy` over it", *at_least(ratio(taken, "`scipy.stats.entropy`", "kl"), 5.0)),
        *((f"n = 10: {name} over it", *unbounded(ratio(taken, name, "kl"))) for name in list(peers)[1:]),
        *_dit(p, q),
        ("n = 10: `js_divergence`", *unbounded(1e6 * median(taken, "js"), "µs")),
        ("n = 10: `jensenshannon` over it", *unbounded(ratio(taken, "`jensenshannon`", "js"))),
    ]


def _dit(p, q) -> list[Cells]:
    if "`dit`" not in kl_peers():
        return []
    import dit

    one, other = dit_distribution(p), dit_distribution(q)
    divergence = dit.divergences.kullback_leibler_divergence
    taken = times({"dit": lambda: divergence(one, other), "kl": lambda: kltools.kl_divergence(p, q)}, 11)
    return [("n = 10: `dit` over it, its distributions made beforehand", *unbounded(ratio(taken, "dit", "kl")))]


def _batch() -> list[Cells]:
    rng = np.random.default_rng(5)
    p, q = rng.dirichlet(np.ones(10), (2, 10**5))
    taken = times(
        {
            "kl": lambda: kltools.kl_divergence(p, q),
            "entropy": lambda: stats.entropy(p, q, axis=-1),
            "js": lambda: kltools.js_divergence(p, q),
            "jensenshannon": lambda: distance.jensenshannon(p, q, axis=-1),
        },
        9,
    )
    return [
        ("10^5 PMFs of 10: `scipy.stats.entropy` over `kl_divergence`", *at_least(ratio(taken, "entropy", "kl"), 3.0)),
        ("10^5 PMFs of 10: `jensenshannon` over `js_divergence`", *at_least(ratio(taken, "jensenshannon", "js"), 3.0)),
    ]


def tables() -> list[Table]:
    """Ratios of times, long PMFs, short ones, and many at once."""
    rows = [row for n, rounds in SIZES.items() for kind in KINDS for row in _long(n, rounds, kind)]
    note = (
        "Medians of ratios within one run, of processor time. The passes of `np.log`, over one array, and of `np.add`, over "
        "two, write into an array that is there already."
    )
    return [Table("How fast are divergences of PMFs?", ("what", *BOUNDED), [*rows, *_short(), *_batch()], note)]
