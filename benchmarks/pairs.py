"""Pairs of distributions without a closed form: time and error, beside SciPy's quadrature."""

from __future__ import annotations

import warnings
from typing import Any

import mpmath as mp
import numpy as np
from scipy import integrate, stats
from test_quadrature import LINE, MIXED, norm, oracle, student

import kltools
from benchmarks.clock import median, times
from benchmarks.table import Table, shown

MILLISECONDS, ERROR = 20.0, 1e-10
TWO = kltools.Mixture([stats.norm(-2, 1), stats.norm(2, 0.5)], [0.25, 0.75])


def _log_two(x: mp.mpf) -> mp.mpf:
    """The mixture's log density."""
    return mp.log(mp.exp(norm(-2, 1)(x)) / 4 + mp.exp(norm(2, 0.5)(x)) * 3 / 4)


PAIRS = [
    *MIXED,
    (stats.norm(0, 1), stats.t(3), norm(), student(3), LINE),
    (TWO, stats.norm(0, 2), _log_two, norm(0, 2), [-40, -10, -2, 0, 2, 10, 40]),
    (stats.norm(0, 2), TWO, norm(0, 2), _log_two, [-80, -10, -2, 0, 2, 10, 80]),
]


def _name(distribution: Any) -> str:
    if isinstance(distribution, kltools.Mixture):
        return "two normals mixed"
    parameters = ", ".join(f"{one:g}" for one in distribution.args)
    return f"{distribution.dist.name}({parameters})"


def by_scipy(p: Any, q: Any) -> float:
    """What a reader would write: SciPy's quadrature of p log(p/q) over the support."""
    return float(integrate.quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), *p.support())[0])


def _row(p: Any, q: Any, log_p: Any, log_q: Any, points: list[Any]) -> tuple[str, ...]:
    with mp.workdps(30):
        exact = oracle(log_p, log_q, points)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = {"kltools": kltools.kl_divergence(p, q), "SciPy": by_scipy(p, q)}
        taken = times({"kltools": lambda: kltools.kl_divergence(p, q), "SciPy": lambda: by_scipy(p, q)}, 7)
    off = {name: abs(float(value / exact - 1)) for name, value in found.items()}
    milliseconds = {name: 1e3 * median(taken, name) for name in found}
    met = milliseconds["kltools"] <= MILLISECONDS and off["kltools"] <= ERROR
    numbers = (shown(table[name]) for name in found for table in (milliseconds, off))
    return f"{_name(p)} from {_name(q)}", *numbers, "yes" if met else "**no**"


def tables() -> list[Table]:
    """Milliseconds and relative errors, against mpmath at 30 digits."""
    columns = ("D of", "ms", "relative error", "ms, SciPy", "relative error, SciPy", "met")
    note = (
        f"At most {MILLISECONDS:g} ms of processor time and a relative error of {ERROR:g}. "
        "SciPy: `integrate.quad` of p log(p/q) over p's support."
    )
    return [Table("How fast are pairs without a closed form?", columns, [_row(*pair) for pair in PAIRS], note)]
