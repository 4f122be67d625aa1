"""Chapter 2: PMFs, and the divergence as a sum, as an integral and in bits."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools.book.data
from kltools import exact
from tests.claims.cases import evaluated, evidence, fraction_pairs, kl
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_density, tanh_sinh

HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""


def numbers(pmf):
    """A PMF of fractions as mpmath numbers."""
    return [mp.mpf(mass.numerator) / mass.denominator for mass in pmf]


@claim(
    "eq-pmf",
    r"p_X(x) = \mathbb{P}(X = x), \qquad p_X(x) \ge 0, \qquad \sum_{x \in R(X)} p_X(x) = 1 .",
    method="SymPy: heads in n tosses of a coin by all 2^n courses against the binomial PMF; its and infinite PMFs' totals",
    mistake="the first value of the range left out of the total",
)
def a_pmf_says_how_often(made: Comparisons, wrong: bool) -> None:
    r = sp.Symbol("r", positive=True)
    first = 1 if wrong else 0
    for n in (1, 2, 5):
        courses = list(product((0, 1), repeat=n))
        often = {x: sum(r ** sum(c) * (1 - r) ** (n - sum(c)) for c in courses if sum(c) == x) for x in range(n + 1)}
        mass = exact.binomial(n, r)
        for x, chance in often.items():
            made.exactly(mass.expression.subs(mass.variable, x), chance)
            made.true(all(chance.subs(r, sp.Rational(i, 10)) >= 0 for i in range(11)), f"P(X = {x}) is negative")
        made.exactly(sum(often[x] for x in range(first, n + 1)), 1)
    rate, k = sp.Symbol("lambda", positive=True), exact.poisson(1).variable
    made.exactly(sp.summation(exact.poisson(rate).expression, (k, first, sp.oo)), 1)
    third = exact.geometric(sp.Rational(1, 3)).expression
    made.exactly(sp.summation(third, (k, 1 + first, sp.oo)), 1)
    deaths = [sp.Rational(count, sum(kltools.book.data.HORSE_KICKS)) for count in kltools.book.data.HORSE_KICKS]
    made.exactly(sum(deaths[first:]), 1)


@claim(
    "eq-kl-pmf",
    r"""D(p\,\|\,q) = \mathbb{E}_p\!\left[ \log \frac{p(X)}{q(X)} \right] = \mathbb{E}_p\!\left[ \log p(X) - \log q(X) \right]
