"""Errors of distributions, word for word: each names the argument, the place and the cure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture, QuadratureError, entropy, kl_divergence, kl_quadrature, renyi_divergence

NO_NUMBER = (
    "; no number is returned because none can be vouched for. Estimate it from samples instead, see "
    "kltools.estimators, or rewrite the pair so that a closed form applies"
)


class Lopsided(stats.rv_discrete):
    """Half of the "probability" of 0 and 1 that a coin gives them."""

    def _pmf(self, k):
        return 0.25 + 0.0 * np.asarray(k)

    def _cdf(self, k):
        return np.clip((np.asarray(k) + 1.0) / 2.0, 0.0, 1.0)


class Broken(Lopsided):
    """A "probability" of 1 that is no number."""

    def _pmf(self, k):
        return np.where(np.asarray(k) == 1, math.nan, 0.5)


class Jagged(stats.rv_discrete):
    """A third of the mass on the even outcomes up to 1e8, so that no term is near its neighbours'."""

    def _pmf(self, k):
        return np.where(np.asarray(k) % 2 == 0, 2 / 3, 4 / 3) / (10**8 + 1)

    def _ppf(self, q):
        return np.floor(np.asarray(q) * (10**8 + 1))


class Short(stats.rv_continuous):
    """A normal density that half a millionth of its mass is missing from."""

    def _logpdf(self, x):
        return stats.norm.logpdf(x) - 5e-7

    def _pdf(self, x):
        return np.exp(self._logpdf(x))


def said_by(function, *arguments) -> str:
    with pytest.raises((QuadratureError, ValueError, TypeError)) as caught:
        function(*arguments)
    return str(caught.value)


def test_an_overlap_that_underflows():
    p, q = stats.laplace(0, 1), stats.laplace(9000, 1)
    pair = "Rényi divergence of order 0.5 of p = laplace(loc=0, scale=1) and q = laplace(loc=9000, scale=1)"
    assert said_by(renyi_divergence, p, q, 0.5) == f"{pair}: the overlap of p and q underflows{NO_NUMBER}"


def test_too_many_outcomes():
    jagged = Jagged(a=0, b=10**8, name="jagged")()
    said = said_by(kl_divergence, jagged, stats.randint(0, 10**8 + 1))
    assert said.startswith("D(p||q) of p = jagged(loc=0) and q = randint(low=0, high=1e+08, loc=0): ")
    assert said.endswith(f": more than 2097152 outcomes would have to be summed{NO_NUMBER}")


def test_probabilities_that_do_not_sum_to_1():
    half = Lopsided(a=0, b=1, name="lopsided")()
    said = said_by(kl_divergence, half, stats.binom(1, 0.25))
    reason = "the PMFs sum to 0.5 and 1 over the outcomes used, not to 1"
    assert said == f"D(p||q) of p = lopsided(loc=0) and q = binom(n=1, p=0.25, loc=0): {reason}{NO_NUMBER}"


def test_a_probability_that_is_no_number():
    broken = Broken(a=0, b=1, name="broken")()
    said = said_by(entropy, broken)
    reason = "a probability is not a number, or underflows where the other is positive"
    assert said == f"entropy of p = broken(loc=0) and q = broken(loc=0): {reason}{NO_NUMBER}"


def test_a_density_against_a_pmf():
    said = said_by(kl_divergence, stats.norm(0, 1), stats.poisson(3))
    assert said == (
        "p = norm(loc=0, scale=1) is continuous but q = poisson(mu=3, loc=0) is discrete; a divergence needs both to be "
        "densities or both PMFs, so discretise one or give the other a density"
    )


@pytest.mark.parametrize(
    ("shift", "uncertain"), [(1e-4, "5e-09 is uncertain by 1."), (1, "0.5 is uncertain by 1.2e-06")]
)
def test_densities_that_fall_short_of_1(shift, uncertain):
    density = Short(name="short")
    said = said_by(kl_divergence, density(), density(loc=shift))
    assert said.startswith(
        f"D(p||q) of p = short(loc=0, scale=1) and q = short(loc={shift:g}, scale=1): the value {uncertain}"
    )
    assert said.endswith(NO_NUMBER)


def test_other_spaces():
    table, density = stats.rv_discrete(values=([0, 1], [0.5, 0.5]))(), stats.norm(0, 1)
    matrices = [stats.wishart(3, np.eye(size)) for size in (2, 3)]
    assert said_by(kl_divergence, table, density).startswith("p = a PMF on 2 outcomes is discrete but q = norm(")
    assert said_by(kl_divergence, *matrices) == (
        "p = wishart of 2 x 2 matrices with 3 degrees of freedom has dimension 3 but q = wishart of 3 x 3 matrices with 3 "
        "degrees of freedom has dimension 6; give both the same number of coordinates"
    )


def test_a_tail_too_slow_to_bound():
    said = said_by(kl_quadrature, stats.zipf(1.002), stats.zipf(1.003))
    assert said.startswith("D(p||q) of p = zipf(a=1.002, loc=0) and q = zipf(a=1.003, loc=0): ")
    assert said.endswith(NO_NUMBER)


def test_what_is_no_distribution():
    assert said_by(kl_divergence, 3, stats.norm()) == (
        "p is 3 of type int, not a distribution; pass a frozen SciPy distribution such as scipy.stats.norm(0, 1), one of "
        "SciPy's newer ones such as scipy.stats.Normal(mu=0, sigma=1), or a kltools Mixture"
    )


def test_a_class_and_a_family_are_no_distributions():
    assert said_by(kl_divergence, stats.Normal, stats.norm()) == (
        "p is the class Normal, not a distribution; give an object of a class, with its parameters, such as "
        "scipy.stats.Normal(mu=0, sigma=1)"
    )
    assert said_by(kl_divergence, stats.norm(), stats.gamma) == (
        "q is the family gamma without parameters, not a distribution; freeze it by calling it with them, as in "
        "scipy.stats.norm(0, 1)"
    )
    assert said_by(kl_divergence, stats.multivariate_normal, stats.norm()).startswith(
        "p is the family multivariate_normal without parameters, not a distribution; "
    )


def test_a_rényi_divergence_of_what_hardly_overlaps():
    said = said_by(renyi_divergence, stats.laplace(0, 1), stats.laplace(1e4, 1), 0.5)
    assert said.startswith("Rényi divergence of order 0.5 of p = laplace(loc=0, scale=1) and q = laplace(")


def test_an_order_that_is_none():
    said = said_by(renyi_divergence, stats.norm(), stats.norm(1), math.inf)
    assert said == "alpha is inf, but the order must be positive and finite; give one, such as 0.5 or 2"


def test_a_mixture_of_two_kinds():
    said = said_by(Mixture, [stats.norm(), 3], [0.5, 0.5])
    assert said.startswith("components[1] is 3 of type int, not a distribution; ")
