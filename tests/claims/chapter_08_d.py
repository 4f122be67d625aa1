"""Chapter 8: the penalty averaged over a data set, and what it holds."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import FINE, kl, kl_symbols, log_normal, logs_apart, normalised, number, pmf, positive
from tests.claims.chapter_08_c import SIGMA, Z
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import integral, normal_density


def mean_of(codes):
    """The mean of densities of steps."""
    return [mp.fsum(heights) / len(codes) for heights in zip(*codes)]


def code_sets(rng):
    """Densities q_i and p of k steps: one to five codes, random, with zeros, apart, equal, 1e-12 apart; p near their mean too."""
    for k in (2, 3, 5):
        for n in (1, 2, 3, 5):
            codes = [pmf(rng, k, power=3) for _ in range(n)]
            yield codes, pmf(rng, k)
            yield codes, mean_of(codes)
            yield codes, normalised([one * (1 + mp.mpf("1e-12") * number(rng, -1, 1)) for one in mean_of(codes)])
            yield [codes[0]] * n, pmf(rng, k)
            near = [normalised([a * (1 + mp.mpf("1e-12") * number(rng)) for a in codes[0]]) for _ in range(n)]
            yield near, pmf(rng, k)
            yield [[mp.mpf(int(j == i % k)) for j in range(k)] for i in range(n)], pmf(rng, k)
            yield [[*code, mp.mpf(0)] for code in codes], [*pmf(rng, k), mp.mpf(0)]


@claim(
    "thm-average-penalty",
    r"""For densities $q_1, \dots, q_n$ with mean $\bar q$, and a density $p(z)$ with $D(\bar q\,\|\,p) < \infty$,

$$
\frac1n \sum_{i=1}^n D(q_i\,\|\,p) = \frac1n \sum_{i=1}^n D(q_i\,\|\,\bar q) + D(\bar q\,\|\,p) .
$$ (eq-average-penalty)""",
    method="100 digits, 84 sets of densities of steps, with zeros, apart, equal; three normals and their mixture by quadrature",
    tolerance=1e-40,
    mistake="the last divergence's arguments swapped",
)
def average_penalty_divides(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for codes, p in code_sets(made.rng):
            together = mean_of(codes)
            average = mp.fsum(kl(q, p) for q in codes) / len(codes)
            information = mp.fsum(kl(q, together) for q in codes) / len(codes)
            mismatch = kl(p, together) if wrong else kl(together, p)
            made.close(average, information + mismatch)
    codes, p = [normal_density(mp.mpf(m), mp.mpf("0.4")) for m in ("-1.2", "-0.1", "0.9")], normal_density(0, 1)

    def together(z):
        return mp.fsum(q(z) for q in codes) / 3

    def divergence(first, second):
        # the mixture has complex zeros 0.46 from the line
        return integral(lambda z: first(z) * mp.log(first(z) / second(z)), 0, mp.mpf("0.5"), mp.mpf("0.15"))

    average = mp.fsum(divergence(q, p) for q in codes) / 3
    information = mp.fsum(divergence(q, together) for q in codes) / 3
    made.close(average, information + (divergence(p, together) if wrong else divergence(together, p)), tolerance=1e-35)


@claim(
    "eq-average-penalty",
    r"\frac1n \sum_{i=1}^n D(q_i\,\|\,p) = \frac1n \sum_{i=1}^n D(q_i\,\|\,\bar q) + D(\bar q\,\|\,p) .",
    method="SymPy, two and three densities of any three steps, with steps that some, one or none of them has",
    mistake="the average over the codes in the middle left out",
)
def average_penalty_divides_exactly(made: Comparisons, wrong: bool) -> None:
    for n in (2, 3):
        codes, p = [positive(letter, 3) for letter in "abc"[:n]], positive("p", 3)
        zero = sp.Integer(0)
        for absent in ((), ((0, 0),), ((0, 0), (1, 2)), tuple((i, 1) for i in range(n))):
            some = [[zero if (i, j) in absent else one for j, one in enumerate(q)] for i, q in enumerate(codes)]
            together = [sum(heights) / n for heights in zip(*some)]
            average = sum(kl_symbols(q, p) for q in some) / n
            information = sum(kl_symbols(q, together) for q in some) / (1 if wrong else n)
            made.exactly(logs_apart(average), logs_apart(information + kl_symbols(together, p)))


@claim(
    "eq-average-split",
    r"\log \frac{q_i(z)}{p(z)} = \log \frac{q_i(z)}{\bar q(z)} + \log \frac{\bar q(z)}{p(z)} .",
    method="SymPy: any heights of three codes and p at a point, where some codes are 0 too; any three normals against N(0, 1)",
    mistake="the last ratio turned over",
)
def the_mean_code_in_between(made: Comparisons, wrong: bool) -> None:
    def printed(q, together, p):
        return sp.log(q / together) + sp.log(p / together if wrong else together / p)

    a, b, c, p = sp.symbols("a b c p", positive=True)
    for codes in ((a, b, c), (a, b, 0), (a, 0, 0), (a, a, a)):
        together = sp.Rational(1, 3) * sum(codes)
        made.exactly(logs_apart(sp.log(a) - sp.log(p)), logs_apart(printed(a, together, p)))
    heights = [sp.exp(log_normal(Z, m, SIGMA)) for m in sp.symbols("mu_1:4", real=True)]
    log_ratio = log_normal(Z, sp.Symbol("mu_1", real=True), SIGMA) - log_normal(Z, 0, 1)
    right = printed(heights[0], sum(heights) / 3, sp.exp(log_normal(Z, 0, 1)))
    made.exactly(logs_apart(log_ratio), sp.expand_log(logs_apart(right), force=True))


@claim(
    "eq-average-mixture",
    r"""\frac1n \sum_{i=1}^n \mathbb{E}_{q_i}\!\left[ \log \frac{\bar q(Z)}{p(Z)} \right] = \mathbb{E}_{\bar
    q}\!\left[ \log \frac{\bar q(Z)}{p(Z)} \right] = D(\bar q\,\|\,p) .""",
    method="SymPy, two to four densities of any three steps, one step without any; D as cross-entropy less entropy",
    mistake="the average of the codes' means left out",
)
def averaging_under_all_codes_is_averaging_under_their_mean(made: Comparisons, wrong: bool) -> None:
    for n in (2, 3, 4):
        codes, p = [[*positive(letter, 2), 0, positive(letter, 4)[3]] for letter in "abcd"[:n]], positive("p", 4)
        codes[0][0] = sp.Integer(0)
        together = [sp.Rational(1, n) * sum(heights) for heights in zip(*codes)]
        evidence = [sp.log(a / b) if a != 0 else 0 for a, b in zip(together, p)]
        first = sum(sum(q * e for q, e in zip(code, evidence)) for code in codes) / (1 if wrong else n)
        second = sum(a * e for a, e in zip(together, evidence))
        cross, entropy = (-sum(a * sp.log(b) for a, b in zip(together, other) if a != 0) for other in (p, together))
        made.exactly(logs_apart(first), logs_apart(second))
        made.exactly(logs_apart(second), logs_apart(cross - entropy))
