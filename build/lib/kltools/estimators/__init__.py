"""The divergence of two distributions that are known by samples, each estimate with a standard error.

Both densities known, samples from p: `monte_carlo_kl`. Counts of outcomes: `plugin_kl`. Points alone: `knn_kl`.
All are deterministic functions of their samples.
"""

from .monte_carlo import MonteCarlo, monte_carlo_kl
from .nearest import knn_kl
from .plugin import Plugin, plugin_kl
from .result import Estimate, EstimateWarning

__all__ = [
    "Estimate",
    "EstimateWarning",
    "MonteCarlo",
    "Plugin",
    "knn_kl",
    "monte_carlo_kl",
    "plugin_kl",
]
