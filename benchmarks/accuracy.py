"""The worst relative error of each way to a divergence, against 50 digits."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import mpmath as mp
import numpy as np
from fifty_digits import BOUND, error, exact_cross_entropy, exact_entropy, exact_js, exact_kl, shuffled

import kltools
from benchmarks.pairs_of_pmfs import far, mixed, near
from benchmarks.peers import DIT_OUTCOMES, PMF, jensenshannon, kl_peers
from benchmarks.table import Table, shown

STEPS = (1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13)
Case = tuple[PMF, PMF, Any, Any]
"""Two PMFs, the exact divergence of the floats in them, and the exact Jensen-Shannon divergence."""


def _case(p: PMF, q: PMF) -> Case:
    return p, q, exact_kl(p, q), exact_js(p, q)


def _million() -> Case:
    """A million outcomes of a thousand kinds, so that 50 digits take no minutes."""
    rng = np.random.default_rng(6)
    levels, counts = rng.standard_exponential((2, 1000)) + 0.01, np.full(1000, 1000)
    a, b = levels / (1000 * levels.sum(axis=1, keepdims=True))
    return *shuffled([a, b], counts, 6), exact_kl(a, b, counts), exact_js(a, b, counts)


def _smallest() -> Iterator[Case]:
    """Entries from the least subnormal to 1."""
    for tiny in (5e-324, 1e-310, 2.3e-308, 1e-100, 1e-17):
        yield _case(np.array([1.0, tiny]), np.array([1.0, 3 * tiny]))
        yield _case(np.array([tiny, 1.0]), np.array([0.5, 0.5]))


def cases() -> Mapping[str, list[Case]]:
    """Pairs of PMFs by what is hard about them."""
    rng = np.random.default_rng(1)
    sizes = (2, 10, 100, 1000, 10_000)
    single = [np.asarray(one, dtype=np.float32) for one in far(100, rng)]
    return {
        "random, 2 to 10 000 outcomes": [_case(*far(n, rng)) for n in sizes],
        "random, 10^6 outcomes": [_million()],
        "half near, half far": [_case(*mixed(n, rng)) for n in sizes[1:-1]],
        **{f"agree to {step:.0e}": [_case(*near(n, rng, step)) for n in sizes[:-1]] for step in STEPS},
        "entries from 5e-324 to 1": list(_smallest()),
        "a point mass": [_case(np.array([0.0, 1.0, 0.0]), far(3, rng)[0])],
        "float32": [_case(*single)],
        "integers, which only point masses can be": [_case(np.array([0, 1, 0]), far(3, rng)[0])],
    }


def _worst(found: list[float], exact: list[Any]) -> float:
    return float(np.max([error(float(one), other) for one, other in zip(found, exact, strict=True)]))  # NaN stays NaN


def _kl_rows() -> Iterator[tuple[str, ...]]:
    peers = kl_peers()
    for kind, pairs in cases().items():
        exact = [one[2] for one in pairs]
        own = _worst([kltools.kl_divergence(p, q) for p, q, *_ in pairs], exact)
        few = max(p.size for p, *_ in pairs) <= DIT_OUTCOMES
        others = [
            shown(_worst([peer(p, q) for p, q, *_ in pairs], exact)) if few or name != "`dit`" else "–"
            for name, peer in peers.items()
        ]
        yield kind, shown(own), "yes" if own <= BOUND else "**no**", *others


def _other_rows() -> Iterator[tuple[str, ...]]:
    for kind, pairs in cases().items():
        js = [one[3] for one in pairs]
        own = [_worst([kltools.js_divergence(p, q) for p, q, *_ in pairs], js)]
        if pairs[0][0].size <= DIT_OUTCOMES:
            own.append(_worst([kltools.entropy(p) for p, *_ in pairs], [exact_entropy(p) for p, *_ in pairs]))
            crossed = [exact_cross_entropy(p, q) for p, q, *_ in pairs]
            own.append(_worst([kltools.cross_entropy(p, q) for p, q, *_ in pairs], crossed))
        peer = _worst([jensenshannon(p, q) for p, q, *_ in pairs], js)
        met = "yes" if max(own) <= BOUND else "**no**"
        yield kind, *[shown(one) for one in own], *["–"] * (3 - len(own)), met, shown(peer)


def tables() -> list[Table]:
    """Worst relative errors on each kind of pair, `kltools` first."""
    columns = ("pairs", "`kl_divergence`", "≤ 1e-14", *kl_peers())
    others = ("pairs", "`js_divergence`", "`entropy`", "`cross_entropy`", "≤ 1e-14", "`jensenshannon`²")
    note = (
        "The worst relative error on each kind of pair; the reference is the sum of p log(p/q) − p + q over the floats given, "
        "to 50 digits. A peer sums p log(p/q), and some divide by the sums first: where floats do not sum to exactly 1, "
        "its answer differs from the reference by that defect, which is what a reader gets."
    )
    with warnings.catch_warnings(), np.errstate(all="ignore"), mp.workdps(50):
        warnings.simplefilter("ignore")
        return [
            Table("How many digits of D(p‖q) are right?", columns, list(_kl_rows()), note),
            Table("How many digits of the others are right?", others, list(_other_rows())),
        ]
