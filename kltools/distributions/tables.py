"""PMFs given outcome by outcome, as ``scipy.stats.rv_discrete(values=(outcomes, probabilities))``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.rounded_outcomes import merged, places

FAMILY = "rv_sample"
"""SciPy's name of the class."""


def is_table(obj: object) -> bool:
    """Whether `obj` is a PMF given outcome by outcome, frozen or not."""
    family = obj.dist if isinstance(obj, rv_frozen) else obj
    return isinstance(family, stats.rv_discrete) and hasattr(family, "pk")


def describe_table(obj: Any) -> Component:
    """Return the component of such a PMF: its outcomes of positive probability, and those probabilities.

    The probabilities of outcomes that `loc` rounds together are added.
    """
    frozen = obj if isinstance(obj, rv_frozen) else obj()
    start = float(frozen.kwds.get("loc", frozen.args[0] if frozen.args else 0.0))
    probabilities = np.asarray(frozen.dist.pk, dtype=float).ravel()
    kept = probabilities > 0
    outcomes, where = np.unique(np.asarray(frozen.dist.xk, dtype=float).ravel()[kept] + start, return_inverse=True)
    sums = np.bincount(where, probabilities[kept], outcomes.size)
    parameters = {"xk": outcomes, "pk": sums, "loc": start}
    support = float(outcomes[0]), float(outcomes[-1])
    return Component(frozen, f"a PMF on {outcomes.size} outcomes", FAMILY, parameters, 1, True, support)


def is_poisson_binomial(obj: object) -> bool:
    """Whether `obj` counts the successes of trials with a probability each, whose array of parameters is one law's."""
    return isinstance(obj, rv_frozen) and obj.dist.name == "poisson_binom"


def describe_poisson_binomial(obj: Any, argument: str) -> Component:
    """Return the component of such a law, which is a table of as many outcomes as trials, and one."""
    trials = np.asarray(obj.args[0] if obj.args else obj.kwds["p"], dtype=float)
    if trials.ndim != 1:
        raise ValueError(
            f"{argument} is poisson_binom with p of shape {trials.shape}, a family of distributions at once; pass the "
            "probabilities of one of them here"
        )
    if not np.all((trials >= 0) & (trials <= 1)):
        worst = int(np.flatnonzero(~((trials >= 0) & (trials <= 1)))[0])
        raise ValueError(
            f"{argument} is poisson_binom with p[{worst}] = {trials[worst]:g}, which is no probability; check it"
        )
    start = float(obj.kwds.get("loc", obj.args[1] if len(obj.args) > 1 else 0.0))
    outcomes = np.arange(trials.size + 1.0)
    table = stats.rv_discrete(values=(outcomes, obj.pmf(outcomes + start)))
    return replace(describe_table(table(loc=start)), label=f"poisson_binom of {trials.size} trials")


def aligned(p: Component, q: Component) -> Array:
    """Return the probabilities of two tables over the union of their outcomes, two rows."""
    slack = max(abs(p.loc), abs(q.loc))
    outcomes = merged(np.concatenate([p.parameters["xk"], q.parameters["xk"]]), slack)
    rows = np.zeros((2, outcomes.size))
    for one, component in zip(rows, (p, q), strict=True):
        where = places(outcomes, component.parameters["xk"], slack)
        one += np.bincount(where, component.parameters["pk"], outcomes.size)
    return rows
