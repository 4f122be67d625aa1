"""Chapter 9: f-divergences, and what they have in common."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import mpmath as mp
import sympy as sp

import kltools
from kltools import exact
from tests.claims.cases import (
    FINE,
    evaluated,
    fraction_pairs,
    fraction_pmf,
    jsd,
    kl,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
    total_variation,
    with_zeros,
)
from tests.claims.claim import Comparisons, claim

T = sp.Symbol("t", positive=True)
OTHERS = {
    "t log t": T * sp.log(T),
    "-log t": -sp.log(T),
    "a square and a line": (T - 1) ** 2 + 5 * (T - 1),
    "a fourth power": (T - 1) ** 4,
    "half of total variation": sp.Max(0, T - 1),
    "flat at 1": sp.Max(sp.Abs(T - 1) - sp.Rational(1, 2), 0),
    "a line": T - 1,
}
"""Convex functions with f(1) = 0 that are not in the page's table, most not tilted."""
CONVEX = {**exact.f_generators, **OTHERS}


@cache
def generator(name):
    """f in mpmath, its limit at 0 and that of f(t)/t at infinity."""
    expression = CONVEX[name]
    if expression.has(sp.Max):
        start, slope = expression.subs(T, 0), sp.limit(expression.subs(T, T + 2) / T, T, sp.oo)  # one piece beyond 2
    else:
        start, slope = sp.limit(expression, T, 0, "+"), sp.limit(expression / T, T, sp.oo)
    return sp.lambdify(T, expression, "mpmath"), evaluated(start), evaluated(slope)


def f_divergence(p, q, name, weight_by_p=False):
    """The sum of q f(p/q) with the page's rules for zeros; wrongly, of p f(p/q)."""
    f, start, slope = generator(name)
    terms = []
    for a, b in zip(p, q):
        if a == 0 and b == 0:
            continue
        if b == 0:
            terms.append(a * slope)
        else:
            weight = a if weight_by_p else b
            terms.append(weight * (f(a / b) if a else start) if weight else mp.mpf(0))
    return mp.inf if any(mp.isinf(one) for one in terms) else mp.fsum(terms)


def squared_hellinger(p, q):
    """The sum of the squared differences of roots."""
    return mp.fsum((mp.sqrt(a) - mp.sqrt(b)) ** 2 for a, b in zip(p, q))


def chi_squared(p, q):
    """The sum of (p - q)^2/q, infinite where q = 0 < p."""
    if any(b == 0 < a for a, b in zip(p, q)):
        return mp.inf
    return mp.fsum((a - b) ** 2 / b for a, b in zip(p, q) if b)


TABLE = {
    "D(p‖q)": kl,
    "D(q‖p)": lambda p, q: kl(q, p),
    "JSD": jsd,
    "total variation": total_variation,
    "squared Hellinger": squared_hellinger,
    "chi-squared": chi_squared,
}
"""The last column of the page's table."""


def zeros_too(rng, count):
    """PMF pairs with zeros in p, in q and in both, and two that share no outcome."""
    yield from with_zeros(rng, pmf_pairs(rng, count=count, sizes=(2, 3, 5)))
    p, q = pmf(rng, 2), pmf(rng, 3)
    yield [*p, 0, 0, 0, 0], [0, 0, *q, 0]


@claim(
    "eq-f-divergence",
    r"D_f(p\,\|\,q) = \sum_x q(x)\, f\!\left( \frac{p(x)}{q(x)} \right) ,",
    method="100 digits, the table's f against its last column, 181 pairs with the edges; kltools at fractions",
    tolerance=1e-12,
    mistake="the ratio q/p",
)
def f_divergences_of_the_table(made: Comparisons, wrong: bool) -> None:
    def printed(p, q, name):
        return f_divergence(q, p, name) if wrong else f_divergence(p, q, name)

    with mp.workdps(FINE):
        for p, q in zeros_too(made.rng, count=5):
            for name, known in TABLE.items():
                left, right = printed(p, q, name), known(p, q)
                if mp.isinf(right):
                    made.close(left, right)
                else:
                    made.near(left, right, mp.mpf("1e-60") * max(1, right))
    for name in TABLE:
        f, slope = sp.lambdify(T, CONVEX[name], "numpy"), float(generator(name)[2])
        for k in (2, 3, 5):
            p, q, zero = fraction_pmf(made.rng, k), fraction_pmf(made.rng, k), [Fraction(0)]
            for one, other in ((p, q), (zero + p, q + zero), (zero + p, zero + q), (p + zero, zero + q)):
                floats = [float(a) for a in one], [float(b) for b in other]
                numbers = [mp.mpf(a) for a in floats[0]], [mp.mpf(b) for b in floats[1]]
                made.close(kltools.f_divergence(*floats, f, slope_at_infinity=slope), printed(*numbers, name))


