"""Chapter 2: a rule for every zero, the support condition, and cross-entropy less entropy."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools.book.data
from kltools import exact
from tests.claims.cases import (
    cross_entropy,
    entropy,
    evaluated,
    evidence,
    float_pmf,
    kl,
    line,
    logs_apart,
    normalised,
    number,
    pmf_pairs,
    positive,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import tanh_sinh

HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""


@claim(
    "eq-zero-limit",
    r"\lim_{p \downarrow 0} \; p \log \frac{p}{q} = 0 ,",
    method="SymPy's limit for every q > 0; and at 10^-10 to 10^-1000 the term falls with p",
    tolerance=1e-40,
    mistake="the factor p forgotten",
)
def a_zero_of_p_counts_nothing(made: Comparisons, wrong: bool) -> None:
    p, q = sp.symbols("p q", positive=True)
    term = sp.log(p / q) if wrong else p * sp.log(p / q)
    made.exactly(sp.limit(term, p, 0, "+"), 0)
    made.exactly(sp.limit(p * sp.log(p), p, 0, "+"), 0)  # the two parts of the line below it
    made.exactly(sp.limit(p * sp.log(q), p, 0, "+"), 0)
    for b in (mp.mpf(1), mp.mpf("0.3"), mp.mpf("1e-9")):
        for power in (10, 100, 1000):
            a = mp.mpf(10) ** -power
            made.near(a * mp.log(a / b), 0, 3 * power * a)


@claim(
    "eq-infinite-limit",
    r"\lim_{q \downarrow 0} \; p \log \frac{p}{q} = +\infty .",
    method="SymPy's limit for every p > 0; and the term reaches 10 to 10^6 at q = p e^(-10/p) and so on",
    tolerance=1e-40,
    mistake="the limit minus infinity, as of log q",
)
def a_zero_of_q_is_infinite(made: Comparisons, wrong: bool) -> None:
    p, q = sp.symbols("p q", positive=True)
    end = -sp.oo if wrong else sp.oo
    limit = sp.limit(p * sp.log(p / q), q, 0, "+")
    made.true(limit == end, f"the limit is {limit}")
    for a, bound in product((mp.mpf(1), mp.mpf("0.01")), (10, 1000, 10**6)):
        made.close(a * mp.log(a / mp.exp(mp.log(a) - bound / a)), bound)


@claim(
    "prop-support",
    r"""Let $R$ be finite. Then $D(p\,\|\,q) < \infty$ if and only if $q(x) > 0$ for every $x$ with $p(x) > 0$. For infinite
$R$ the condition is
necessary, and not sufficient.""",
    method="all pairs of patterns of zeros on 1 to 4 outcomes; countable PMFs: one zero of q, no zero and yet infinite, finite",
    tolerance=1e-40,
    mistake="the condition turned round: p > 0 wherever q > 0",
)
def finite_where_q_covers_p(made: Comparisons, wrong: bool) -> None:
    for k in (1, 2, 3, 4):
        patterns = [pattern for pattern in product((0, 1), repeat=k) if any(pattern)]
        for on_p, on_q in product(patterns, repeat=2):
            p, q = (normalised([number(made.rng, 0.1) * on for on in pattern]) for pattern in (on_p, on_q))
            pairs = list(zip(q, p)) if wrong else list(zip(p, q))
            met = all(b > 0 for a, b in pairs if a > 0)
            value = kltools.kl_divergence(*([float(mass) for mass in masses] for masses in (p, q)))
            made.true((value < float("inf")) == met, f"D is {value}, and the condition is {met}")
            total = mp.fsum(a * evidence(a, b) for a, b in zip(p, q) if a > 0)
            made.true(mp.isinf(total) != met, f"the sum is {total}, and the condition is {met}")
    # infinite R, necessary: q leaves out one outcome, or all past the tenth, and D is infinite for all the terms below 0
    whole = [mp.mpf(2) ** -j for j in range(1, 200)]
    for left_out in ([3], [0], range(10, 199)):
        q = normalised([0 if j in left_out else mass for j, mass in enumerate(whole)])
        made.at_most(-1, mp.fsum(a * mp.log(a / b) for a, b in zip(whole, q) if 0 < a < b))
        made.close(mp.fsum(a * evidence(a, b) for a, b in zip(whole, q)), mp.inf)
    made.close(kltools.kl_divergence(stats.geom(0.5), stats.binom(10, 0.5)), mp.inf)
    # and not sufficient: the parts of 6/(pi j)^2 against 2^-j grow by more than 0.6 with each tenfold more terms;
    # against a multiple of j^-3, which is positive everywhere as well, they settle
    sums, start = [], 1
    for stop in (10, 100, 1000, 10_000):
        block = [(6 / (mp.pi * j) ** 2, j) for j in range(start, stop)]
        steep = mp.fsum(a * (mp.log(a) + j * mp.log(2)) for a, j in block)
        flat = mp.fsum(a * (mp.log(a) + 3 * mp.log(j) + mp.log(mp.zeta(3))) for a, j in block)
        sums.append((steep, flat))
        start = stop
    for steep, _ in sums[1:]:
        made.less(mp.mpf("0.6"), steep)
    for (_, flat), (_, later) in zip(sums[1:], sums[2:]):
        made.less(abs(later), abs(flat) / 4)


@claim(
    "eq-infinite-with-support",
    r"""\sum_{j=1}^{\infty} p(j) \log \frac{p(j)}{q(j)} = \frac{6}{\pi^2} \sum_{j=1}^{\infty} \frac{1}{j^2} \left( j \log 2 -
2 \log j + \log \frac{6}{\pi^2} \right) = +\infty ,""",
    method="SymPy: each term, the convergence of two parts and not of the third; partial sums to 10^4 less the harmonic part",
    tolerance=1e-40,
    mistake="the 2 of 2 log j forgotten",
)
def an_infinite_divergence_with_support(made: Comparisons, wrong: bool) -> None:
    j = sp.Symbol("j", positive=True, integer=True)
    p, q = 6 / (sp.pi**2 * j**2), sp.S(2) ** -j
    made.exactly(sp.summation(p, (j, 1, sp.oo)), 1)
    made.exactly(sp.summation(q, (j, 1, sp.oo)), 1)
    times = 1 if wrong else 2
    inner = j * sp.log(2) - times * sp.log(j) + sp.log(6 / sp.pi**2)
    made.exactly(sp.expand_log(p * sp.log(p / q), force=True), sp.expand_log(6 / sp.pi**2 / j**2 * inner, force=True))
    made.true(not sp.Sum(sp.log(2) / j, (j, 1, sp.oo)).is_convergent(), "the sum of log 2 / j converges")
    for part in (2 * sp.log(j) / j**2, sp.log(6 / sp.pi**2) / j**2):
        made.true(sp.Sum(part, (j, 1, sp.oo)).is_convergent(), f"the sum of {part} diverges")
    # what is left of the partial sums without (6/pi^2) log 2 (1 + 1/2 + ... + 1/n) tends to a number
    limit = 6 / mp.pi**2 * 2 * mp.zeta(2, derivative=1) + mp.log(6 / mp.pi**2)
    total, harmonic = mp.mpf(0), mp.mpf(0)
    for i in range(1, 10_001):
        mass = 6 / (mp.pi * i) ** 2
        total += mass * (mp.log(mass) + i * mp.log(2))
        harmonic += mp.mpf(1) / i
        if i in (100, 1000, 10_000):
            made.near(total - 6 / mp.pi**2 * mp.log(2) * harmonic, limit, 2 * mp.log(i) / i)


@claim(
    "thm-cross-entropy",
    r"""Let $H(p) = \mathbb{E}_p[-\log p(X)]$ be the entropy of $p$, and $H(p, q) = \mathbb{E}_p[-\log q(X)]$ the
