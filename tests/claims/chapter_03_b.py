"""Chapter 3, the inequality for densities, Jensen's shorter way, and what follows for entropies and mutual information."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

import kltools
from tests.claims.cases import (
    FINE,
    cross_entropy,
    entropy,
    float_pmf,
    kl,
    kl_symbols,
    line,
    logs_apart,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
    rational_pairs,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_half_line, over_the_line
from tests.claims.quadrature import normal_density, tanh_sinh

C = sp.Symbol("c", positive=True)
GAP = C - 1 - sp.log(C)


def joints(rng):
    """Joint PMFs as rows, and whether X and Y are independent: random, with zeros, a copy, products, nearly a product."""
    for rows, columns in ((2, 2), (3, 4)):
        cells = pmf(rng, rows * columns)
        yield [cells[i * columns : (i + 1) * columns] for i in range(rows)], False
        cells = normalised([0, *cells[1:]])
        yield [cells[i * columns : (i + 1) * columns] for i in range(rows)], False
        x, y = pmf(rng, rows), pmf(rng, columns)
        yield [[a * b for b in y] for a in x], True
        product = [[a * b for b in y] for a in x]
        for (i, j), sign in {(0, 0): 1, (0, 1): -1, (1, 0): -1, (1, 1): 1}.items():
            product[i][j] += sign * min(x) * min(y) * mp.mpf("1e-12")
        yield product, False
        yield [[a if i == j else 0 for j in range(rows)] for i, a in enumerate(x)], False
        yield [[a, 0] for a in x], True


def marginals(joint):
    """The PMFs of X, the row, and of Y, the column."""
    return [sum(row) for row in joint], [sum(column) for column in zip(*joint)]


def flat(joint):
    """The cells of a joint PMF in one list."""
    return [cell for row in joint for cell in row]


def flat_density(low, high):
    """The density of the uniform distribution between two numbers."""
    return lambda x: mp.mpf(1) / (high - low) if low <= x <= high else mp.mpf(0)


def integral(p, q, points, weight=None):
    """The integral of p log(p/q), between points at which a support may end; infinite if q is 0 where p is not."""
    middles = [(low + high) / 2 for low, high in zip(points, points[1:])]
    if any(p(x) > 0 and q(x) == 0 for x in middles):
        return mp.inf
    weight = weight or p
    return mp.fsum(
        tanh_sinh(lambda x: weight(x) * mp.log(p(x) / q(x)), [low, high])
        for low, high, middle in zip(points, points[1:], middles)
        if weight(middle) > 0
    )


@claim(
    "thm-gibbs-density",
    r"""Let $p$ and $q$ be densities. Then

$$
\int p(x) \ln \frac{p(x)}{q(x)} \, dx \ge 0 ,
$$ (eq-gibbs-density)

