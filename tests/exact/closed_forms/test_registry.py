"""The registry: what a signature says, special cases, and abbreviations spelled out."""

from __future__ import annotations

import pytest
import sympy as sp

from kltools.exact import closed_form, find_closed_form, in_general, kl_divergence, normal, phi, spelled_out
from kltools.exact.closed_forms import log_multigamma, multidigamma

a, b, t = sp.symbols("a b t", positive=True)


def test_a_parameter_without_an_index_is_common_to_both() -> None:
    @closed_form("kl", "of this test", "of this test", condition="a condition", source="a source")
    def form(first_p, second, third_p, first_q, third_q):  # type: ignore[no-untyped-def]
        return first_p - first_q + 10 * second + 100 * third_p - 100 * third_q

    found = find_closed_form("kl", ("of this test", (1, 2, 3)), ("of this test", (4, a, 6)))
    assert found is not None
    assert found.expression == 1 - 4 + 20 + 300 - 600
    assert found.common == ((2, a),)
    assert (found.form.condition, found.form.source) == ("a condition", "a source")


def test_a_form_of_one_family_reads_its_parameters_in_order() -> None:
    found = find_closed_form("entropy", ("normal", (b, a)))
    assert found is not None and found.common == ()
    assert found.expression == sp.log(a) + sp.log(2 * sp.pi) / 2 + sp.Rational(1, 2)


def test_a_special_case_is_found_through_its_general_family() -> None:
    assert in_general(("exponential", (a,))) == ("gamma", (1, a))
    assert in_general(("gamma", (b, a))) == ("gamma", (b, a))
    found = find_closed_form("kl", ("exponential", (a,)), ("exponential", (b,)))
    assert found is not None and found.form.families == ("gamma", "gamma")
    assert found.expression == phi(b / a)


def test_a_form_of_its_own_goes_before_that_of_the_general_family() -> None:
    found = find_closed_form("entropy", ("bernoulli", (a,)))
    assert found is not None and found.form.families == ("bernoulli",)


@pytest.mark.parametrize("members", [(("normal", (0, 1)),), (("gamma", (1, 1)), ("normal", (0, 1)))])
def test_no_form_is_none(members: tuple) -> None:
    assert find_closed_form("kl", *members) is None


def test_what_must_be_equal_is_checked_by_exact_densities() -> None:
    from kltools.exact import binomial

    assert kl_divergence(binomial(2, a), binomial(2, b)).has(sp.log(a / b))
    assert kl_divergence(normal(0, 1), normal(a, b)) == sp.log(b) + (1 + a**2) / (2 * b**2) - sp.Rational(1, 2)


def test_the_slack() -> None:
    assert phi(1) == 0
    assert phi(t).is_nonnegative
    assert spelled_out(phi(t)) == t - 1 - sp.log(t)
    assert spelled_out(3 * phi(t) / 2 + a) == 3 * t / 2 - sp.Rational(3, 2) - 3 * sp.log(t) / 2 + a
    assert spelled_out(a * phi(b / a)) == b - a + a * sp.log(a / b)  # the factor cancels
    assert spelled_out(a * phi(b)) == a * (b - 1 - sp.log(b))
    assert spelled_out(sp.exp(phi(t))) == sp.exp(t - 1 - sp.log(t))


def test_multivariate_gamma_functions() -> None:
    from scipy.special import digamma, multigammaln

    value = float(spelled_out(log_multigamma(sp.Rational(7, 2), 3)))
    assert value == pytest.approx(multigammaln(3.5, 3), rel=1e-14)
    value = float(spelled_out(multidigamma(sp.Rational(7, 2), 3)))
    assert value == pytest.approx(sum(digamma(3.5 - i / 2) for i in range(3)), rel=1e-14)