cross-entropy of $q$ under $p$. If both are
finite, then

$$
D(p\,\|\,q) = H(p, q) - H(p) .
$$ (eq-cross-entropy)""",
    method="50 digits for PMF pairs of all kinds, the same with kltools; Poisson PMFs; normal and Laplace densities",
    tolerance=1e-40,
    mistake="the entropy of q subtracted",
)
def divergence_is_cross_entropy_less_entropy(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in pmf_pairs(made.rng, count=8):
            made.close(kl(p, q), cross_entropy(p, q) - entropy(q if wrong else p))
    for _ in range(20):
        k = made.rng.choice((2, 5, 30))
        p, q = float_pmf(made.rng, k), float_pmf(made.rng, k)
        split = kltools.cross_entropy(p, q) - kltools.entropy(p)
        made.near(kl([mp.mpf(a) for a in p], [mp.mpf(b) for b in q]), split, mp.mpf("1e-13"))
    for low, high in [(sp.Rational(1, 2), sp.Rational(3)), (sp.Rational(7), sp.Rational(2))]:
        p, q = ([mp.exp(k * mp.log(m) - m) / mp.factorial(k) for k in range(90)] for m in map(evaluated, (low, high)))
        closed = evaluated(exact.kl_divergence(exact.poisson(low), exact.poisson(high)))
        made.close(closed, cross_entropy(p, q) - entropy(p))
    # densities: entropies may be negative
    cases = [
        (exact.normal(0, sp.Rational(1, 10)), exact.normal(1, 2), line(0, mp.mpf("0.1"), 14, 4)),
        (exact.laplace(0, 1), exact.laplace(1, 2), [-99, -30, 0, 1, 30, 99]),
    ]
    for p, q, points in cases:
        p_at, p_log, q_log = (
            sp.lambdify(p.variable, one, "mpmath") for one in (p.expression, p.log_expression, q.log_expression)
        )
        cross, own = (tanh_sinh(lambda x, w=p_at, f=f: -w(x) * f(x), points, digits=44) for f in (q_log, p_log))
        made.close(evaluated(exact.kl_divergence(p, q)), cross - own)


@claim(
    "eq-cross-entropy",
    r"D(p\,\|\,q) = H(p, q) - H(p) .",
    method="SymPy, for general PMFs on three outcomes and general normals and exponentials, by kltools.exact",
    mistake="the entropy added",
)
def the_split_in_symbols(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    p, q = ([weight / sum(weights) for weight in weights] for weights in (positive("p", 3), positive("q", 3)))
    made.exactly(logs_apart(exact.kl_divergence(p, q)), logs_apart(exact.cross_entropy(p, q) + sign * exact.entropy(p)))
    a, b = sp.symbols("a b", positive=True)
    m, s = sp.symbols("m s", real=True)
    for p, q in [(exact.normal(m, a), exact.normal(s, b)), (exact.exponential(a), exact.exponential(b))]:
        split = exact.cross_entropy(p, q) + sign * exact.entropy(p)
        made.exactly(sp.expand_log(sp.expand(exact.kl_divergence(p, q))), sp.expand_log(sp.expand(split)))
