"""Chapter 4, what the divergence keeps: chains, processing, joint convexity; and Jeffreys' divergence."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

import kltools
from tests.claims.cases import (
    FINE,
    float_pmf,
    kl,
    kl_symbols,
    logs_apart,
    mixed,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
)
from tests.claims.claim import Comparisons, claim


def joint_pairs(rng, count=10):
    """Pairs of 3 by 4 joint PMFs: random, uneven, p with zeros and a row of them, common zeros, q lacking a cell or a row."""

    def rows(cells):
        return [cells[4 * i : 4 * i + 4] for i in range(3)]

    for _ in range(count):
        p, q = pmf(rng, 12), pmf(rng, 12)
        yield rows(p), rows(q)
        yield rows(pmf(rng, 12, power=8)), rows(q)
        yield rows(normalised([0, 0, *p[2:]])), rows(q)
        yield rows(normalised([*[0] * 4, *p[4:]])), rows(q)
        yield rows(normalised([0, *p[1:]])), rows(normalised([0, *q[1:]]))
        yield rows(normalised([*[0] * 5, *p[5:]])), rows(normalised([*[0] * 4, *q[4:]]))
        yield rows(p), rows(normalised([0, *q[1:]]))
        yield rows(p), rows(normalised([*[0] * 4, *q[4:]]))
        yield rows(p), rows(p)


def conditional(row, instead):
    """The PMF of Y in a row; another where the row has no mass, as any will do."""
    total = mp.fsum(row)
    return [cell / total for cell in row] if total > 0 else instead


def flat(joint):
    """The cells of a joint PMF in one list."""
    return [cell for row in joint for cell in row]


def processed(p, rule):
    """The PMF of Y when row x of the rule is the PMF of Y given x."""
    return [mp.fsum(a * row[y] for a, row in zip(p, rule)) for y in range(len(rule[0]))]


@claim(
    "thm-chain",
    r"""Let $p_{XY}$ and $q_{XY}$ be joint PMFs, with marginals $p_X$, $q_X$ and conditional PMFs $p_{Y|x}$,
$q_{Y|x}$. Then

$$
D(p_{XY}\,\|\,q_{XY}) = D(p_X\,\|\,q_X) + \sum_{x :\, p_X(x) > 0} p_X(x) \, D(p_{Y|x}\,\|\,q_{Y|x}) .
$$ (eq-chain)

(Where $q_X(x) = 0 < p_X(x)$ any PMF may stand for $q_{Y|x}$: the first term is infinite already.)

If $X$ and $Y$ are independent under $p$ and under $q$, then

$$
D(p_{XY}\,\|\,q_{XY}) = D(p_X\,\|\,q_X) + D(p_Y\,\|\,q_Y) .
$$ (eq-additive)""",
    method="100 digits, 90 pairs of tables, with zero cells and rows in p, in q, in both; 101 of independent variables",
    tolerance=1e-60,
    mistake="the conditional part's mean taken under q",
)
def divergence_of_a_pair(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in joint_pairs(made.rng):
            p_x, q_x = [mp.fsum(row) for row in p], [mp.fsum(row) for row in q]
            any_pmf = made.rng.choice([pmf(made.rng, 4), [mp.mpf(1), 0, 0, 0]])
            parts = [kl(conditional(row, any_pmf), conditional(other, any_pmf)) for row, other in zip(p, q)]
            weights = q_x if wrong else p_x
            chain = kl(p_x, q_x) + mp.fsum(w * part for a, w, part in zip(p_x, weights, parts) if a > 0)
            made.close(kl(flat(p), flat(q)), chain)
        for p_x, q_x in [
            *pmf_pairs(made.rng, count=10, sizes=(2, 3, 4, 5)),
            (pmf(made.rng, 3), [0, *pmf(made.rng, 2)]),
        ]:
            p_y, q_y = pmf(made.rng, 3), pmf(made.rng, 3)
            joint = kl([a * c for a in p_x for c in p_y], [b * d for b in q_x for d in q_y])
            made.close(joint, kl(p_x, q_x) + kl(p_y, q_y))


@claim(
    "eq-chain",
    r"D(p_{XY}\,\|\,q_{XY}) = D(p_X\,\|\,q_X) + \sum_{x :\, p_X(x) > 0} p_X(x) \, D(p_{Y|x}\,\|\,q_{Y|x}) .",
    method="SymPy, any tables of 3 rows by 2 with p > 0 in the first row, one zero in the second, and zeros in the third",
    mistake="the weights dropped",
)
def chain_rule(made: Comparisons, wrong: bool) -> None:
    cells, others = positive("p", 3), positive("q", 6)
    p = [cells[:2], [cells[2], sp.Integer(0)], [sp.Integer(0)] * 2]
    q = [others[:2], others[2:4], others[4:]]
    p_x, q_x = [sum(row) for row in p], [sum(row) for row in q]
    right = kl_symbols(p_x, q_x)
    for row, other, a, b in zip(p, q, p_x, q_x):
        if a != 0:
            right += (1 if wrong else a) * kl_symbols([cell / a for cell in row], [cell / b for cell in other])
    made.exactly(logs_apart(kl_symbols(flat(p), flat(q))), logs_apart(right))


@claim(
    "eq-additive",
    r"D(p_{XY}\,\|\,q_{XY}) = D(p_X\,\|\,q_X) + D(p_Y\,\|\,q_Y) .",
    method="SymPy, any PMFs of X on two outcomes and of Y on three",
    mistake="the arguments of the last divergence swapped",
)
def independent_pairs_add(made: Comparisons, wrong: bool) -> None:
    p_x, q_x, p_y, q_y = positive("p", 2), positive("q", 2), positive("r", 3), positive("s", 3)
    left = kl_symbols([a * c for a in p_x for c in p_y], [b * d for b in q_x for d in q_y])
    right = kl_symbols(p_x, q_x) + (kl_symbols(q_y, p_y) if wrong else kl_symbols(p_y, q_y))
    # as the weights sum to 1; the logarithms, taken apart before, keep the last probability by its own name
    names = sp.symbols("P R Q S", positive=True)
    logs = {sp.log(one): sp.log(name) for one, name in zip((p_x[1], p_y[2], q_x[1], q_y[2]), names)}
    sums = {p_x[1]: 1 - p_x[0], p_y[2]: 1 - p_y[0] - p_y[1], q_x[1]: 1 - q_x[0], q_y[2]: 1 - q_y[0] - q_y[1]}
    made.exactly(logs_apart(left).subs(logs).subs(sums), logs_apart(right).subs(logs).subs(sums))


def rules(rng, k):
    """Random rules from k outcomes: to 3 outcomes, with zeros, to 2 bins, a permutation, a constant, nearly the identity."""
    yield [pmf(rng, 3) for _ in range(k)], False
    yield [normalised([0, *pmf(rng, 2)]) if x else [mp.mpf(1), 0, 0] for x in range(k)], False
    yield [[mp.mpf(int(x % 2 == y)) for y in range(2)] for x in range(k)], False
    yield [[mp.mpf(int((x + 1) % k == y)) for y in range(k)] for x in range(k)], True
    yield [pmf(rng, 4)] * k, False
    blur = mp.mpf("1e-12")
    yield [[(1 - blur) * int(x == y) + blur / k for y in range(k)] for x in range(k)], False


@claim(
    "thm-processing",
    r"""Let $X$ and $Y$ be discrete, and let $Y$ be made from $X$ by the same random rule, $W(y|x)$, whether $X$ has
