"""Closed forms on an interval and on the circle: uniform, beta, truncated exponential and von Mises laws.

A truncated exponential has the density proportional to exp(-rate x) on [0, 1]; a von Mises law has a direction mu
and a concentration kappa.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.closed_forms.registry import closed_form
from kltools.exact.exact_numbers import log_ratio


@closed_form("kl", "uniform", "uniform", condition="p inside q", source="the ratio of the two heights, a constant")
def _uniforms(low_p: Any, high_p: Any, low_q: Any, high_q: Any) -> Any:
    return log_ratio(high_q - low_q, high_p - low_p)


@closed_form("entropy", "uniform")
def _entropy_of_uniform(low: Any, high: Any) -> Any:
    return sp.log(high - low)


def _log_beta_function(a: Any, b: Any) -> Any:
    return sp.loggamma(a) + sp.loggamma(b) - sp.loggamma(a + b)


@closed_form("kl", "beta", "beta")
def _betas(a_p: Any, b_p: Any, a_q: Any, b_q: Any) -> Any:
    together = sp.digamma(a_p + b_p)
    slopes = (a_p - a_q) * (sp.digamma(a_p) - together) + (b_p - b_q) * (sp.digamma(b_p) - together)
    return _log_beta_function(a_q, b_q) - _log_beta_function(a_p, b_p) + slopes


@closed_form("entropy", "beta")
def _entropy_of_beta(a: Any, b: Any) -> Any:
    slopes = (a + b - 2) * sp.digamma(a + b) - (a - 1) * sp.digamma(a) - (b - 1) * sp.digamma(b)
    return _log_beta_function(a, b) + slopes


@closed_form("kl", "truncated_exponential", "truncated_exponential")
def _truncated_exponentials(rate_p: Any, rate_q: Any) -> Any:
    heights = sp.log(rate_p * (1 - sp.exp(-rate_q)) / (rate_q * (1 - sp.exp(-rate_p))))
    return heights + (rate_q - rate_p) * (1 / rate_p - 1 / (sp.exp(rate_p) - 1))


@closed_form("kl", "von_mises", "von_mises")
def _von_mises(mu_p: Any, kappa_p: Any, mu_q: Any, kappa_q: Any) -> Any:
    length = sp.besseli(1, kappa_p) / sp.besseli(0, kappa_p)  # of the mean direction
    turned = kappa_p - kappa_q * sp.cos(mu_p - mu_q)
    return sp.log(sp.besseli(0, kappa_q) / sp.besseli(0, kappa_p)) + length * turned
