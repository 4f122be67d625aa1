"""The Kullback–Leibler divergence and its relatives, in nats.

Every function takes PMFs as arrays, or SciPy distributions and :class:`Mixture`, in the order of D(p‖q).

Examples
--------
>>> kl_divergence([0.5, 0.5], [0.9, 0.1])
0.5108256237659907
>>> from scipy import stats
>>> kl_divergence(stats.norm(0, 1), stats.norm(1, 1))
0.5
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kltools import pmfs
from kltools.dispatch import dispatched
from kltools.pmfs import js_divergence_of, kl_slack, kl_terms, mutual_information, normalize

if TYPE_CHECKING:
    from kltools.distributions import Mixture, QuadratureError, kl_quadrature

__version__ = "0.1.0"

kl_divergence = dispatched(pmfs.kl_divergence)
jeffreys_divergence = dispatched(pmfs.jeffreys_divergence)
js_divergence = dispatched(pmfs.js_divergence)
js_distance = dispatched(pmfs.js_distance)
entropy = dispatched(pmfs.entropy)
cross_entropy = dispatched(pmfs.cross_entropy)
total_variation = dispatched(pmfs.total_variation)
renyi_divergence = dispatched(pmfs.renyi_divergence)
f_divergence = dispatched(pmfs.f_divergence)

__all__ = [
    "Mixture",
    "QuadratureError",
    "cross_entropy",
    "entropy",
    "f_divergence",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "js_divergence_of",
    "kl_divergence",
    "kl_quadrature",
    "kl_slack",
    "kl_terms",
    "mutual_information",
    "normalize",
    "renyi_divergence",
    "total_variation",
]


def __getattr__(name: str) -> Any:
    """Import what needs SciPy when it is first asked for."""
    if name in ("Mixture", "QuadratureError", "kl_quadrature"):
        from kltools import distributions

        return getattr(distributions, name)
    raise AttributeError(f"module 'kltools' has no attribute {name!r}")
