"""Closed forms of families of PMFs: D(p||q) and entropies.

The support of p lies in that of q wherever these are called. Each is the sum of
p log(p/q) with the family's mean in the place of k; see Cover & Thomas, *Elements of
Information Theory* (2006), chapter 2.
"""

from __future__ import annotations

import sympy as sp

from kltools.exact.exact_numbers import log_ratio
from kltools.exact.exact_pmfs import pmf_entropy, pmf_kl
from kltools.exact.registry import closed_form


def _coin(prob: sp.Expr) -> dict:
    outcomes = {1: prob, 0: 1 - prob}
    return {outcome: value for outcome, value in outcomes.items() if not value.is_zero}


@closed_form("kl", "bernoulli", "bernoulli")
def _kl_bernoulli(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return pmf_kl(_coin(a), _coin(b))


@closed_form("kl", "binomial", "binomial")
def _kl_binomial(n1: sp.Expr, a: sp.Expr, n2: sp.Expr, b: sp.Expr) -> sp.Expr | None:
    # With different n the binomial coefficients do not cancel, and their mean log has no
    # closed form.
    return sp.expand(n1 * pmf_kl(_coin(a), _coin(b)), deep=False) if sp.simplify(n1 - n2) == 0 else None


@closed_form("kl", "poisson", "poisson")
def _kl_poisson(m1: sp.Expr, m2: sp.Expr) -> sp.Expr:
    return m1 * log_ratio(m1, m2) - m1 + m2


@closed_form("kl", "geometric", "geometric")
def _kl_geometric(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return sp.expand(pmf_kl(_coin(a), _coin(b)) / a, deep=False)


@closed_form("entropy", "bernoulli")
def _entropy_bernoulli(a: sp.Expr) -> sp.Expr:
    return pmf_entropy(_coin(a))


@closed_form("entropy", "geometric")
def _entropy_geometric(a: sp.Expr) -> sp.Expr:
    return pmf_entropy(_coin(a)) / a
