"""The Kullback–Leibler divergence and its relatives, in nats.

Every function takes PMFs as arrays or with labels, or SciPy distributions and :class:`Mixture`, in the order of D(p‖q).

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

from kltools.information_measures import (
    cross_entropy,
    entropy,
    f_divergence,
    jeffreys_divergence,
    js_distance,
    js_divergence,
    kl_divergence,
    renyi_divergence,
    total_variation,
)
from kltools.pmfs import (
    js_divergence_of,
    kl_gradient,
    kl_slack,
    kl_terms,
    mutual_information,
    normalize,
    shared_with_rest,
    with_rest,
)

__version__ = "0.1.0"

__all__ = [
    "Density",
    "Mixture",
    "QuadratureError",
    "cross_entropy",
    "entropy",
    "f_divergence",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "js_divergence_of",
    "kl_bounds",
    "kl_divergence",
    "kl_gradient",
    "kl_quadrature",
    "kl_slack",
    "kl_terms",
    "mutual_information",
    "normalize",
    "renyi_divergence",
    "shared_with_rest",
    "total_variation",
    "with_rest",
]

if TYPE_CHECKING:
    from kltools.distributions import Density, Mixture, QuadratureError, kl_bounds, kl_quadrature
else:  # a type checker that saw __getattr__ would let every misspelt name pass

    def __getattr__(name: str) -> Any:
        """Import what needs SciPy when it is first asked for."""
        if name in ("Density", "Mixture", "QuadratureError", "kl_bounds", "kl_quadrature"):
            from kltools import distributions

            return getattr(distributions, name)
        raise AttributeError(f"module 'kltools' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what is imported when it is first asked for, too."""
    return sorted({*globals(), *__all__})
