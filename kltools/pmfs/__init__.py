"""The divergences of probability mass functions, given as arrays.

They need NumPy alone.
"""

from kltools.pmfs.convex_function import check_f, slope_of, values_with_limit
from kltools.pmfs.f_divergences import f_divergence, total_variation
from kltools.pmfs.information import cross_entropy, entropy, mutual_information
from kltools.pmfs.jensen_shannon import js_distance, js_divergence, js_divergence_of
from kltools.pmfs.kullback_leibler import jeffreys_divergence, kl_divergence, kl_slack, kl_terms
from kltools.pmfs.labels.alignment import Aligned, align
from kltools.pmfs.labels.giving_back import give_back
from kltools.pmfs.labels.labelled import is_labelled
from kltools.pmfs.normalization import normalize
from kltools.pmfs.pairs import LogPair, Pair
from kltools.pmfs.renyi import renyi_divergence
from kltools.pmfs.summation.kl_strategies import log1p_remainder
from kltools.pmfs.terms import (
    Formula,
    csiszar_terms,
    js_terms,
    power_terms,
    renyi_slack_terms,
    slack_terms,
    surprisal_terms,
    variation_terms,
)
from kltools.pmfs.validation import check_pmf, check_weights

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
__all__ += [
    "Aligned",
    "Formula",
    "LogPair",
    "Pair",
    "align",
    "check_f",
    "check_pmf",
    "check_weights",
    "csiszar_terms",
    "give_back",
    "is_labelled",
    "js_terms",
    "power_terms",
    "renyi_slack_terms",
    "log1p_remainder",
    "slack_terms",
    "slope_of",
    "surprisal_terms",
    "values_with_limit",
    "variation_terms",
]  # for the layers above
