"""Chapter 3, the algorithm: the slack sum, what it makes of sums that are not 1, and the series it is computed by."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import (
    FINE,
    kl,
    kl_symbols,
    logs_apart,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
)
from tests.claims.claim import Comparisons, claim


def slack_sum(p, q):
    """The sum of p log(p/q) - p + q, an outcome with p = 0 counting q."""
    return mp.fsum((a * mp.log(a / b) - a if a > 0 else 0) + b for a, b in zip(p, q))


def not_normalised(rng, count=25):
    """Positive numbers p, q of sums near 1 and far from it: defects like those of floats, larger, equal, none."""
    for _ in range(count):
        p, q = pmf(rng, rng.choice((2, 5, 12))), None
        q = (
            normalised([a * (1 + mp.mpf("1e-9") * number(rng, -1, 1)) for a in p])
            if rng.random() < 0.5
            else pmf(rng, len(p))
        )
        small = [mp.mpf(rng.randint(-9, 9)) / 2**53 for _ in range(2)]
        for e, f in (small, (number(rng, -0.9, 2), number(rng, -0.9, 2)), (small[0], small[0]), (0, small[1]), (0, 0)):
            yield [(1 + e) * a for a in p], [(1 + f) * b for b in q]


def defects(p, q):
    """What is left of the sums of p and q when 1 is taken away."""
    return mp.fsum(p) - 1, mp.fsum(q) - 1


@claim(
    "eq-slack-sum",
    r"D(p\,\|\,q) = \sum_x \left[ p(x) \ln \frac{p(x)}{q(x)} - p(x) + q(x) \right] ,",
    method="SymPy, any p and q that sum to 1 on four outcomes, one with p = 0; 100 digits, 150 pairs and an infinite one",
    tolerance=1e-40,
    mistake="q summed over the support of p only",
)
def slack_sums_to_the_divergence(made: Comparisons, wrong: bool) -> None:
    p, q = [*positive("p", 3), sp.Integer(0)], positive("q", 4)
    brackets = [(a * sp.log(a / b) - a if a != 0 else 0) + (0 if wrong and a == 0 else b) for a, b in zip(p, q)]
    total = (kl_symbols(p, q) - sum(brackets)).subs({p[2]: 1 - p[0] - p[1], q[3]: 1 - q[0] - q[1] - q[2]})
    made.exactly(total, 0)
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=15):
            made.close(kl(p, q), slack_sum(p, q))
        p, q = pmf(made.rng, 3), [0, *pmf(made.rng, 2)]
        made.close(kl(p, q), mp.fsum(a * (mp.log(a) - mp.log(b)) - a + b for a, b in zip(p, q)))


@claim(
    "eq-slack-term",
    r"p(x) \ln \frac{p(x)}{q(x)} - p(x) + q(x) = p(x) \left( c - 1 - \ln c \right) \ge 0 .",
    method="SymPy for any positive p and q; the sign in 100 digits at 200 pairs, some 1e-20 apart, some equal",
    mistake="c the other way up",
)
def each_bracket_is_p_times_the_gap(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 1)[0], positive("q", 1)[0]
    c = p / q if wrong else q / p
    made.exactly(logs_apart(p * sp.log(p / q) - p + q), logs_apart(p * (c - 1 - sp.log(c))))
    with mp.workdps(FINE):
        for _ in range(50):
            p = number(made.rng) + mp.mpf("1e-30")
            made.true(p * mp.log(p / p) - p + p == 0, "not 0 for equal p and q")
            for q in (number(made.rng) + mp.mpf("1e-30"), p * (1 + mp.mpf("1e-20")), p * (1 - mp.mpf("1e-12"))):
                made.less(0, p * mp.log(p / q) - p + q)


@claim(
    "thm-slack-defect",
    r"""Let $p, q$ be positive numbers with sums $1 + \varepsilon_p$ and $1 + \varepsilon_q$. The textbook sum is

$$
\sum_x p \ln \frac{p}{q} = (1 + \varepsilon_p) \, D(\bar p\,\|\,\bar q) + (1 + \varepsilon_p) \ln \frac{1 +
\varepsilon_p}{1 + \varepsilon_q} ,
$$ (eq-textbook-defect)

and the slack sum is

$$
\sum_x \left[ p \ln \frac{p}{q} - p + q \right] = (1 + \varepsilon_p) \, D(\bar p\,\|\,\bar q) + (1 + \varepsilon_p)
\ln \frac{1 + \varepsilon_p}{1 + \varepsilon_q} - \varepsilon_p + \varepsilon_q .
$$ (eq-slack-defect)

