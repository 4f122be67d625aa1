"""The relative error of closed forms for members near and far, beside PyTorch; and their times."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import mpmath as mp
import sympy as sp
from fifty_digits import BOUND, error
from scipy import stats

import kltools
from benchmarks.clock import median, times
from benchmarks.table import BOUNDED, Table, at_most, shown, unbounded
from kltools import exact

Family = tuple[Callable[[float, float], Any], Callable[[Any, Any], exact.Density], str]
FAMILIES: dict[str, Family] = {
    "normal": (stats.norm, exact.normal, "Normal"),
    "Laplace": (stats.laplace, exact.laplace, "Laplace"),
    "gamma": (lambda shape, rate: stats.gamma(shape, scale=1 / rate), exact.gamma, "Gamma"),
    "beta": (stats.beta, exact.beta, "Beta"),
}
"""Family: SciPy's from two parameters, that of `kltools.exact`, PyTorch's class. A rate is a power of 2: exact inverses."""
FIRST = (1.5, 2.0)
STEPS = {"far apart": 1e4, "apart": 0.5, "agree to 1e-4": 1e-4, "agree to 1e-8": 1e-8, "agree to 1e-12": 1e-12}


def reference(make: Callable[[Any, Any], exact.Density], one: tuple[float, ...], other: tuple[float, ...]) -> mp.mpf:
    """The symbolic closed form at these floats, to 50 digits: as many more are carried as may cancel."""
    p, q = (make(*map(sp.Rational, parameters)) for parameters in (one, other))
    return mp.mpf(str(sp.N(exact.kl_divergence(p, q), 50, maxn=400)))


def _torch(name: str, one: tuple[float, ...], other: tuple[float, ...]) -> float:
    import torch

    p, q = (
        getattr(torch.distributions, name)(*(torch.tensor(value, dtype=torch.float64) for value in parameters))
        for parameters in (one, other)
    )
    return float(torch.distributions.kl_divergence(p, q))


def _rows() -> Iterator[tuple[str, ...]]:
    for family, (scipy, symbolic, name) in FAMILIES.items():
        for how, step in STEPS.items():
            other = (FIRST[0] * (1 + step), FIRST[1])
            truth = reference(symbolic, FIRST, other)
            found = float(kltools.kl_divergence(scipy(*FIRST), scipy(*other)))
            peer = [shown(error(_torch(name, FIRST, other), truth))] if importlib.util.find_spec("torch") else []
            off = error(found, truth)
            yield f"{family}, {how}", shown(off), "yes" if off <= BOUND else "**no**", *peer


LOOPED = {"normal": 60, "gamma": 150, "beta": 150}
"""Families of which exercises compute thousands of pairs, and how many microseconds one may take."""


def _times() -> list[Table]:
    pairs = {name: [FAMILIES[name][0](*parameters) for parameters in (FIRST, (2.5, 4.0))] for name in FAMILIES}
    taken = times({name: lambda pair=pair: kltools.kl_divergence(*pair) for name, pair in pairs.items()}, 15, 100)
    rows = [
        (
            name,
            *(
                at_most(1e6 * median(taken, name), LOOPED[name], "µs")
                if name in LOOPED
                else unbounded(1e6 * median(taken, name), "µs")
            ),
        )
        for name in FAMILIES
    ]
    note = "D(p‖q) of two members far enough apart that floats keep their digits."
    return [Table("How fast are closed forms?", ("members", *BOUNDED), rows, note)]


def tables() -> list[Table]:
    """Relative errors against the symbolic closed forms at 50 digits, and times."""
    columns = ["members", "relative error", "≤ 1e-14", *(["PyTorch"] if importlib.util.find_spec("torch") else [])]
    with mp.workdps(50):
        note = "D(p‖q) of two members of a family, whose first parameters differ by the step named, relatively."
        return [Table("How many digits of closed forms are right?", columns, list(_rows()), note), *_times()]
