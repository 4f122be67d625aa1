"""Chapter 9: from reverse to forward in one slider, by alpha-divergences and Renyi's."""

from __future__ import annotations

from functools import partial

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from tests.claims.cases import FINE, float_pmf, kl, kl_symbols, logs_apart, number, pmf, pmf_pairs, positive, with_zeros
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_line
from tests.claims.quadrature import integral, log_normal_density

ALPHA, X, THETA = sp.Symbol("alpha", positive=True), sp.Symbol("x", real=True), sp.Symbol("theta", real=True)
ORDERS = ("0.01", "0.3", "0.5", "0.8", "0.99")


def affinity(p, q, order):
    """The sum of p^alpha q^(1 - alpha), 0 < alpha < 1."""
    return mp.fsum(a**order * b ** (1 - order) for a, b in zip(p, q) if a and b)


def alpha_divergence(p, q, order):
    """The alpha-divergence of PMFs, from its definition."""
    return (1 - affinity(p, q, order)) / (order * (1 - order))


def renyi(p, q, order):
    """Renyi's divergence of PMFs, from its definition; infinite where they share nothing."""
    shared = affinity(p, q, order)
    return mp.log(shared) / (order - 1) if shared else mp.inf


def odds_pair():
    """Any two positive PMFs on two outcomes for SymPy, by their odds."""
    a, b = sp.symbols("a b", positive=True)
    return [a / (1 + a), 1 / (1 + a)], [b / (1 + b), 1 / (1 + b)]


def symbolic_affinity(p, q):
    """C(alpha) for SymPy."""
    return sum(a**ALPHA * b ** (1 - ALPHA) for a, b in zip(p, q))


def generator(t, order):
    """The f that the page names for the alpha-divergence; f(t)/t tends to 1/(1 - alpha)."""
    return (order * t + 1 - order - t**order) / (order * (1 - order))


def shared_by_normals(first, second, order):
    """The integral of p^alpha q^(1 - alpha) for two normals about a unit wide, by quadrature."""
    log_p, log_q = log_normal_density(*first), log_normal_density(*second)
    return integral(lambda x: mp.exp(order * log_p(x) + (1 - order) * log_q(x)), 1, mp.mpf("1.2"), mp.mpf("0.4"))


def shared_by_unit_normals(power):
    """The integral of p^alpha q^(1 - alpha) for N(0, 1) and N(theta, 1)."""
    exponent = sp.expand(-power * X**2 / 2 - (1 - power) * (X - THETA) ** 2 / 2)
    return over_the_line(sp.exp(exponent) / sp.sqrt(2 * sp.pi), X)


@claim(
    "eq-alpha",
    r"D_\alpha(p\,\|\,q) = \frac{1 - \int p^\alpha q^{1 - \alpha} \, dx}{\alpha\, (1 - \alpha)} ,",
    method="100 digits, as the f-divergence that the page names, 112 pairs with zeros, 5 orders; kltools; SymPy for unit normals",
    tolerance=1e-11,
    mistake="the powers exchanged",
)
def alpha_divergence_is_an_f_divergence(made: Comparisons, wrong: bool) -> None:
    def printed(p, q, order):
        power = 1 - order if wrong else order
        return (1 - affinity(p, q, power)) / (order * (1 - order))

    with mp.workdps(FINE):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=4, sizes=(2, 4))):
            for order in map(mp.mpf, ORDERS):
                known = mp.fsum(b * generator(a / b, order) if b else a / (1 - order) for a, b in zip(p, q))
                made.near(printed(p, q, order), known, mp.mpf("1e-80"))
            twice_hellinger = 2 * mp.fsum((mp.sqrt(a) - mp.sqrt(b)) ** 2 for a, b in zip(p, q))
            made.near(printed(p, q, mp.mpf("0.5")), twice_hellinger, mp.mpf("1e-80"))
    for order in map(float, ORDERS):
        for k in (2, 3, 6):
            p, q = float_pmf(made.rng, k), float_pmf(made.rng, k)
            known = kltools.f_divergence(p, q, partial(generator, order=order), slope_at_infinity=1 / (1 - order))
            made.close(known, printed([mp.mpf(a) for a in p], [mp.mpf(b) for b in q], mp.mpf(order)))
    power = 1 - ALPHA if wrong else ALPHA
    shared = shared_by_unit_normals(power)
    # R of unit normals is alpha theta^2/2
    made.exactly(
        (1 - shared) / (ALPHA * (1 - ALPHA)), (1 - sp.exp(-(1 - ALPHA) * ALPHA * THETA**2 / 2)) / (ALPHA * (1 - ALPHA))
    )


