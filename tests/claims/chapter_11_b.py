"""Chapter 11: the lines of that proof, and the divergence as a gap above a tangent."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools.exact import find_closed_form, phi, spelled_out
from tests.claims.cases import FINE, kl, kl_symbols, logs_apart, number
from tests.claims.chapter_11_a import segments
from tests.claims.claim import Comparisons, claim
from tests.claims.families import (
    COIN,
    COUNT,
    ETA,
    FINITE,
    GAMMA_LAW,
    LAWS,
    NORMAL_LAW,
    POISSON_LAW,
    TAIL,
    divergence,
    dot,
    gamma_log_partition,
    gamma_mean,
    in_logs,
    log_ratio,
    power_law,
    power_log_partition,
)


@claim(
    "eq-log-partition-first",
    r"\frac{\partial A}{\partial \eta_i} = e^{-A(\eta)} \int T_i(x)\, h(x)\, e^{\eta \cdot T(x)} \, dx = \mathbb{E}_\eta[T_i(X)] .",
    method="SymPy, for every family of two statistics on three outcomes; and the normal and gamma integrals",
    mistake="no factor e^-A",
)
def derivative_brings_down_the_statistic(made: Comparisons, wrong: bool) -> None:
    height, masses, law = FINITE.log_partition(), FINITE.masses(), FINITE.probabilities()
    for eta, statistic in zip(ETA, FINITE.statistics):
        middle = (1 if wrong else sp.exp(-height)) * dot(statistic, masses)
        made.exactly(height.diff(eta), middle)
        made.exactly(middle, dot(statistic, law))
    for family in (NORMAL_LAW, GAMMA_LAW):
        scale = 1 if wrong else sp.exp(-family.height().replace(sp.loggamma, lambda z: sp.log(sp.gamma(z))))
        for slope, statistic in zip(family.slopes(), family.statistics):
            middle = scale * family.total(statistic * family.mass())
            made.exactly(slope, middle)
            made.exactly(middle, family.total(statistic * family.density))


@claim(
    "eq-log-partition-second",
    r"\frac{\partial^2 A}{\partial \eta_i \, \partial \eta_j} = \mathbb{E}_\eta[T_i(X)\, T_j(X)] - \mathbb{E}_\eta[T_i(X)]\, \mathbb{E}_\eta[T_j(X)] .",
    method="SymPy, for every family of two statistics on three outcomes, i and j equal and not",
    mistake="the product of the means added",
)
def second_derivative_is_mean_product_less_product_of_means(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    height, law = FINITE.log_partition(), FINITE.probabilities()
    for i, one in enumerate(FINITE.statistics):
        for j, two in enumerate(FINITE.statistics):
            together = dot([a * b for a, b in zip(one, two)], law)
            right = together + sign * dot(one, law) * dot(two, law)
            made.exactly(sp.factor(height.diff(ETA[i], ETA[j]) - right), 0)


@claim(
    "eq-log-partition-hoelder",
    r"\int h\, e^{((1 - t)\, \eta + t\, \eta') \cdot T} \, dx \le \Big( \int h\, e^{\eta \cdot T} \, dx \Big)^{1 - t} \Big( \int h\, e^{\eta' \cdot T} \, dx \Big)^{t} ,",
    method="100 digits: sums with zeros in h, gamma integrals, boundary and 1e-12 apart; equal where T steps alike, infinite beyond",
    tolerance=1e-80,
    mistake="the two exponents exchanged",
)
def mass_between_is_at_most_a_mean_of_powers(made: Comparisons, wrong: bool) -> None:
    def compare(between, one, two, t, same=False):
        weight = t if wrong else 1 - t
        right = mp.inf if mp.isinf(two) else one**weight * two ** (1 - weight)
        if same:
            made.close(between, right)
        else:
            made.at_most(between, right)
            made.less(between, right)

    def masses(h, statistics, eta):
        return mp.fsum(a * mp.exp(mp.fsum(e * u for e, u in zip(eta, of_x))) for a, of_x in zip(h, statistics))

    with mp.workdps(FINE):
        for _ in range(8):
            t, near = number(made.rng, 0.01, 0.99), mp.mpf("1e-12")
            h = [mp.mpf(0), *(number(made.rng, 0.1, 1) for _ in range(4))]
            statistics = [(number(made.rng, -2, 2), number(made.rng, -2, 2)) for _ in h]
            eta = (number(made.rng, -2, 2), number(made.rng, -2, 2))
            alike = [(u, 1 - u) for u, _ in statistics]
            for of_x, other, same in (
                (statistics, (number(made.rng, -2, 2), number(made.rng, -2, 2)), False),
                (statistics, (eta[0] + near, eta[1]), False),
                (statistics, eta, True),
                (alike, (eta[0] + 1, eta[1] + 1), True),  # the step's product with T is 1 throughout
            ):
                between = masses(h, of_x, [(1 - t) * a + t * b for a, b in zip(eta, other)])
                compare(between, masses(h, of_x, eta), masses(h, of_x, other), t, same)
        for height, one, two, t in segments(made.rng):
            middle = [(1 - t) * a + t * b for a, b in zip(one, two)]
            compare(mp.exp(height(*middle)), mp.exp(height(*one)), mp.exp(height(*two)), t, one == two)
        compare(mp.exp(power_log_partition(mp.mpf(-1))), mp.exp(power_log_partition(mp.mpf(-3))), mp.inf, mp.mpf("0.5"))


def gap(law, sloped="p"):
    """The height of A at q above its tangent at p."""
    p, q = law.member("p"), law.member("q")
    slopes = (p if sloped == "p" else q).slopes()
    return q.height() - p.height() - dot(slopes, [b - a for a, b in zip(p.natural, q.natural)])


@claim(
    "eq-bregman",
    r"D(p\,\|\,q) = A(\eta_q) - A(\eta_p) - \nabla A(\eta_p) \cdot (\eta_q - \eta_p) .",
    method="SymPy: p log p/q summed and integrated for Poisson, coin, normal and gamma; every family on three outcomes",
    mistake="the tangent's slope taken at q",
)
def divergence_is_the_gap_above_a_tangent(made: Comparisons, wrong: bool) -> None:
    sloped = "q" if wrong else "p"
    for law in LAWS:
        made.exactly(logs_apart(in_logs(divergence(law) - gap(law, sloped))), 0)
    eta_p, eta_q = sp.symbols("u_1 u_2", real=True), sp.symbols("v_1 v_2", real=True)
    p, q = FINITE.probabilities(eta_p), FINITE.probabilities(eta_q)
    at = dict(zip(ETA, eta_q if wrong else eta_p))
    slopes = [FINITE.log_partition().diff(one).subs(at) for one in ETA]
    right = (
        FINITE.log_partition(eta_q) - FINITE.log_partition(eta_p) - dot(slopes, [b - a for a, b in zip(eta_p, eta_q)])
    )
    made.exactly(sp.factor(logs_apart(kl_symbols(p, q) - right)), 0)


@claim(
    "thm-bregman",
    r"""Let $p = p_{\eta_p}$ and $q = p_{\eta_q}$ be members of one exponential family, $\eta_p$ in the interior of the natural parameter space. Then