with equality if and only if $p(x) = q(x)$ for almost every $x$.""",
    method="quadrature: normals (one pair 1e-12 apart), exponentials, a beta; equal but for a point; supports nested and crossed",
    tolerance=1e-30,
    mistake="the mean taken under q",
)
def divergence_is_0_for_almost_equal_densities_alone(made: Comparisons, wrong: bool) -> None:
    def measured(p, q, points):
        return integral(p, q, points, weight=q if wrong else p)

    def wave(x):
        return 1 + (1 if x < 0.5 else -1) * mp.mpf("1e-10")

    normal, exponential = normal_density(0, 1), lambda rate: lambda x: rate * mp.exp(-rate * x)
    beta, unit, wide = (lambda x: 12 * x * (1 - x) ** 2), flat_density(0, 1), flat_density(0, 2)
    for p, q, points in (
        (normal, normal_density(mp.mpf("1e-12"), 1), line(0, 1, parts=6)),
        (normal, normal_density(1, mp.mpf("0.8")), line(0, 1, parts=6)),
        (exponential(mp.mpf(1)), exponential(mp.mpf(3)), [*range(0, 128, 16)]),
        (beta, unit, [0, 1]),
        (unit, wave, [0, mp.mpf("0.5"), 1]),
    ):
        made.less(0, measured(p, q, points))
    made.close(measured(unit, wide, [0, 1, 2]), mp.log(2))
    made.close(measured(wide, unit, [0, 1, 2]), mp.inf)
    made.close(measured(unit, flat_density(mp.mpf("0.5"), mp.mpf("1.5")), [0, mp.mpf("0.5"), 1, mp.mpf("1.5")]), mp.inf)
    made.close(measured(beta, lambda x: mp.mpf(7) if x == mp.mpf("0.3") else beta(x), [0, mp.mpf("0.3"), 1]), 0)
    made.close(measured(normal, normal, line(0, 1, parts=4)), 0)


@claim(
    "eq-gibbs-density",
    r"\int p(x) \ln \frac{p(x)}{q(x)} \, dx \ge 0 ,",
    method="SymPy integrates for any two exponentials and any two normals: a square and a gap; quadrature, Laplace and normal",
    mistake="the logarithm of q/p",
)
def integral_is_never_negative(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    x, line_x = sp.Symbol("x", positive=True), sp.Symbol("x", real=True)
    a, b, s, t = sp.symbols("a b s t", positive=True)
    m, n = sp.symbols("m n", real=True)
    log_ratio = sp.log(a) - sp.log(b) - (a - b) * x
    divergence = over_the_half_line(a * sp.exp(-a * x) * log_ratio, x)
    made.exactly(sign * divergence, sp.expand_log(GAP.subs(C, b / a)))
    p = sp.exp(-((line_x - m) ** 2) / (2 * s**2)) / (sp.sqrt(2 * sp.pi) * s)
    log_ratio = sp.log(t) - sp.log(s) - (line_x - m) ** 2 / (2 * s**2) + (line_x - n) ** 2 / (2 * t**2)
    centred = sp.expand((p * log_ratio).subs(line_x, line_x + m))
    divergence = over_the_line(centred, line_x)
    made.exactly(sign * divergence, (m - n) ** 2 / (2 * t**2) + sp.expand_log(GAP.subs(C, s**2 / t**2)) / 2)
    for _ in range(3):
        scale, spread = number(made.rng, 0.3, 2), number(made.rng, 0.5, 2)

        def laplace(y, scale=scale):
            return mp.exp(-abs(y) / scale) / (2 * scale)

        made.at_most(0, sign * integral(normal_density(0, spread), laplace, line(0, spread, parts=8)))


@claim(
    "eq-gibbs-jensen",
    r"""- D(p\,\|\,q) = \mathbb{E}_p\!\left[ \ln \frac{q(X)}{p(X)} \right] \le \ln \mathbb{E}_p\!\left[
        \frac{q(X)}{p(X)} \right] \le \ln 1 = 0 .""",
    method="100 digits, 160 pairs of exact fractions; each step also where it is an equality",
    tolerance=1e-60,
    mistake="the ratio in the second mean not turned over",
)
def jensen_gives_the_same(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in rational_pairs(made.rng):
            support = [(a, b) for a, b in zip(p, q) if a > 0]
            mean_log = mp.fsum(mp.mpmathify(a) * mp.log(mp.mpmathify(b / a)) for a, b in support)
            log_mean = mp.log(mp.mpmathify(sum(a * (a / b if wrong else b / a) for a, b in support)))
            made.close(-kl([mp.mpmathify(a) for a in p], [mp.mpmathify(b) for b in q]), mean_log)
            made.at_most(mean_log, log_mean)
            if any(a == 0 < b for a, b in zip(p, q)):
                made.less(log_mean, 0)
            else:
                made.true(log_mean == 0, f"{log_mean} is not 0, though q has no mass elsewhere")
            if len({b / a for a, b in support}) == 1:
                made.close(mean_log, log_mean)
            else:
                made.less(mean_log, log_mean)


@claim(
    "cor-gibbs",
    r"""Let $p$ and $q$ be PMFs with $H(p)$ finite. Then

$$
H(p) \le H(p, q) .
$$ (eq-entropy-cross)

If there are $k$ outcomes, then

$$
H(p) \le \ln k ,
$$ (eq-entropy-log)

with equality only for the uniform PMF. And the mutual information of two variables with joint PMF $p_{XY}$ and
marginals $p_X$, $p_Y$ satisfies

$$
I(X; Y) = D(p_{XY}\,\|\,p_X\, p_Y) \ge 0 ,
$$ (eq-mutual-information)

