"""Chapter 6: a box in a box, and blurred point masses."""

from __future__ import annotations

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from tests.claims.cases import number
from tests.claims.chapter_06_a import E, X, exact_kl
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_line
from tests.claims.quadrature import divergence_of_normal, log_normal_density

THETA = sp.Symbol("theta", real=True)
SIGMA = sp.Symbol("sigma", positive=True)


@claim(
    "prop-box-in-box",
    r"""Let $p$ be uniform on a set $A$ of length $|A|$, and $q$ uniform on a larger set $C \supseteq A$ of length $|C| > |A|$.
    Then

    $$
    D(p\,\|\,q) = \log \frac{|C|}{|A|} , \qquad D(q\,\|\,p) = +\infty .
    $$ (eq-box-in-box)""",
    method="kltools on SciPy's uniforms, one inside the other or flush with an end, and on sets of scattered equal pieces",
    tolerance=1e-12,
    mistake="the ratio of the lengths inverted",
)
def box_in_a_box_is_finite_one_way(made: Comparisons, wrong: bool) -> None:
    def expected(small, large):
        return mp.log(mp.mpf(small) / large if wrong else mp.mpf(large) / small)

    for left, length, right in ((0, 1, 1), (2, 1, 0), (1, 0.5, 3), (0, 1, 0.0078125), (1000, 0.25, 1e6)):
        p, q = stats.uniform(left, length), stats.uniform(0, left + length + right)
        made.close(kltools.kl_divergence(p, q), expected(length, left + length + right))
        made.close(kltools.kl_divergence(q, p), mp.inf)
    for _ in range(30):
        pieces = made.rng.randint(2, 200)
        inside = set(made.rng.sample(range(pieces), made.rng.choice((1, pieces - 1, made.rng.randint(1, pieces - 1)))))
        p = kltools.normalize([float(i in inside) for i in range(pieces)])
        q = kltools.normalize([1.0] * pieces)
        made.near(kltools.kl_divergence(p, q), expected(len(inside), pieces), within=1e-13)
        made.close(kltools.kl_divergence(q, p), mp.inf)


@claim(
    "eq-box-in-box",
    r"D(p\,\|\,q) = \log \frac{|C|}{|A|} , \qquad D(q\,\|\,p) = +\infty .",
    method="SymPy, A of one to three pieces of any lengths, C with one or two more; with epsilon for p's 0, in the limit",
    mistake="the two directions exchanged",
)
def log_of_the_ratio_of_lengths(made: Comparisons, wrong: bool) -> None:
    for inner in (1, 2, 3):
        for outer in (1, 2):
            lengths = sp.symbols(f"l_1:{inner + outer + 1}", positive=True)
            small, large = sum(lengths[:inner]), sum(lengths)
            p = [one / small if i < inner else sp.Integer(0) for i, one in enumerate(lengths)]
            q = [one / large for one in lengths]
            finite, infinite = (exact_kl(q, p), exact_kl(p, q)) if wrong else (exact_kl(p, q), exact_kl(q, p))
            made.true(infinite is sp.oo, "D(q‖p) is finite")
            made.exactly(finite, sp.log(large / small))
            outside = sum(q[inner:])
            made.exactly(outside, 1 - small / large)
            made.true(sp.limit(outside * sp.log(outside / E), E, 0, "+") is sp.oo, "p's zeros cost q nothing")


# blurred point masses


def exact_normal(mean):
    """The density of N(mean, sigma^2) at x."""
    return sp.exp(-((X - mean) ** 2) / (2 * SIGMA**2)) / (sp.sqrt(2 * sp.pi) * SIGMA)


@claim(
    "thm-blur",
    r"""Let $p = N(0, \sigma^2)$ and $q = N(\theta, \sigma^2)$. Then

    $$
    D(p\,\|\,q) = D(q\,\|\,p) = \frac{\theta^2}{2 \sigma^2} .
    $$ (eq-blur)""",
    method="both directions by quadrature, shifts of both signs, none, 1e-6 and up to 30 standard deviations",
    tolerance=1e-30,
    mistake="sigma in place of its square",
)
def blurred_points_diverge_by_the_squared_shift(made: Comparisons, wrong: bool) -> None:
    for sigma in (mp.mpf("1e-3"), number(made.rng, 0.5, 2), mp.mpf(7)):
        for shift in (0, mp.mpf("1e-6"), number(made.rng, -3, 0), 30):
            theta = shift * sigma
            for mean, other in ((0, theta), (theta, 0)):
                found = divergence_of_normal(mean, sigma, log_normal_density(other, sigma))
                made.close(found, theta**2 / (2 * (sigma if wrong else sigma**2)))


@claim(
    "eq-blur",
    r"D(p\,\|\,q) = D(q\,\|\,p) = \frac{\theta^2}{2 \sigma^2} .",
    method="SymPy integrates p log(p/q) and q log(q/p) over the line",
    mistake="the factor 2 of the denominator dropped",
)
def both_directions_of_blurred_points(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else 2
    for first, second in ((0, THETA), (THETA, 0)):
        evidence_of_x = ((X - second) ** 2 - (X - first) ** 2) / (2 * SIGMA**2)
        made.exactly(sp.expand_log(sp.log(exact_normal(first) / exact_normal(second)), force=True), evidence_of_x)
        divergence = over_the_line(evidence_of_x * exact_normal(first), X)
        made.exactly(divergence, THETA**2 / (factor * SIGMA**2))


@claim(
    "eq-blur-evidence",
    r"\log \frac{p(x)}{q(x)} = \frac{(x - \theta)^2 - x^2}{2 \sigma^2} = \frac{\theta^2 - 2 \theta x}{2 \sigma^2} .",
    method="SymPy, from the two densities",
    mistake="the sign of the middle term",
)
def evidence_of_x_between_equal_blurs(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    evidence_of_x = sp.expand_log(sp.log(exact_normal(0) / exact_normal(THETA)), force=True)
    made.exactly(evidence_of_x, ((X - THETA) ** 2 - X**2) / (2 * SIGMA**2))
    made.exactly(evidence_of_x, (THETA**2 + sign * 2 * THETA * X) / (2 * SIGMA**2))
