"""Chapter 4, the two directions of the divergence, and the triangle inequality."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import FINE, kl, kl_symbols, logs_apart, number
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_line

HALF, QUARTER = sp.Rational(1, 2), sp.Rational(1, 4)
COIN_P, COIN_Q = [HALF, HALF], [QUARTER, 3 * QUARTER]


def coin(a):
    """The PMF of a coin that lands heads with probability a."""
    return [a, 1 - a]


def coin_difference(a, b):
    """D(p‖q) - D(q‖p) of two coins."""
    return kl(coin(a), coin(b)) - kl(coin(b), coin(a))


def coins_by_odds():
    """Any two coins as SymPy expressions: a, b, and their odds, which may be any positive numbers."""
    u, v = sp.symbols("u v", positive=True)
    return u / (1 + u), v / (1 + v)


def unit_normals(a, b):
    """D(N(a,1)‖N(b,1)), SymPy's integral of the density times the logarithm of the ratio."""
    x = sp.Symbol("x", real=True)
    density = sp.exp(-((x - a) ** 2) / 2) / sp.sqrt(2 * sp.pi)
    log_ratio = -((x - a) ** 2) / 2 + (x - b) ** 2 / 2
    return over_the_line((density * log_ratio).subs(x, x + a), x)


@claim(
    "eq-asymmetry-forward",
    r"D(p\,\|\,q) = \tfrac12 \log 2 + \tfrac12 \log \tfrac23 = \tfrac12 \log \tfrac43 ,",
    method="SymPy, from the definition",
    mistake="the arguments swapped",
)
def forward_of_the_example(made: Comparisons, wrong: bool) -> None:
    divergence = kl_symbols(COIN_Q, COIN_P) if wrong else kl_symbols(COIN_P, COIN_Q)
    middle = HALF * sp.log(2) + HALF * sp.log(sp.Rational(2, 3))
    made.exactly(logs_apart(divergence), logs_apart(middle))
    made.exactly(logs_apart(middle), logs_apart(HALF * sp.log(sp.Rational(4, 3))))


@claim(
    "eq-asymmetry-reverse",
    r"D(q\,\|\,p) = \tfrac14 \log \tfrac12 + \tfrac34 \log \tfrac32 = \tfrac34 \log 3 - \log 2 .",
    method="SymPy, from the definition",
    mistake="three quarters of log 2 in place of all of it",
)
def reverse_of_the_example(made: Comparisons, wrong: bool) -> None:
    middle = QUARTER * sp.log(HALF) + 3 * QUARTER * sp.log(sp.Rational(3, 2))
    made.exactly(logs_apart(kl_symbols(COIN_Q, COIN_P)), logs_apart(middle))
    share = 3 * QUARTER if wrong else 1
    made.exactly(logs_apart(middle), 3 * QUARTER * sp.log(3) - share * sp.log(2))


@claim(
    "thm-coins",
    r"""For $0 < a, b < 1$ let $p = (a, 1-a)$ and $q = (b, 1-b)$. Then $D(p\,\|\,q) = D(q\,\|\,p)$ if and only if

$$
a = b \quad \text{or} \quad a + b = 1 .
$$ (eq-coins-equal)""",
    method="SymPy on both lines, any a; off them 100 digits, 30 random pairs, 240 beside the lines by 1e-3 and 1e-12: not equal",
    mistake="the second line a + b = 1/2",
)
def coins_equally_far_both_ways(made: Comparisons, wrong: bool) -> None:
    p, _ = coins_by_odds()
    total = sp.Rational(1, 2) if wrong else sp.Integer(1)
    for q in (p, total - p):
        difference = kl_symbols(coin(p), coin(q)) - kl_symbols(coin(q), coin(p))
        made.exactly(logs_apart(difference), 0)
    with mp.workdps(FINE):
        for _ in range(30):
            a = number(made.rng, 1e-6, 1 - 1e-6)
            beside = [a * (1 + mp.mpf(e)) for e in ("1e-3", "-1e-3", "1e-12", "-1e-12") if a * (1 + mp.mpf(e)) < 1]
            for b in [number(made.rng), *beside, *[1 - near for near in beside]]:
                difference = coin_difference(a, b)
                # its sign, from the map: which side of each line the pair is on
                made.less(0, difference if (a > b) == (a + b < 1) else -difference)


@claim(
    "eq-coins-equal",
    r"a = b \quad \text{or} \quad a + b = 1 .",
    method="50 digits: at 20 values of a, of 200 values of b, the difference changes sign at these two and nowhere else",
    mistake="the second line left out",
)
def difference_changes_sign_on_two_lines(made: Comparisons, wrong: bool) -> None:
    grid = [(2 * i + 1) / mp.mpf(400) for i in range(200)]
    for a in [mp.mpf(i) / 20 for i in range(1, 20) if i != 10] + [mp.mpf("0.001"), mp.mpf("0.9999")]:
        values = [coin_difference(a, b) for b in grid]
        made.true(all(value != 0 for value in values), "the difference is 0 elsewhere")
        changes = [(low, high) for low, high, v, w in zip(grid, grid[1:], values, values[1:]) if (v > 0) != (w > 0)]
        roots = [a] if wrong else sorted([a, 1 - a])
        roots = [root for root in roots if grid[0] < root < grid[-1]]
        made.true(len(changes) == len(roots), f"{len(changes)} changes of sign, not {len(roots)}, for a = {a}")
        for (low, high), root in zip(changes, roots):
            made.true(low < root < high, f"the change is between {low} and {high}, not at {root}")
    # at a = 1/2 the lines meet, and the difference is positive on either side
    made.true(all(coin_difference(mp.mpf("0.5"), b) > 0 for b in grid), "not positive beside the crossing")


