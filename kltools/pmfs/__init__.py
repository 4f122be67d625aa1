"""The divergences of probability mass functions, given as arrays.

They need NumPy alone.
"""

from kltools.pmfs.convex_function import check_f, slope_of, values_of
from kltools.pmfs.f_divergences import f_divergence, total_variation
from kltools.pmfs.information import cross_entropy, entropy, mutual_information
from kltools.pmfs.jensen_shannon import js_distance, js_divergence, js_divergence_of
from kltools.pmfs.kullback_leibler import jeffreys_divergence, kl_divergence, kl_slack, kl_terms
from kltools.pmfs.normalization import normalize
from kltools.pmfs.renyi import renyi_divergence
from kltools.pmfs.validation import as_real, check_pmf

__all__ = [
    "cross_entropy",
    "entropy",
    "f_divergence",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "js_divergence_of",
    "kl_divergence",
    "kl_slack",
    "kl_terms",
    "mutual_information",
    "normalize",
    "renyi_divergence",
    "total_variation",
]
__all__ += ["as_real", "check_f", "check_pmf", "slope_of", "values_of"]  # for the layers above