@claim(
    "eq-renyi",
    r"R_\alpha(p\,\|\,q) = \frac{1}{\alpha - 1} \log \int p^\alpha q^{1 - \alpha} \, dx .",
    method="kltools on 60 pairs of PMFs, some disjoint, and on SciPy's normals; SymPy: unit normals give alpha theta^2/2",
    tolerance=1e-11,
    mistake="the factor 1/alpha",
)
def renyis_divergence(made: Comparisons, wrong: bool) -> None:
    def factor(order):
        return 1 / order if wrong else 1 / (order - 1)

    for order in map(float, ORDERS):
        for k in (2, 3, 6, 12):
            for p, q in (
                (float_pmf(made.rng, k), float_pmf(made.rng, k)),
                ([0.0, *float_pmf(made.rng, k)], [*float_pmf(made.rng, k), 0.0]),
                ([0.0, *float_pmf(made.rng, k)], float_pmf(made.rng, k + 1)),
            ):
                shared = affinity([mp.mpf(a) for a in p], [mp.mpf(b) for b in q], mp.mpf(order))
                made.close(kltools.renyi_divergence(p, q, order), factor(mp.mpf(order)) * mp.log(shared))
        made.close(kltools.renyi_divergence([1.0, 0.0], [0.0, 1.0], order), factor(order) * -mp.inf)
        first, second = (0.0, 1.0), (1.5, 0.4)
        shared = shared_by_normals(first, second, mp.mpf(order))
        known = kltools.renyi_divergence(stats.norm(*first), stats.norm(*second), order)
        made.close(known, factor(mp.mpf(order)) * mp.log(shared))
    log_shared = sp.expand_log(sp.log(shared_by_unit_normals(ALPHA)), force=True)
    made.exactly(log_shared * factor(ALPHA), ALPHA * THETA**2 / 2)


@claim(
    "thm-alpha",
    r"""Let $p$ and $q$ be positive PMFs on finitely many outcomes. Then

$$
\lim_{\alpha \to 1} D_\alpha(p\,\|\,q) = D(p\,\|\,q) , \qquad \lim_{\alpha \to 0} D_\alpha(p\,\|\,q) = D(q\,\|\,p) .
$$ (eq-alpha-limits)

For $0 < \alpha < 1$, and for densities too,

$$
R_\alpha(p\,\|\,q) = \frac{- \log \big( 1 - \alpha (1 - \alpha)\, D_\alpha(p\,\|\,q) \big)}{1 - \alpha} ,
$$ (eq-alpha-renyi)

which increases with $D_\alpha$: in any family both have the same best $q$. So $R_\alpha$ tends to $D(p\,\|\,q)$
as $\alpha \to 1$, but to 0 as $\alpha \to 0$, where $R_\alpha / \alpha$ tends to $D(q\,\|\,p)$.""",
    method="100 digits: five limits at steps 1e-8 to 1e-32; R from D, with zeros; SymPy: it increases; the best q of 20 families",
    tolerance=1e-40,
    mistake="the two limits exchanged",
)
def alpha_leads_from_reverse_to_forward(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=10, sizes=(2, 3, 5)):
            if min(*p, *q) == 0:
                continue
            ends = (kl(q, p), kl(p, q)) if wrong else (kl(p, q), kl(q, p))
            size = 1 + max(abs(mp.log(a / b)) for a, b in zip(p, q)) ** 2
            for step in map(mp.mpf, ("1e-8", "1e-16", "1e-32")):
                made.near(alpha_divergence(p, q, 1 - step), ends[0], 4 * size * step)
                made.near(alpha_divergence(p, q, step), ends[1], 4 * size * step)
                made.near(renyi(p, q, 1 - step), ends[0], 4 * size * step)
                made.near(renyi(p, q, step), 0, 4 * size * step)
                made.near(renyi(p, q, step) / step, ends[1], 4 * size * step)
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=3, sizes=(2, 4))):
            for order in map(mp.mpf, ORDERS):
                inside = 1 - order * (1 - order) * alpha_divergence(p, q, order)
                right = mp.inf if abs(inside) < mp.mpf("1e-90") else -mp.log(inside) / (1 - order)
                if mp.isinf(right):
                    made.close(renyi(p, q, order), right)
                else:
                    made.near(renyi(p, q, order), right, mp.mpf("1e-60"))
        for _ in range(20):
            p, family, order = pmf(made.rng, 4), [pmf(made.rng, 4) for _ in range(12)], number(made.rng, 0.05, 0.95)
            one, other = (min(range(12), key=lambda i, d=d: d(p, family[i], order)) for d in (alpha_divergence, renyi))
            made.true(one == other, "the two have different best members")
    d = sp.Symbol("d", positive=True)
    slope = sp.diff(-sp.log(1 - ALPHA * (1 - ALPHA) * d) / (1 - ALPHA), d)
    made.exactly(slope, ALPHA / (1 - ALPHA * (1 - ALPHA) * d))  # positive, as the denominator is the integral
    # densities: two normals, R by its closed form (van Erven and Harremoes), D_alpha by quadrature
    first, second = (mp.mpf(0), mp.mpf(1)), (mp.mpf("1.5"), mp.mpf("0.4"))
    for order in map(mp.mpf, ORDERS):
        shared = shared_by_normals(first, second, order)
        mixed = (1 - order) * first[1] ** 2 + order * second[1] ** 2
        logs = mp.log(mixed / (first[1] ** (2 * (1 - order)) * second[1] ** (2 * order)))
        closed = order * (first[0] - second[0]) ** 2 / (2 * mixed) + logs / (2 * (1 - order))
        inside = 1 - order * (1 - order) * ((1 - shared) / (order * (1 - order)))
        made.close(closed, -mp.log(inside) / (1 - order))


