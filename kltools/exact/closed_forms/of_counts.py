"""Closed forms of PMFs on the integers: binomial, Poisson, geometric laws and their kin.

A negative binomial law counts the failures before the n-th success, a geometric one the trials up to the first. A
logarithmic law has chances proportional to prob^k/k, a discrete Laplace law to exp(-decay |k|), Zipf's to k^-exponent. A
truncated geometric law has chances proportional to exp(-decay k) on 0, …, n - 1, a discrete uniform one equal chances
on low, …, high - 1.

References
----------
T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., 2006, chapter 2.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.closed_forms.abbreviations import phi
from kltools.exact.closed_forms.registry import closed_form, special_case
from kltools.exact.closed_forms.zeta_functions import log_zeta, mean_log_of_zipf
from kltools.exact.exact_numbers import log_ratio
from kltools.exact.exact_pmfs import pmf_entropy, pmf_kl

special_case("bernoulli", "binomial", lambda prob: (sp.S.One, prob))


def _coin(prob: Any) -> dict[Any, Any]:
    outcomes = {1: prob, 0: 1 - prob}
    return {outcome: value for outcome, value in outcomes.items() if not sp.sympify(value).is_zero}


@closed_form("kl", "binomial", "binomial")
def _binomials(n: Any, prob_p: Any, prob_q: Any) -> Any:
    return sp.expand(n * pmf_kl(_coin(prob_p), _coin(prob_q)), deep=False)


@closed_form("entropy", "bernoulli")
def _entropy_of_bernoulli(prob: Any) -> Any:
    return pmf_entropy(_coin(prob))


@closed_form("kl", "negative_binomial", "negative_binomial")
def _negative_binomials(n: Any, prob_p: Any, prob_q: Any) -> Any:
    return sp.expand(n * pmf_kl(_coin(prob_p), _coin(prob_q)) / prob_p, deep=False)


@closed_form("kl", "geometric", "geometric")
def _geometrics(prob_p: Any, prob_q: Any) -> Any:
    return _negative_binomials(1, prob_p, prob_q)


@closed_form("entropy", "geometric")
def _entropy_of_geometric(prob: Any) -> Any:
    return pmf_entropy(_coin(prob)) / prob


@closed_form("kl", "shifted_geometric", "shifted_geometric", condition="p starts 0, 1, 2, … outcomes after q",
             source="geometric, and the outcomes that q passes over")  # fmt: skip
def _shifted_geometrics(start_p: Any, prob_p: Any, start_q: Any, prob_q: Any) -> Any:
    return _geometrics(prob_p, prob_q) - (start_p - start_q) * sp.log(1 - prob_q)


@closed_form("kl", "poisson", "poisson")
def _poissons(mean_p: Any, mean_q: Any) -> Any:
    return mean_p * phi(mean_q / mean_p)


@closed_form("kl", "logarithmic", "logarithmic")
def _logarithmics(prob_p: Any, prob_q: Any) -> Any:
    mean = -prob_p / ((1 - prob_p) * sp.log(1 - prob_p))
    return sp.log(sp.log(1 - prob_q) / sp.log(1 - prob_p)) + mean * sp.log(prob_p / prob_q)


@closed_form("kl", "discrete_laplace", "discrete_laplace")
def _discrete_laplaces(decay_p: Any, decay_q: Any) -> Any:
    return sp.log(sp.tanh(decay_p / 2) / sp.tanh(decay_q / 2)) + (decay_q - decay_p) / sp.sinh(decay_p)


@closed_form("entropy", "discrete_laplace")
def _entropy_of_discrete_laplace(decay: Any) -> Any:
    return decay / sp.sinh(decay) - sp.log(sp.tanh(decay / 2))


@closed_form("kl", "discrete_uniform", "discrete_uniform", condition="p inside q",
             source="the ratio of the two numbers of outcomes")  # fmt: skip
def _discrete_uniforms(low_p: Any, high_p: Any, low_q: Any, high_q: Any) -> Any:
    return log_ratio(high_q - low_q, high_p - low_p)


@closed_form("entropy", "discrete_uniform")
def _entropy_of_discrete_uniform(low: Any, high: Any) -> Any:
    return sp.log(high - low)


def _log_weight(decay: Any, n: Any) -> Any:
    """The logarithm of the sum of exp(-decay k) over 0, 1, …, n - 1."""
    return sp.log((1 - sp.exp(-decay * n)) / (1 - sp.exp(-decay)))


def _truncated_mean(decay: Any, n: Any) -> Any:
    return 1 / (sp.exp(decay) - 1) - n / (sp.exp(decay * n) - 1)


@closed_form("kl", "truncated_geometric", "truncated_geometric", condition="p ends no later than q")
def _truncated_geometrics(decay_p: Any, n_p: Any, decay_q: Any, n_q: Any) -> Any:
    mean = _truncated_mean(decay_p, n_p)
    return _log_weight(decay_q, n_q) - _log_weight(decay_p, n_p) + (decay_q - decay_p) * mean


@closed_form("entropy", "truncated_geometric")
def _entropy_of_truncated_geometric(decay: Any, n: Any) -> Any:
    return _log_weight(decay, n) + decay * _truncated_mean(decay, n)


@closed_form("kl", "zipf", "zipf", source="E log k = −ζ′/ζ")
def _zipfs(exponent_p: Any, exponent_q: Any) -> Any:
    return log_zeta(exponent_q) - log_zeta(exponent_p) + (exponent_q - exponent_p) * mean_log_of_zipf(exponent_p)


@closed_form("entropy", "zipf")
def _entropy_of_zipf(exponent: Any) -> Any:
    return log_zeta(exponent) + exponent * mean_log_of_zipf(exponent)
