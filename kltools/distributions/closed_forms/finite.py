"""Families over finitely many outcomes: PMFs given as tables, and the counts of n draws from one.

Both are the sum that `kltools.kl_divergence` computes for PMFs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kltools.distributions.closed_forms.registry import ClosedForm, add
from kltools.distributions.component import Component
from kltools.pmfs import kl_divergence as pmf_kl


def _table(p: Component, q: Component) -> float:
    """The PMFs over the union of their outcomes."""
    outcomes = np.union1d(p.parameters["xk"], q.parameters["xk"])
    aligned = np.zeros((2, outcomes.size))
    for row, c in zip(aligned, (p, q)):
        row[np.searchsorted(outcomes, c.parameters["xk"])] = c.parameters["pk"]
    return float(pmf_kl(*aligned))


def _multinomial(p: Component, q: Component) -> float:
    """n draws are independent, so n times the divergence of one."""
    return float(p.parameters["n"] * pmf_kl(p.parameters["p"], q.parameters["p"]))


def _over_all_counts(p: Any, q: Any) -> float:
    """D of two multinomials of three outcomes, summed over every table of counts."""
    counts = [(i, j, p.n - i - j) for i in range(p.n + 1) for j in range(p.n + 1 - i)]
    log_p, log_q = p.logpmf(counts), q.logpmf(counts)
    return float(np.sum(np.exp(log_p) * (log_p - log_q)))


_SHARES = r"\sum_i \theta_{p,i} \log \frac{\theta_{p,i}}{\theta_{q,i}}"
_OUTCOMES = [0, 1, 2]

add(
    ClosedForm(
        "rv_sample",
        "rv_sample",
        _table,
        _SHARES,
        statistics=r"[x = x_i]",
        source="the definition",
        example=({"values": (_OUTCOMES, [0.2, 0.3, 0.5])}, {"values": (_OUTCOMES, [0.4, 0.4, 0.2])}),
    )
)
add(
    ClosedForm(
        "multinomial",
        "multinomial",
        _multinomial,
        r"n " + _SHARES,
        condition="equal n and numbers of outcomes",
        statistics="x_i",
        source="independent draws",
        example=({"n": 4, "p": [0.2, 0.3, 0.5]}, {"n": 4, "p": [0.4, 0.4, 0.2]}),
        check=_over_all_counts,
    )
)