@claim(
    "eq-alpha-limits",
    r"""\lim_{\alpha \to 1} D_\alpha(p\,\|\,q) = D(p\,\|\,q) , \qquad \lim_{\alpha \to 0} D_\alpha(p\,\|\,q) =
    D(q\,\|\,p) .""",
    method="SymPy takes both limits, any two positive PMFs on two outcomes",
    mistake="both limits D(p‖q)",
)
def limits_of_the_alpha_divergence(made: Comparisons, wrong: bool) -> None:
    p, q = odds_pair()
    divergence = (1 - symbolic_affinity(p, q)) / (ALPHA * (1 - ALPHA))
    made.exactly(logs_apart(sp.limit(divergence, ALPHA, 1)), logs_apart(kl_symbols(p, q)))
    made.exactly(
        logs_apart(sp.limit(divergence, ALPHA, 0)), logs_apart(kl_symbols(p, q) if wrong else kl_symbols(q, p))
    )


@claim(
    "eq-alpha-renyi",
    r"R_\alpha(p\,\|\,q) = \frac{- \log \big( 1 - \alpha (1 - \alpha)\, D_\alpha(p\,\|\,q) \big)}{1 - \alpha} ,",
    method="SymPy, for any value of the integral; for unit normals and for exponentials with the closed form of R",
    mistake="alpha for 1 - alpha under the fraction",
)
def renyis_divergence_from_the_alpha_divergence(made: Comparisons, wrong: bool) -> None:
    below = ALPHA if wrong else 1 - ALPHA
    c, r, s = sp.symbols("c r s", positive=True)
    exponentials = r**ALPHA * s ** (1 - ALPHA) / (ALPHA * r + (1 - ALPHA) * s)
    closed = sp.log(r / s) + sp.log(r / (ALPHA * r + (1 - ALPHA) * s)) / (ALPHA - 1)
    for shared, known in (
        (c, sp.log(c) / (ALPHA - 1)),
        (sp.exp(-ALPHA * (1 - ALPHA) * THETA**2 / 2), ALPHA * THETA**2 / 2),
        (exponentials, closed),
    ):
        divergence = (1 - shared) / (ALPHA * (1 - ALPHA))
        right = -sp.log(sp.simplify(1 - ALPHA * (1 - ALPHA) * divergence)) / below
        made.exactly(sp.expand_log(known, force=True), sp.expand_log(right, force=True))


@claim(
    "eq-alpha-slope",
    r"C'(\alpha) = \sum_x p(x)^\alpha q(x)^{1-\alpha} \log \frac{p(x)}{q(x)} .",
    method="SymPy differentiates, any three terms; C is 1 at both ends, with the slopes D(p‖q) and -D(q‖p)",
    mistake="the ratio turned over",
)
def slope_of_the_affinity(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 3), positive("q", 3)
    powers = [a**ALPHA * b ** (1 - ALPHA) for a, b in zip(p, q)]
    printed = sum(one * sp.log(b / a if wrong else a / b) for one, a, b in zip(powers, p, q))
    made.exactly(sp.diff(symbolic_affinity(p, q), ALPHA), sp.expand_log(printed))
    made.exactly(logs_apart(printed.subs(ALPHA, 1)), logs_apart(kl_symbols(p, q)))
    made.exactly(logs_apart(printed.subs(ALPHA, 0)), logs_apart(-kl_symbols(q, p)))
    first, second = odds_pair()
    for end in (0, 1):
        made.exactly(symbolic_affinity(first, second).subs(ALPHA, end), 1)


@claim(
    "eq-alpha-ends",
    r"""\lim_{\alpha \to 1} \frac{1 - C(\alpha)}{1 - \alpha} = C'(1) , \qquad \lim_{\alpha \to 0} \frac{1 -
    C(\alpha)}{\alpha} = - C'(0) ,""",
    method="SymPy takes both limits, any two positive PMFs on two outcomes; and for unit normals",
    mistake="the sign of C'(0)",
)
def limits_are_slopes_at_the_ends(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    normals = sp.exp(-ALPHA * (1 - ALPHA) * THETA**2 / 2)
    for c in (normals, symbolic_affinity(*odds_pair())):
        slope = sp.diff(c, ALPHA)
        made.exactly(logs_apart(sp.limit((1 - c) / (1 - ALPHA), ALPHA, 1)), logs_apart(slope.subs(ALPHA, 1)))
        made.exactly(logs_apart(sp.limit((1 - c) / ALPHA, ALPHA, 0)), logs_apart(sign * slope.subs(ALPHA, 0)))
    made.exactly(
        sp.diff(normals, ALPHA).subs(ALPHA, 1), exact.kl_divergence(exact.normal(0, 1), exact.normal(THETA, 1))
    )