@claim(
    "eq-coins-difference",
    r"D(p\,\|\,q) - D(q\,\|\,p) = 2c \log \frac{c + h}{c - h} + 2(1 - c) \log \frac{1 - c - h}{1 - c + h} .",
    method="SymPy, any two coins, given by their odds",
    mistake="the second ratio upside down",
)
def difference_by_midpoint_and_half_step(made: Comparisons, wrong: bool) -> None:
    a, b = coins_by_odds()
    c, h = (a + b) / 2, (a - b) / 2
    left = kl_symbols(coin(a), coin(b)) - kl_symbols(coin(b), coin(a))
    ratio = (1 - c + h) / (1 - c - h) if wrong else (1 - c - h) / (1 - c + h)
    made.exactly(logs_apart(left), logs_apart(2 * c * sp.log((c + h) / (c - h)) + 2 * (1 - c) * sp.log(ratio)))


@claim(
    "eq-coins-series",
    r"""D(p\,\|\,q) - D(q\,\|\,p) = 4 \sum_{j=1}^{\infty} \frac{h^{2j+1}}{2j+1} \left( \frac{1}{c^{2j}} -
        \frac{1}{(1-c)^{2j}} \right) ,""",
    method="SymPy: equal at h = 0, with equal derivatives in h; the sum at 40 pairs, some on the lines or near the edges",
    tolerance=1e-40,
    mistake="the sum of the two fractions in place of the difference",
)
def difference_as_a_series(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    c, h = sp.symbols("c h", positive=True)
    a, b = c + h, c - h
    left = (
        a * sp.log(a / b)
        - b * sp.log(b / a)
        + (1 - a) * sp.log((1 - a) / (1 - b))
        - (1 - b) * sp.log((1 - b) / (1 - a))
    )
    made.exactly(left.subs(h, 0), 0)
    j = sp.Symbol("j", integer=True, positive=True)
    slopes = 0
    for half in (c, 1 - c):
        term = sp.diff(4 * h ** (2 * j + 1) / (2 * j + 1) / half ** (2 * j), h)
        ratio = sp.simplify(term.subs(j, j + 1) / term)
        made.exactly(ratio, h**2 / half**2)  # below 1, as 0 < a, b < 1: a geometric series
        slopes += (1 if half == c else sign) * term.subs(j, 1) / (1 - ratio)
    # the logarithms in the slope have the arguments a/b and (1-a)/(1-b), which is where they cancel
    slope = sp.diff(left, h).subs(
        {sp.log(b / a): -sp.log(a / b), sp.log((1 - b) / (1 - a)): -sp.log((1 - a) / (1 - b))}
    )
    made.exactly(slope, slopes)
    with mp.workdps(FINE):
        pairs = [(number(made.rng, 0.02, 0.98), number(made.rng, 0.02, 0.98)) for _ in range(33)]
        pairs += [(mp.mpf(x), mp.mpf(y)) for x, y in ((0.01, 0.6), (0.99, 0.3), (0.25, 0.75), (0.25, 0.25))]
        pairs += [(x, x + mp.mpf("1e-12")) for x in (mp.mpf("0.1"), mp.mpf("0.9"), mp.mpf("0.49"))]
        for a, b in pairs:
            c, h = (a + b) / 2, (a - b) / 2
            z = max(abs(h / c), abs(h / (1 - c)))
            terms = 2 if h == 0 else 2 + int(130 / abs(mp.log(z**2)))
            total = mp.fsum(
                h ** (2 * i + 1) / (2 * i + 1) * (c ** (-2 * i) + sign * (1 - c) ** (-2 * i)) for i in range(1, terms)
            )
            made.close(coin_difference(a, b), 4 * total)


@claim(
    "eq-unit-normals",
    r"D(N(a, 1)\,\|\,N(b, 1)) = \frac{(a - b)^2}{2} .",
    method="SymPy integrates for any a and b",
    mistake="the half dropped",
)
def unit_normals_by_means(made: Comparisons, wrong: bool) -> None:
    a, b = sp.symbols("a b", real=True)
    made.exactly(unit_normals(a, b), (a - b) ** 2 / (1 if wrong else 2))


@claim(
    "eq-triangle-fails",
    r"D(N(0,1)\,\|\,N(2,1)) = 2 > \tfrac12 + \tfrac12 = D(N(0,1)\,\|\,N(1,1)) + D(N(1,1)\,\|\,N(2,1)) .",
    method="SymPy integrates all three",
    mistake="the direct step's cost in proportion to its length, not to the square",
)
def detour_costs_less(made: Comparisons, wrong: bool) -> None:
    direct = sp.Integer(1) if wrong else sp.Integer(2)
    made.exactly(unit_normals(0, 2), direct)
    made.true(direct > HALF + HALF, "the direct step costs no more than the two")
    made.exactly(HALF + HALF, unit_normals(0, 1) + unit_normals(1, 2))