@claim(
    "thm-f-divergence",
    r"""For PMFs on the same outcomes,

$$
D_f(p\,\|\,q) \ge 0 ,
$$ (eq-f-nonnegative)

with equality if $p = q$, and only then if some tilt of $f$ is positive everywhere but at 1. If $f$ is three times
continuously differentiable near 1, $k$ is finite, $p > 0$ and $q = p + \varepsilon h$ with $\sum_x h(x) = 0$,
then as $\varepsilon \to 0$

$$
D_f(p\,\|\,q) = \frac{f''(1)}{2} \, \varepsilon^2 \sum_x \frac{h(x)^2}{p(x)} + O(\varepsilon^3) .
$$ (eq-f-local)""",
    method="100 digits, 13 convex f, 145 pairs with the edges; two f without the condition; remainders at steps to 1e-13",
    tolerance=1e-60,
    mistake="the mean of f taken under p",
)
def f_divergences_are_positive_and_alike_near_p(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in zeros_too(made.rng, count=4):
            for name in CONVEX:
                divergence = f_divergence(p, q, name, weight_by_p=wrong)
                made.true(divergence >= -mp.mpf("1e-80"), f"{name} gives {divergence}")
                if p == q or name == "a line":
                    made.near(divergence, 0, mp.mpf("1e-80"))
                elif name not in ("flat at 1", "a fourth power"):  # a fourth power of 1e-12 is below 100 digits' grain
                    made.less(mp.mpf("1e-80"), divergence)
        p, q = [mp.mpf("0.5"), mp.mpf("0.5")], [mp.mpf("0.6"), mp.mpf("0.4")]
        made.near(f_divergence(p, q, "flat at 1"), 0, 0)  # no tilt of it touches the axis at 1 alone
        made.less(0, f_divergence(p, q, "a fourth power"))
        for name, expression in CONVEX.items():
            if expression.has(sp.Abs) or expression.has(sp.Max):
                continue
            curvature = evaluated(sp.diff(expression, T, 2).subs(T, 1))
            for k in (2, 3, 6):
                p, h = normalised([number(made.rng, 0.2) for _ in range(k)]), [number(made.rng, -1) for _ in range(k)]
                h = [one - mp.fsum(h) / k for one in h]
                square = mp.fsum(one**2 / a for a, one in zip(p, h))
                bound = 100 * mp.fsum(abs(one) ** 3 / a**2 for a, one in zip(p, h))
                for step in ("1e-2", "-1e-4", "1e-8", "-1e-12"):
                    e = mp.mpf(step) / 10
                    q = [a + e * one for a, one in zip(p, h)]
                    made.near(f_divergence(p, q, name), curvature / 2 * e**2 * square, bound * abs(e) ** 3)


def polygon(rng):
    """A random convex function of straight pieces, f(1) = 0, a corner at 1; its last slope, and those beside 1."""
    corners = [Fraction(rng.randint(1, 40), 10) for _ in range(4)] + [Fraction(1)]
    bends = [Fraction(rng.randint(0, 20), 7) for _ in corners]
    tilt = Fraction(rng.randint(-30, 30), 7)

    def f(t):
        return tilt * (t - 1) + sum(bend * (max(t - c, 0) - max(1 - c, 0)) for c, bend in zip(corners, bends))

    left, right = (
        tilt + sum(bend for c, bend in zip(corners, bends) if c < 1 or (c == 1 and up)) for up in (False, True)
    )
    return f, tilt + sum(bends), (left, right)


@claim(
    "eq-f-nonnegative",
    r"D_f(p\,\|\,q) \ge 0 ,",
    method="fractions, exactly: 20 random convex f of straight pieces, 108 pairs with the edges",
    mistake="f concave",
)
def f_divergence_is_never_negative(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    pairs = list(fraction_pairs(made.rng))
    for _ in range(20):
        f, slope, _ = polygon(made.rng)
        for p, q in pairs:
            divergence = sum(sign * (b * f(a / b) if b else a * slope) for a, b in zip(p, q) if a or b)
            made.true(divergence >= 0, f"{divergence} is negative")
            if p == q:
                made.true(divergence == 0, f"{divergence} is not 0")


def with_remainder():
    """Any f that is three times differentiable near 1, with f(1) = 0: two Taylor terms, and a bounded g for the third."""
    return sp.symbols("f1 f2", real=True), sp.Function("g")


@claim(
    "eq-f-local",
    r"D_f(p\,\|\,q) = \frac{f''(1)}{2} \, \varepsilon^2 \sum_x \frac{h(x)^2}{p(x)} + O(\varepsilon^3) .",
    method="SymPy, any smooth f, any p and h on three outcomes: what is left is epsilon^3 times what stays bounded",
    mistake="f''(1) without the half",
)
def f_divergences_near_p(made: Comparisons, wrong: bool) -> None:
    (first, second), g = with_remainder()
    f = first * (T - 1) + second / 2 * (T - 1) ** 2 + (T - 1) ** 3 * g(T)
    made.exactly(sp.diff(f, T, 2).subs(T, 1).doit(), second)
    e, one, two = sp.symbols("epsilon h_1 h_2", real=True)
    half = 1 if wrong else sp.Rational(1, 2)
    p, h = positive("p", 3), [one, two, -one - two]
    q = [a + e * step for a, step in zip(p, h)]
    for a, b, step in zip(p, q, h):
        leading = second * half * e**2 * step**2 / a
        bounded = -(step**3) * (second / (2 * a * b) + g(a / b) / b**2)  # g is continuous, and a/b near 1
        made.exactly(b * f.subs(T, a / b), first * (a - b) + leading + e**3 * bounded)
    made.exactly(sum(first * (a - b) for a, b in zip(p, q)), 0)


@claim(
    "eq-f-tilted",
    r"f(t) \ge 0 \quad \text{for } t \ge 0 , \qquad \lim_{t \to \infty} \frac{f(t)}{t} \ge 0 ,",
    method="SymPy: smooth convex f less the tangent at 1; 40 functions of straight pieces, exactly, less lines below them",
    mistake="the line added",
)
def tilted_generators_lie_above_the_axis(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    places = [Fraction(0), Fraction(1, 10**9), *(Fraction(i, 10) for i in range(1, 50)), Fraction(10**9)]
    for _ in range(40):
        f, last, (left, right) = polygon(made.rng)
        for share in (Fraction(0), Fraction(1, 3), Fraction(1)):
            line = left + share * (right - left)
            made.true(all(f(t) + sign * line * (t - 1) >= 0 for t in places), "the tilted f is negative somewhere")
            made.true(last + sign * line >= 0, "the limit of f(t)/t is negative")
    for expression in CONVEX.values():
        if expression.has(sp.Abs) or expression.has(sp.Max):
            continue
        tilted = expression + sign * sp.diff(expression, T).subs(T, 1) * (T - 1)
        made.exactly(tilted.subs(T, 1), 0)
        made.exactly(sp.diff(tilted, T).subs(T, 1), 0)
        made.true(sp.factor(sp.diff(tilted, T, 2)).is_nonnegative, "f is not convex")
        made.true(sp.limit(tilted, T, 0, "+") >= 0, "f(0) is negative")
        made.true(sp.limit(tilted / T, T, sp.oo) >= 0, "the limit of f(t)/t is negative")


@claim(
    "eq-f-taylor",
    r"""q\, f\!\left( \frac pq \right) = q \left( \frac{f''(1)}{2} \frac{\varepsilon^2 h^2}{q^2} +
    O(\varepsilon^3) \right) = \frac{f''(1)}{2} \frac{\varepsilon^2 h^2}{q} + O(\varepsilon^3) ,""",
    method="SymPy, any smooth f with f'(1) = 0: both remainders are epsilon^3 times what stays bounded; the table's f at 4 steps",
    mistake="f''(1) without the half",
)
def one_term_by_taylors_theorem(made: Comparisons, wrong: bool) -> None:
    (_, second), g = with_remainder()
    half = 1 if wrong else sp.Rational(1, 2)
    e, h = sp.symbols("epsilon h", real=True)
    p = positive("p", 1)[0]
    q = p + e * h
    t = p / q
    made.exactly(t, 1 - e * h / q)
    left = q * (second / 2 * (t - 1) ** 2 + (t - 1) ** 3 * g(t))
    made.exactly(left, q * (second * half * e**2 * h**2 / q**2 - e**3 * h**3 * g(t) / q**3))
    made.exactly(left, second * half * e**2 * h**2 / q - e**3 * h**3 * g(t) / q**2)
    with mp.workdps(FINE):
        for name, expression in exact.f_generators.items():
            if expression.has(sp.Abs):
                continue
            curvature, f = evaluated(sp.diff(expression, T, 2).subs(T, 1)), generator(name)[0]
            for step in ("1e-2", "-1e-4", "1e-8", "-1e-12"):
                a, change = number(made.rng, 0.2, 0.8), mp.mpf(step) * number(made.rng, 0.5)
                b = a + change
                made.near(b * f(a / b), curvature * mp.mpf(half) * change**2 / b, 100 * abs(change) ** 3)
