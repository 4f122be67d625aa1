"""PMFs given outcome by outcome, as ``scipy.stats.rv_discrete(values=(outcomes, probabilities))``."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.distributions.component import Component

FAMILY = "rv_sample"
"""SciPy's name of the class."""


def is_table(obj: object) -> bool:
    """Whether `obj` is a PMF given outcome by outcome, frozen or not."""
    family = obj.dist if isinstance(obj, rv_frozen) else obj
    return isinstance(family, stats.rv_discrete) and hasattr(family, "pk")


def describe_table(obj: Any) -> Component:
    """Return the component of such a PMF: its outcomes of positive probability, and those probabilities."""
    frozen = obj if isinstance(obj, rv_frozen) else obj()
    start = float(frozen.kwds.get("loc", frozen.args[0] if frozen.args else 0.0))
    probabilities = np.asarray(frozen.dist.pk, dtype=float)
    outcomes = np.asarray(frozen.dist.xk, dtype=float) + start
    order = np.argsort(outcomes)
    kept = order[probabilities[order] > 0]
    parameters = {"xk": outcomes[kept], "pk": probabilities[kept], "loc": start}
    support = float(outcomes[kept][0]), float(outcomes[kept][-1])
    return Component(frozen, f"a PMF on {len(kept)} outcomes", FAMILY, parameters, 1, True, support)