with equality only if they are independent.""",
    method="100 digits: pairs with the edges, and geometric; uniform and 1e-12 from it; joint PMFs, products and nearly",
    tolerance=1e-60,
    mistake="the cross-entropy's arguments swapped",
)
def three_facts_follow(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=10):
            first, second = (q, p) if wrong else (p, q)
            made.at_most(entropy(p), cross_entropy(first, second))
            if len(set(p)) == 1:
                made.close(entropy(p), mp.log(len(p)))
            else:
                made.less(entropy(p), mp.log(len(p)))
        p, q = ([(1 - mp.mpf(r)) * mp.mpf(r) ** n for n in range(400)] for r in (0.5, 0.25))
        made.less(entropy(p), cross_entropy(p, q))
        for k in (1, 2, 3, 12):
            uniform = [mp.mpf(1) / k] * k
            made.close(entropy(uniform), mp.log(k))
            if k > 1:
                made.less(
                    entropy([uniform[0] + mp.mpf("1e-12"), uniform[1] - mp.mpf("1e-12"), *uniform[2:]]), mp.log(k)
                )
        for joint, independent in joints(made.rng):
            x, y = marginals(joint)
            product = [a * b for a in x for b in y]
            information = kl(flat(joint), product)
            if independent:
                made.near(information, 0, mp.mpf("1e-95"))
            else:
                made.less(mp.mpf("1e-80"), information)


@claim(
    "eq-entropy-cross",
    r"H(p) \le H(p, q) .",
    method="100 digits, 200 pairs: equal for p = q, strict for all others, infinite where q lacks an outcome",
    tolerance=1e-60,
    mistake="the inequality reversed",
)
def entropy_is_the_least_cross_entropy(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=20):
            least, most = entropy(p), cross_entropy(p, q)
            made.at_most(*((most, least) if wrong else (least, most)))
            made.true((p == q) == mp.almosteq(least, most, mp.mpf("1e-75")), f"equal or not, {p} and {q}")
        made.close(cross_entropy(pmf(made.rng, 3), [mp.mpf(0), *pmf(made.rng, 2)]), mp.inf)


@claim(
    "eq-entropy-log",
    r"H(p) \le \ln k ,",
    method="SymPy sums the uniform PMF's entropy for any k; 50 digits, 120 PMFs of up to 12 outcomes, with zeros, nearly uniform",
    tolerance=1e-45,
    mistake="ln(k - 1)",
)
def entropy_is_at_most_log_k(made: Comparisons, wrong: bool) -> None:
    k, i = sp.symbols("k i", positive=True, integer=True)
    lost = 1 if wrong else 0
    made.exactly(sp.summation(-(1 / k) * sp.log(1 / k), (i, 1, k)), sp.log(k - lost))
    for p, _ in pmf_pairs(made.rng, count=12):
        made.at_most(entropy(p), mp.log(len(p) - lost))
    for size in (2, 12):
        nearly = normalised([1 + mp.mpf("1e-12") * number(made.rng) for _ in range(size)])
        made.at_most(entropy(nearly), mp.log(size - lost))


@claim(
    "eq-mutual-information",
    r"I(X; Y) = D(p_{XY}\,\|\,p_X\, p_Y) \ge 0 ,",
    method="SymPy for any 2 by 2 table, I as H(X) + H(Y) - H(X, Y); joint PMFs with the edges; kltools.mutual_information",
    tolerance=1e-13,
    mistake="the joint PMF and the product swapped",
)
def mutual_information_is_a_divergence(made: Comparisons, wrong: bool) -> None:
    cells = positive("p", 4)
    p11, p12, p21, p22 = cells
    x, y = [p11 + p12, p21 + p22], [p11 + p21, p12 + p22]
    information = sum(one * sp.log(one) for one in cells) - sum(one * sp.log(one) for one in x + y)
    product = [a * b for a in x for b in y]
    divergence = kl_symbols(product, cells) if wrong else kl_symbols(cells, product)
    made.exactly(logs_apart(information), logs_apart(divergence))
    with mp.workdps(FINE):
        for joint, _ in joints(made.rng):
            x, y = marginals(joint)
            made.at_most(0, kl(flat(joint), [a * b for a in x for b in y]))
    for columns in (2, 3, 5):
        cells = float_pmf(made.rng, 2 * columns)
        table = [cells[:columns], cells[columns:]]
        x, y = marginals([[mp.mpf(one) for one in row] for row in table])
        made.close(kltools.mutual_information(table), kl([mp.mpf(one) for one in cells], [a * b for a in x for b in y]))