PMF $p$ or $q$. Then

$$
D(p_Y\,\|\,q_Y) \le D(p_X\,\|\,q_X) .
$$ (eq-processing)""",
    method="100 digits, 6 rules on each of 100 pairs: permutations keep D, constants leave 0; infinite D, lowered or not",
    tolerance=1e-45,
    mistake="another rule for q",
)
def processing_never_raises(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=10, sizes=(2, 3, 4, 5)):
            for rule, invertible in rules(made.rng, len(p)):
                other = [pmf(made.rng, len(rule[0])) for _ in p] if wrong else rule
                before, after = kl(p, q), kl(processed(p, rule), processed(q, other))
                made.at_most(after, before + mp.mpf("1e-90"))
                if invertible:
                    made.near(after, before, mp.mpf("1e-90"))
                if all(row == rule[0] for row in rule):
                    made.near(after, 0, mp.mpf("1e-90"))
        p, q = [mp.mpf("0.5"), mp.mpf("0.5"), 0], [mp.mpf("0.5"), 0, mp.mpf("0.5")]
        made.close(kl(p, q), mp.inf)
        merged = [[mp.mpf(1), 0], [0, mp.mpf(1)], [0, mp.mpf(1)]]
        made.close(kl(processed(p, merged), processed(q, merged)), 0)
        split = [[mp.mpf(1), 0], [0, mp.mpf(1)], [mp.mpf(1), 0]]
        made.close(kl(processed(q, split), processed(p, split)), mp.log(2))
        made.close(kl(processed(p, split), processed(q, split)), mp.inf)


@claim(
    "eq-processing",
    r"D(p_Y\,\|\,q_Y) \le D(p_X\,\|\,q_X) .",
    method="100 digits, 100 pairs under coin-flip noise of 0 to 1/2: falls as the noise grows, to exactly 0; Y from Y again",
    tolerance=1e-60,
    mistake="the inequality reversed",
)
def more_noise_less_divergence(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=10, sizes=(2, 3, 4, 5)):
            k, now = len(p), kl(p, q)
            for noise in (mp.mpf("1e-12"), number(made.rng), number(made.rng), mp.mpf(1)):
                rule = [[(1 - noise) * int(x == y) + noise / k for y in range(k)] for x in range(k)]
                p, q = processed(p, rule), processed(q, rule)
                before, now = now, kl(p, q)
                made.at_most(*((before, now) if wrong else (now, before)))


@claim(
    "thm-convex",
    r"""For PMFs $p_0, p_1, q_0, q_1$ and $0 < \lambda < 1$