$$
D(p\,\|\,q) = A(\eta_q) - A(\eta_p) - \nabla A(\eta_p) \cdot (\eta_q - \eta_p) .
$$ (eq-bregman)""",
    method="sums and quadrature at 50 digits: h = x^-3 with q on the boundary, 1e-12 from p, equal; gamma laws",
    tolerance=1e-30,
    mistake="p and q exchanged on the right",
)
def divergence_of_members_is_a_bregman_divergence(made: Comparisons, wrong: bool) -> None:
    def power_gap(one, two):
        one, two = (two, one) if wrong else (one, two)
        slope = mp.polylog(TAIL - 1, mp.exp(one)) / mp.polylog(TAIL, mp.exp(one))
        return power_log_partition(two) - power_log_partition(one) - slope * (two - one)

    for eta in (mp.mpf(-3), -number(made.rng, 0.5, 2), mp.mpf("-0.4")):
        p = power_law(eta)
        for other in (mp.mpf(0), mp.mpf(-1), -number(made.rng, 0.1, 3), eta + mp.mpf("1e-12"), eta):
            whole = (
                mp.zeta(TAIL) if other == 0 else mp.fsum(mp.exp(other * x) / mp.mpf(x) ** TAIL for x in range(1, 1500))
            )
            q = [mp.exp(other * x) / mp.mpf(x) ** TAIL / whole for x in range(1, len(p) + 1)]
            if abs(other - eta) < mp.mpf("1e-9"):
                made.near(kl(p, q), power_gap(eta, other), within=mp.mpf("1e-46"))
            else:
                made.close(kl(p, q), power_gap(eta, other))
            made.near(min(kl(p, q), 0), 0, within=mp.mpf("1e-46"))
    for pair in (((2, -1), (mp.mpf("3.5"), mp.mpf("-2.5"))), ((3, -2), (2, -2))):
        one, two = ([mp.mpf(eta) for eta in of_one] for of_one in pair)
        heights = [gamma_log_partition(*eta) for eta in (one, two)]
        ratio = [a - b for a, b in zip(one, two)]
        found = gamma_mean(lambda x, r=ratio: r[0] * mp.log(x) + r[1] * x, *one) - heights[0] + heights[1]
        first, second = (two, one) if wrong else (one, two)
        slopes = mp.digamma(first[0]) - mp.log(-first[1]), -first[0] / first[1]
        step = mp.fsum(slope * (b - a) for slope, a, b in zip(slopes, first, second))
        made.close(found, gamma_log_partition(*second) - gamma_log_partition(*first) - step)


@claim(
    "eq-bregman-ratio",
    r"\log \frac{p(x)}{q(x)} = (\eta_p - \eta_q) \cdot T(x) - A(\eta_p) + A(\eta_q) .",
    method="SymPy: ratios of the textbook Poisson, coin, normal and gamma densities, at every outcome",
    mistake="the two heights of A exchanged",
)
def log_ratio_has_no_h(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    for law in LAWS:
        p, q = law.member("p"), law.member("q")
        step = [a - b for a, b in zip(p.natural, q.natural)]
        difference = log_ratio(p, q) - in_logs(dot(step, law.statistics) - sign * (p.height() - q.height()))
        if law is COIN:
            for x in (0, 1):
                made.exactly(logs_apart(difference.subs(COUNT, x)), 0)
        else:
            made.exactly(difference, 0)


@claim(
    "eq-bregman-poisson",
    r"D(p\,\|\,q) = \lambda_q - \lambda_p - \lambda_p \log \frac{\lambda_q}{\lambda_p} = \lambda_p\, \varphi\!\left( \frac{\lambda_q}{\lambda_p} \right) , \qquad \varphi(t) = t - 1 - \log t .",
    method="SymPy sums p log p/q over all counts; the last is kltools' own form",
    mistake="the slack at the inverse ratio",
)
def divergence_of_two_poissons_is_a_slack(made: Comparisons, wrong: bool) -> None:
    (p,), (q,) = POISSON_LAW.member("p").parameters, POISSON_LAW.member("q").parameters

    middle = q - p - p * sp.log(q / p)
    made.exactly(in_logs(divergence(POISSON_LAW) - middle), 0)
    last = find_closed_form("kl", ("poisson", (p,)), ("poisson", (q,))).expression
    made.exactly(last, p * phi(q / p))
    made.exactly(in_logs(middle - spelled_out(last.replace(phi, lambda t: phi(1 / t)) if wrong else last)), 0)
