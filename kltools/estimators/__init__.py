"""The divergence of two distributions that are known by samples, each estimate with a standard error.

Two distributions to draw from: `sampled_kl`. Both densities known, samples from p: `monte_carlo_kl`. Counts of outcomes:
`plugin_kl`, and `psi` with `drift_test` for bins of a score. Points alone: `knn_kl`. All are deterministic functions of
their samples, but `sampled_kl`, which draws its own.
"""

from kltools.estimators.drift import DriftTest, drift_test, psi
from kltools.estimators.estimate import Estimate, EstimateWarning
from kltools.estimators.monte_carlo import MonteCarlo, k_terms, monte_carlo_kl
from kltools.estimators.nearest import knn_kl
from kltools.estimators.plugin import Plugin, plugin_kl
from kltools.estimators.sampled import sampled_kl

__all__ = [
    "DriftTest",
    "Estimate",
    "EstimateWarning",
    "MonteCarlo",
    "Plugin",
    "drift_test",
    "knn_kl",
    "monte_carlo_kl",
    "plugin_kl",
    "psi",
    "sampled_kl",
]
__all__ += ["k_terms"]  # for the layers above