= \sum_{x \in R} p(x) \log \frac{p(x)}{q(x)} ,""",
    method="three forms against kltools, exact and in doubles: zeros in p, q or both, nearly equal, disjoint, certain, equal",
    tolerance=1e-40,
    mistake="p log q for log q in the second mean",
)
def the_divergence_of_pmfs_as_a_sum(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in fraction_pairs(made.rng):
            divergence = evaluated(exact.kl_divergence(p, q))
            made.close(
                kltools.kl_divergence(*([float(mass) for mass in masses] for masses in (p, q))), divergence, 1e-13
            )
            first, second, third = mp.mpf(0), mp.mpf(0), mp.mpf(0)
            for a, b in zip(numbers(p), numbers(q)):
                if a > 0:
                    first += a * evidence(a, b)
                    second += a * (mp.log(a) - (a if wrong else 1) * mp.log(b))
                third += 0 if a == 0 else mp.inf if b == 0 else a * mp.log(a / b)
            for form in (second, first, third):
                made.close(form, divergence)
    # a countable range: Poisson PMFs, summed, against the closed form
    for low, high in [(sp.Rational(1, 2), sp.Rational(3)), (sp.Rational(7), sp.Rational(2))]:
        p, q = ([mp.exp(k * mp.log(m) - m) / mp.factorial(k) for k in range(90)] for m in map(evaluated, (low, high)))
        made.close(kl(p, q), evaluated(exact.kl_divergence(exact.poisson(low), exact.poisson(high))))


@claim(
    "eq-kl-density",
    r"D(p\,\|\,q) = \int_{-\infty}^{+\infty} p(x) \log \frac{p(x)}{q(x)} \, dx ,",
    method="quadrature against closed forms and against kltools' quadrature; infinite where p has mass and q has none",
    tolerance=1e-40,
    mistake="the logarithm of q/p",
)
def the_divergence_of_densities_as_an_integral(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    half, two = sp.Rational(1, 2), sp.S(2)
    pairs = [
        (exact.normal(0, 1), exact.normal(1, two), stats.norm(0, 1), stats.norm(1, 2), mp.linspace(-15, 15, 7)),
        (exact.normal(1, half), exact.normal(0, 1), stats.norm(1, 0.5), stats.norm(), mp.linspace(-7, 9, 7)),
        (exact.exponential(2), exact.exponential(half), stats.expon(0, 0.5), stats.expon(0, 2), mp.linspace(0, 60, 7)),
        (exact.laplace(0, 1), exact.laplace(1, 2), stats.laplace(), stats.laplace(1, 2), [-99, -30, 0, 1, 30, 99]),
        (exact.uniform(0, 1), exact.beta(2, 1), stats.uniform(0, 1), stats.beta(2, 1), [0, 1]),
        (exact.uniform(0, 1), exact.uniform(-1, 3), stats.uniform(0, 1), stats.uniform(-1, 4), [0, 1]),
    ]
    for p, q, scipy_p, scipy_q, points in pairs:
        x = p.variable
        p_at, p_log, q_log = (
            sp.lambdify(x, one, "mpmath") for one in (p.expression, p.log_expression, q.log_expression)
        )
        integral = tanh_sinh(lambda x, f=p_at, g=p_log, h=q_log: f(x) * (g(x) - h(x)), points, digits=44)
        made.close(sign * integral, evaluated(exact.kl_divergence(p, q)))
        made.near(sign * integral, kltools.kl_quadrature(scipy_p, scipy_q)[0], mp.mpf("1e-9"))
    # p = (N(-1.5, 0.6^2) + N(1.2, 0.9^2))/2, which has no closed form
    parts = [normal_density(mp.mpf("-1.5"), mp.mpf("0.6")), normal_density(mp.mpf("1.2"), mp.mpf("0.9"))]
    q = normal_density(1, 2)
    mixed = kltools.Mixture([stats.norm(-1.5, 0.6), stats.norm(1.2, 0.9)], weights=[0.5, 0.5])

    def integrand(x):
        mass = (parts[0](x) + parts[1](x)) / 2
        return mass * mp.log(mass / q(x))

    integral = tanh_sinh(integrand, mp.linspace(-10, 14, 5), digits=44)
    made.near(sign * integral, kltools.kl_quadrature(mixed, stats.norm(1, 2))[0], mp.mpf("1e-9"))
    # p has mass where q has none
    for p, q in [
        (stats.uniform(0, 2), stats.uniform(0, 1)),
        (stats.norm(), stats.expon()),
        (stats.uniform(0, 1), stats.uniform(5, 1)),
    ]:
        made.close(sign * mp.inf, kltools.kl_divergence(p, q))


@claim(
    "eq-bits",
    r"D_{\text{bits}}(p\,\|\,q) = \frac{D(p\,\|\,q)}{\log 2} .",
    method="SymPy: powers of 1/2, where the bits are counted as a mean of whole numbers; kltools with base 2 for other PMFs",
    tolerance=1e-14,
    mistake="multiplied by log 2",
)
def a_nat_in_bits(made: Comparisons, wrong: bool) -> None:
    log2 = 1 / sp.log(2) if wrong else sp.log(2)
    words = [(1, 2, 3, 3), (2, 2, 2, 2), (3, 3, 2, 1), (1, 3, 3, 2), (3, 1, 2, 3)]
    for own, foreign in product(words, repeat=2):
        p, q = ([sp.Rational(1, 2**length) for length in lengths] for lengths in (own, foreign))
        bits = sum(mass * (there - here) for mass, here, there in zip(p, own, foreign))
        made.exactly(bits, exact.kl_divergence(p, q) / log2)
    scale = evaluated(log2)
    for p, q in fraction_pairs(made.rng):
        bits = kltools.kl_divergence(*([float(mass) for mass in masses] for masses in (p, q)), base=2)
        made.close(bits, evaluated(exact.kl_divergence(p, q)) / scale)
