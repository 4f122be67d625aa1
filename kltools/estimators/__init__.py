"""The divergence of two distributions that are known by samples, each estimate with a standard error.

Both densities known, samples from p: `monte_carlo_kl`. Counts of outcomes: `plugin_kl`. Points alone: `knn_kl`.
All are deterministic functions of their samples. `sampled_kl` draws the samples of p, by a seed.
"""

from kltools.estimators.estimate import Estimate, EstimateWarning
from kltools.estimators.monte_carlo import MonteCarlo, k_terms, monte_carlo_kl
from kltools.estimators.nearest import knn_kl
from kltools.estimators.plugin import Plugin, plugin_kl
from kltools.estimators.sampled import sampled_kl

__all__ = [
    "Estimate",
    "EstimateWarning",
    "MonteCarlo",
    "Plugin",
    "knn_kl",
    "monte_carlo_kl",
    "plugin_kl",
    "sampled_kl",
]
__all__ += ["k_terms"]  # for the layers above