$$
D\big((1-\lambda) p_0 + \lambda p_1 \,\big\|\, (1-\lambda) q_0 + \lambda q_1\big) \le (1-\lambda)\, D(p_0\,\|\,q_0) +
\lambda\, D(p_1\,\|\,q_1) .
$$ (eq-convex)""",
    method="100 digits, 180 pairs of pairs with the edges, weights from 1e-12; equal for a pair twice and disjoint pairs",
    tolerance=1e-60,
    mistake="the weights on the right swapped",
)
def mixing_both_never_raises(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        pairs = list(pmf_pairs(made.rng, count=18, sizes=(4, 4, 4, 4)))
        for p0, q0 in pairs:
            p1, q1 = made.rng.choice(pairs)
            for weight in (number(made.rng), mp.mpf("1e-12"), 1 - mp.mpf("1e-12")):
                first, last = (weight, 1 - weight) if wrong else (1 - weight, weight)
                both = kl(mixed(p1, p0, weight), mixed(q1, q0, weight))
                made.at_most(both, first * kl(p0, q0) + last * kl(p1, q1) + mp.mpf("1e-90"))
                made.near(kl(mixed(p0, p0, weight), mixed(q0, q0, weight)), kl(p0, q0), mp.mpf("1e-90"))
                nothing = [mp.mpf(0)] * 4
                apart = kl(mixed(nothing + p1, p0 + nothing, weight), mixed(nothing + q1, q0 + nothing, weight))
                made.near(apart, first * kl(p0, q0) + last * kl(p1, q1), mp.mpf("1e-90"))
        # the right side is infinite, the left is not
        p, q = pmf(made.rng, 2), [mp.mpf(0), mp.mpf(1)]
        made.close(kl(p, q) / 2 + kl(p, p) / 2, mp.inf)
        made.less(kl(p, mixed(q, p)), mp.inf)


@claim(
    "eq-convex",
    r"""D\big((1-\lambda) p_0 + \lambda p_1 \,\big\|\, (1-\lambda) q_0 + \lambda q_1\big) \le (1-\lambda)\,
        D(p_0\,\|\,q_0) + \lambda\, D(p_1\,\|\,q_1) .""",
    method="SymPy: along any line a term's second derivative is a square over p; 60 pairs of pairs at 7 weights",
    tolerance=1e-60,
    mistake="the inequality reversed",
)
def each_term_is_convex(made: Comparisons, wrong: bool) -> None:
    (p, q), (u, v), t = positive("p", 2), sp.symbols("u v", real=True), sp.Symbol("t", real=True)
    line = (p + t * u) * sp.log((p + t * u) / (q + t * v))
    made.exactly(sp.diff(line, t, 2).subs(t, 0), (u - p * v / q) ** 2 / p)
    with mp.workdps(FINE):
        for _ in range(60):
            k = made.rng.choice((2, 3, 6))
            p0, p1, q0, q1 = pmf(made.rng, k, power=8), pmf(made.rng, k), pmf(made.rng, k), pmf(made.rng, k, power=8)
            for i in range(1, 8):
                weight = mp.mpf(i) / 8
                both = kl(mixed(p1, p0, weight), mixed(q1, q0, weight))
                mean = (1 - weight) * kl(p0, q0) + weight * kl(p1, q1)
                made.at_most(*((mean, both) if wrong else (both, mean)))


@claim(
    "eq-jeffreys",
    r"J(p, q) = D(p\,\|\,q) + D(q\,\|\,p) = \sum_x \left( p(x) - q(x) \right) \log \frac{p(x)}{q(x)} .",
    method="SymPy, any p and q on three outcomes; kltools.jeffreys_divergence, 60 pairs, 30 nearly equal; infinite cases",
    tolerance=1e-13,
    mistake="the sum of p and q in place of the difference",
)
def jeffreys_is_the_sum(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    p, q = positive("p", 3), positive("q", 3)
    single = sum((a + sign * b) * sp.log(a / b) for a, b in zip(p, q))
    made.exactly(logs_apart(kl_symbols(p, q) + kl_symbols(q, p)), logs_apart(single))
    for _ in range(30):
        p, q = float_pmf(made.rng, 6), float_pmf(made.rng, 6)
        for other in (q, [p[0] + 2**-41, p[1] - 2**-41, *p[2:]]):
            exact, other_exact = [mp.mpf(a) for a in p], [mp.mpf(b) for b in other]
            single = mp.fsum((a + sign * b) * mp.log(a / b) for a, b in zip(exact, other_exact))
            made.close(kltools.jeffreys_divergence(p, other), single)
    for p, q in (([0.5, 0.5, 0], [0.25, 0.25, 0.5]), ([0.25, 0.25, 0.5], [0.5, 0.5, 0])):
        made.close(kltools.jeffreys_divergence(p, q), mp.inf)
        made.close(
            kl([mp.mpf(a) for a in p], [mp.mpf(b) for b in q]) + kl([mp.mpf(b) for b in q], [mp.mpf(a) for a in p]),
            mp.inf,
        )
        made.close(kltools.jeffreys_divergence([*p, 0], [*p, 0]), 0)