Both have the factor $1 + \varepsilon_p$, a *relative* change of $D$ that cannot alter its sign. What the defect adds
beyond it is, in the first, $\varepsilon_p - \varepsilon_q$ to first order, of either sign; in the second, $\frac12
(\varepsilon_p - \varepsilon_q)^2$ to second order, and never negative.""",
    method="100 digits, 125 pairs with defects of floats and larger; SymPy expands both additions, and splits their signs",
    tolerance=1e-45,
    mistake="the one half of the second order dropped",
)
def slack_sum_hardly_notices_the_defect(made: Comparisons, wrong: bool) -> None:
    e, f, t = sp.symbols("e f t", real=True)
    addition = (1 + t * e) * (sp.log(1 + t * e) - sp.log(1 + t * f))
    half = 1 if wrong else sp.Rational(1, 2)
    made.exactly(sp.series(addition, t, 0, 2).removeO(), t * (e - f))
    made.exactly(sp.series(addition - t * e + t * f, t, 0, 3).removeO(), half * t**2 * (e - f) ** 2)
    with mp.workdps(FINE):
        for p, q in not_normalised(made.rng):
            e, f = defects(p, q)
            scaled = (1 + e) * kl(normalised(p), normalised(q))
            first = mp.fsum(a * mp.log(a / b) for a, b in zip(p, q)) - scaled
            second = slack_sum(p, q) - scaled
            made.less(0, 1 + e)
            made.near(first, (1 + e) * mp.log((1 + e) / (1 + f)), mp.mpf("1e-90"))
            made.near(second, (1 + e) * mp.log((1 + e) / (1 + f)) - e + f, mp.mpf("1e-90"))
            if abs(e - f) < mp.mpf("1e-90"):
                made.near(second, 0, mp.mpf("1e-90"))
            else:
                made.less(0, second)
                made.true((first > 0) == (e > f), f"the textbook sum's addition {first} has not the sign of {e - f}")


@claim(
    "eq-textbook-defect",
    r"""\sum_x p \ln \frac{p}{q} = (1 + \varepsilon_p) \, D(\bar p\,\|\,\bar q) + (1 + \varepsilon_p) \ln \frac{1 +
        \varepsilon_p}{1 + \varepsilon_q} ,""",
    method="SymPy, any positive p and q on three outcomes",
    mistake="the factor before the second logarithm dropped",
)
def textbook_sum_of_what_does_not_sum_to_1(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 3), positive("q", 3)
    e, f = sum(p) - 1, sum(q) - 1
    divergence = kl_symbols([a / (1 + e) for a in p], [b / (1 + f) for b in q])
    factor = 1 if wrong else 1 + e
    made.exactly(
        logs_apart(sum(a * sp.log(a / b) for a, b in zip(p, q))),
        logs_apart((1 + e) * divergence + factor * sp.log((1 + e) / (1 + f))),
    )


@claim(
    "eq-slack-defect",
    r"""\sum_x \left[ p \ln \frac{p}{q} - p + q \right] = (1 + \varepsilon_p) \, D(\bar p\,\|\,\bar q) + (1 +
        \varepsilon_p) \ln \frac{1 + \varepsilon_p}{1 + \varepsilon_q} - \varepsilon_p + \varepsilon_q .""",
    method="SymPy, any positive p and q on three outcomes",
    mistake="the signs of the last two terms",
)
def slack_sum_of_what_does_not_sum_to_1(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 3), positive("q", 3)
    e, f = sum(p) - 1, sum(q) - 1
    divergence = kl_symbols([a / (1 + e) for a in p], [b / (1 + f) for b in q])
    sign = 1 if wrong else -1
    made.exactly(
        logs_apart(sum(a * sp.log(a / b) - a + b for a, b in zip(p, q))),
        logs_apart((1 + e) * divergence + (1 + e) * sp.log((1 + e) / (1 + f)) + sign * (e - f)),
    )


@claim(
    "eq-defect-split",
    r"""p \ln \frac{p}{q} = (1 + \varepsilon_p) \, \bar p \left( \ln \frac{\bar p}{\bar q} + \ln \frac{1 +
        \varepsilon_p}{1 + \varepsilon_q} \right) .""",
    method="SymPy, p and q any positive numbers, and any others beside them",
    mistake="the second ratio upside down",
)
def logarithm_splits(made: Comparisons, wrong: bool) -> None:
    # one outcome, and the sum of all the others
    (p, p_others), (q, q_others) = positive("p", 2), positive("q", 2)
    e, f = p + p_others - 1, q + q_others - 1
    p_bar, q_bar = p / (p + p_others), q / (q + q_others)
    ratio = (1 + f) / (1 + e) if wrong else (1 + e) / (1 + f)
    made.exactly(logs_apart(p * sp.log(p / q)), logs_apart((1 + e) * p_bar * (sp.log(p_bar / q_bar) + sp.log(ratio))))


@claim(
    "eq-slack-series",
    r"""d - \ln(1 + d) = d s - 2 s^3 \left( \frac13 + \frac{s^2}{5} + \frac{s^4}{7} + \dots \right), \qquad s =
        \frac{d}{2 + d} ,""",
    method="SymPy: equal at s = 0, and so are the derivatives, the series' summed term by term; the sum at 31 values of d > -1",
    tolerance=1e-40,
    mistake="the factor 2 before s^3 dropped",
)
def slack_as_a_series(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else 2
    s, j = sp.Symbol("s", real=True), sp.Symbol("j", integer=True, nonnegative=True)
    d = 2 * s / (1 - s)
    made.exactly(d / (2 + d), s)
    term = sp.diff(factor * s ** (2 * j + 3) / (2 * j + 3), s)
    made.exactly(term, factor * s ** (2 * j + 2))
    # a geometric series, as |s| < 1 for d > -1
    ratio = sp.simplify(term.subs(j, j + 1) / term)
    series = term.subs(j, 0) / (1 - ratio)
    made.exactly(ratio, s**2)
    made.exactly(sp.diff(d - sp.log(1 + d), s), sp.diff(d * s, s) - series)
    made.exactly((d - sp.log(1 + d)).subs(s, 0), 0)
    with mp.workdps(FINE):
        values = [number(made.rng, -0.9, 9) for _ in range(20)] + [mp.mpf(10) ** -n for n in (1, 3, 6, 12, 20)]
        for d in [*values, *[-(mp.mpf(10) ** -n) for n in (1, 6, 12)], mp.mpf("-0.99"), mp.mpf(99), mp.mpf(2)]:
            s = d / (2 + d)
            terms = 2 + int(150 / abs(mp.log(s**2)))
            bracket = mp.fsum(s ** (2 * j) / (2 * j + 3) for j in range(terms))
            made.close(d - mp.log(1 + d), d * s - factor * s**3 * bracket)
