"""Closed forms of vectors and matrices: normal, Wishart, Dirichlet, von Mises-Fisher and multinomial laws, and tables.

Vectors are columns. Each form takes matrices of numbers, or matrix symbols of any size, which typeset it. The mean
of a Wishart law is df times its scale.

References
----------
S. Kullback, Information Theory and Statistics, 1959, chapter 9.
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of Cognitive
Neurology, University College London, 2001.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from kltools.exact.closed_forms.abbreviations import log_multigamma, multidigamma
from kltools.exact.closed_forms.registry import closed_form, special_case
from kltools.exact.exact_numbers import log_ratio

_I, _J = sp.symbols("i j", integer=True)

special_case("table", "multinomial", lambda prob: (sp.S.One, prob))


def _quadratic_form(vector: Any, matrix: Any) -> Any:
    """v^T M v of a column v, in numbers or as an expression of matrix symbols."""
    if isinstance(vector, sp.MatrixBase):
        return (vector.T * matrix * vector)[0, 0]
    return MatrixElement(sp.MatMul(sp.Transpose(vector), matrix, vector), 0, 0)


def _simple(value: Any) -> Any:
    """A value of matrices of numbers or symbols simplified; of matrix symbols, as it stands."""
    return value if value.has(sp.MatrixSymbol) else sp.simplify(value)


def over_entries(term: Any, index: sp.Symbol, vector: Any) -> Any:
    """The sum of a term over the entries of a vector, written out where their number is known."""
    total = sp.Sum(term, (index, 0, vector.rows - 1))
    return total.doit() if sp.sympify(vector.rows).is_Integer else total


@closed_form("kl", "multivariate_normal", "multivariate_normal", condition="equal d",
             source="Kullback 1959, chapter 9")  # fmt: skip
def _multivariate_normals(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> Any:
    precision = cov_q.inv()
    trace, distance = _simple(sp.trace(precision * cov_p)), _simple(_quadratic_form(mean_p - mean_q, precision))
    return (trace + distance - mean_p.rows + sp.log(_simple(sp.det(cov_q) / sp.det(cov_p)))) / 2


@closed_form("entropy", "multivariate_normal")
def _entropy_of_multivariate_normal(mean: Any, cov: Any) -> Any:
    return mean.rows * (sp.log(2 * sp.pi) + 1) / 2 + sp.log(_simple(sp.det(cov))) / 2


@closed_form("kl", "wishart", "wishart", condition="equal d", source="Penny 2001")
def _wisharts(df_p: Any, scale_p: Any, df_q: Any, scale_q: Any) -> Any:
    size = scale_p.rows
    scales = df_q * sp.log(sp.det(scale_q) / sp.det(scale_p)) / 2
    means = df_p * (sp.trace(scale_q.inv() * scale_p) - size) / 2
    degrees = log_multigamma(df_q / 2, size) - log_multigamma(df_p / 2, size)
    return scales + means + degrees + (df_p - df_q) / 2 * multidigamma(df_p / 2, size)


@closed_form("kl", "dirichlet", "dirichlet", condition="equal numbers of shares", source="Penny 2001")
def _dirichlets(alpha_p: Any, alpha_q: Any) -> Any:
    whole_p, whole_q = (over_entries(alpha[_J, 0], _J, alpha) for alpha in (alpha_p, alpha_q))
    a, b = alpha_p[_I, 0], alpha_q[_I, 0]
    parts = over_entries(sp.loggamma(b) - sp.loggamma(a) + (a - b) * sp.digamma(a), _I, alpha_p)
    return parts + sp.loggamma(whole_p) - sp.loggamma(whole_q) - (whole_p - whole_q) * sp.digamma(whole_p)


@closed_form("kl", "von_mises_fisher", "von_mises_fisher", condition="equal d", source="Bregman")
def _von_mises_fishers(mu_p: Any, kappa_p: Any, mu_q: Any, kappa_q: Any) -> Any:
    order = sp.sympify(mu_p.rows) / 2 - 1
    bessel_p, bessel_q = sp.besseli(order, kappa_p), sp.besseli(order, kappa_q)
    length = sp.besseli(order + 1, kappa_p) / bessel_p  # of the mean direction
    cosine = over_entries(mu_p[_I, 0] * mu_q[_I, 0], _I, mu_p)
    return sp.log(bessel_q / bessel_p) + order * sp.log(kappa_p / kappa_q) + length * (kappa_p - kappa_q * cosine)


@closed_form("kl", "table", "table", source="the definition")
def _tables(prob_p: Any, prob_q: Any) -> Any:
    return over_entries(prob_p[_I, 0] * log_ratio(prob_p[_I, 0], prob_q[_I, 0]), _I, prob_p)


@closed_form("kl", "multinomial", "multinomial", condition="equal numbers of outcomes", source="independent draws")
def _multinomials(n: Any, prob_p: Any, prob_q: Any) -> Any:
    return n * _tables(prob_p, prob_q)
