"""Divergences and entropies as `import kltools` offers them: of PMFs and of distributions alike.

Each function sends PMFs to its namesake in :mod:`kltools.pmfs`, which needs NumPy alone, and distributions to the one in
:mod:`kltools.distributions`, which imports SciPy when it is first needed.
"""

from kltools.information_measures.bounded_divergences import js_distance, js_divergence, total_variation
from kltools.information_measures.divergence_families import f_divergence, renyi_divergence
from kltools.information_measures.pmf_or_distribution import Distribution, meant_as_distribution
from kltools.information_measures.relative_entropy import jeffreys_divergence, kl_divergence
from kltools.information_measures.shannon_entropy import cross_entropy, entropy

__all__ = [
    "cross_entropy",
    "entropy",
    "f_divergence",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "kl_divergence",
    "renyi_divergence",
    "total_variation",
]
__all__ += ["Distribution", "meant_as_distribution"]  # for annotations and tests
