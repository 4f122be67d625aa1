"""Chapter 11: the forward fit matches expected statistics."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools.exact import exponential_families
from tests.claims.cases import FINE, evaluated, kl, kl_symbols, normalised, number, pmf, positive
from tests.claims.claim import Comparisons, claim
from tests.claims.families import (
    COIN,
    ETA,
    FINITE,
    LAWS,
    NORMAL_LAW,
    POISSON_LAW,
    TAIL,
    divergence,
    dot,
    gamma_log_partition,
    gamma_mean,
    in_logs,
    power_law,
)
from tests.claims.quadrature import log_normal_density, normal_mean

STAR, OTHER = sp.symbols("u_1 u_2", real=True), sp.symbols("v_1 v_2", real=True)
"""The natural parameters of the best member and of any other."""


def weights_that_sum_to_one(k):
    """A PMF on k outcomes in symbols."""
    weights = positive("w", k)
    return [one / sp.Add(*weights) for one in weights]


# matching expected statistics


@claim(
    "eq-moment-matching",
    r"\nabla A(\eta^*) = \mathbb{E}_p[T(X)] .",
    method="SymPy: where D(p ‖ member) is stationary, for any p on three points: Poisson, coin, normal, the general family",
    mistake="T of the mean in place of the mean of T",
)
def the_forward_fit_has_the_mean_statistics_of_p(made: Comparisons, wrong: bool) -> None:
    p = weights_that_sum_to_one(3)
    for law, points in ((POISSON_LAW, (0, 1, 4)), (COIN, (0, 1, 1)), (NORMAL_LAW, sp.symbols("y_1:4", real=True))):
        mean = dot(p, points)
        cost = -dot(p, [in_logs(sp.log(law.density)).subs(law.x, point) for point in points])
        if law is NORMAL_LAW:
            mu, sigma = law.parameters
            best = {mu: mean, sigma: sp.sqrt(dot(p, [(point - mean) ** 2 for point in points]))}
        else:
            (parameter,) = law.parameters
            best = {parameter: sp.solve(sp.numer(sp.together(cost.diff(parameter))), parameter)[0]}
        for parameter in law.parameters:
            made.exactly(cost.diff(parameter).subs(best), 0)  # so the divergence, cost less entropy, is stationary
        for slope, statistic in zip(law.slopes(), law.statistics):
            matched = (
                statistic.subs(law.x, mean) if wrong else dot(p, [statistic.subs(law.x, point) for point in points])
            )
            made.exactly(slope.subs(best), matched)
    for eta, statistic in zip(ETA, FINITE.statistics):
        slope = dot(p, FINITE.log_probabilities()).diff(eta)
        made.exactly(-slope, FINITE.log_partition().diff(eta) - dot(p, statistic))


@claim(
    "eq-moment-pythagoras",
    r"D(p\,\|\,p_\eta) = D(p\,\|\,p_{\eta^*}) + D(p_{\eta^*}\,\|\,p_\eta) .",
    method="SymPy, for every family of one statistic on three outcomes and every p with the mean statistic of a member",
    mistake="the last divergence with its arguments swapped",
)
def divergence_goes_through_the_best_member(made: Comparisons, wrong: bool) -> None:
    statistic, step = FINITE.statistics[0], sp.Symbol("step", real=True)
    star, other = [(eta[0], sp.Integer(0)) for eta in (STAR, OTHER)]
    best, logs_best, logs = FINITE.probabilities(star), FINITE.log_probabilities(star), FINITE.log_probabilities(other)
    # all p on three outcomes with the mean statistic of the best member: a step along what leaves mass and mean alone
    along = [statistic[2] - statistic[1], statistic[0] - statistic[2], statistic[1] - statistic[0]]
    p = [a + step * b for a, b in zip(best, along)]
    made.exactly(dot(p, statistic) - dot(best, statistic), 0)
    made.exactly(sp.Add(*p), 1)
    log_p = sp.symbols("log_p_1:4", real=True)

    def between(law, logs_one, logs_two):
        return dot(law, [a - b for a, b in zip(logs_one, logs_two)])

    law, pair = (FINITE.probabilities(other), (logs, logs_best)) if wrong else (best, (logs_best, logs))
    through = between(p, log_p, logs_best) + between(law, *pair)
    made.exactly(sp.expand(between(p, log_p, logs) - through), 0)


def stretched_mean(function, scale):
    """The mean of a function of x for log x ~ N(0, scale^2), by the trapezoidal rule."""
    return normal_mean(lambda y: function(mp.exp(y)), 0, scale)


def gamma_log_density(eta, x):
    """The logarithm of the gamma density with these natural parameters."""
    return eta[0] * mp.log(x) + eta[1] * x - gamma_log_partition(*eta) - mp.log(x)


def fits_of_counts(rng):
    """PMFs p, their best Poisson, coin or power law, and others of the family 1e-9 to far away, as lists over the counts."""
    for size in (2, 4, 7):
        counts = pmf(rng, size)
        for p in (counts, [mp.mpf(0), *counts], [mp.mpf(int(i == size)) for i in range(size + 1)]):
            mean = mp.fsum(x * a for x, a in enumerate(p))
            members = [mean, mean * (1 + mp.mpf("1e-9")), mean / 7, mean * 3, number(rng, 0.1, 5)]
            yield p, [[mp.exp(-m) * m**x / mp.factorial(x) for x in range(150)] for m in members]
        odds = normalised([number(rng), number(rng)])
        others = [number(rng), odds[0] * (1 - mp.mpf("1e-9")), mp.mpf("1e-20")]
        yield odds, [odds, *([a, 1 - a] for a in others)]
    # h = x^-3 on 1, 2, 3 and so on: a step off a member that keeps its mean, and members up to the boundary
    best = power_law(mp.mpf("-0.7"))
    p = [a + b for a, b in zip(best, (mp.mpf("0.01"), mp.mpf("-0.02"), mp.mpf("0.01"), *[mp.mpf(0)] * len(best)))]
    boundary = [1 / (mp.mpf(x) ** TAIL * mp.zeta(TAIL)) for x in range(1, len(best) + 1)]
    yield p, [best, boundary, power_law(mp.mpf("-0.2"))[: len(best)]]


@claim(
    "thm-moment-family",
    r"""Let $p$ be a density (or a PMF, if the members are PMFs) with finite means of $T(X)$ and of $\log \frac{p(X)}{h(X)}$. Let $\eta^*$, in the interior of the natural parameter space, satisfy

$$
\nabla A(\eta^*) = \mathbb{E}_p[T(X)] .
$$ (eq-moment-matching)

Then for every $\eta$ in the natural parameter space

$$
D(p\,\|\,p_\eta) = D(p\,\|\,p_{\eta^*}) + D(p_{\eta^*}\,\|\,p_\eta) .
$$ (eq-moment-pythagoras)

So $p_{\eta^*}$ is the member nearest to $p$ in the forward direction, and the only one.""",
    method="counts to Poissons, coins and up to a boundary, a log-normal to gammas, a uniform to normals, some 1e-9 off",
    tolerance=1e-30,
    mistake="the last divergence with its arguments swapped",
)
def matched_member_is_nearest_and_divergences_add(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, (best, *others) in fits_of_counts(made.rng):
            padded = p + [mp.mpf(0)] * (len(best) - len(p))
            for other in others:
                between = kl(other, best) if wrong else kl(best, other)
                made.close(kl(padded, other), kl(padded, best) + between)
                if other != best:
                    made.less(kl(padded, best), kl(padded, other))
    # a log-normal density and gammas, some of them near the best
    scale = mp.mpf("0.6")
    mean = stretched_mean(lambda x: x, scale)
    made.close(mean, mp.exp(scale**2 / 2))
    shape = mp.findroot(lambda a: mp.digamma(a) - mp.log(a) + mp.log(mean), 3)
    best = (shape, -shape / mean)

    log_of_log = log_normal_density(0, scale)

    def log_p(x):
        return log_of_log(mp.log(x)) - mp.log(x)

    def from_p(eta):
        return stretched_mean(lambda x: log_p(x) - gamma_log_density(eta, x), scale)

    nearest = from_p(best)
    for other in ((mp.mpf(4), mp.mpf(-2)), (mp.mpf("0.5"), mp.mpf(-1)), (shape * (1 + mp.mpf("1e-6")), best[1])):
        pair = (other, best) if wrong else (best, other)
        between = gamma_mean(lambda x, u=pair: gamma_log_density(u[0], x) - gamma_log_density(u[1], x), *pair[0])
        made.close(from_p(other), nearest + between)
        made.less(nearest, from_p(other))
        made.close(between, evaluated(exponential_families["gamma"].bregman(*pair)), 1e-25)
    # a uniform density on [0, 1] and normals
    best = (mp.mpf("0.5"), mp.sqrt(mp.mpf(1) / 12))

    def from_uniform(middle, spread):
        return mp.quad(lambda x: -mp.log(mp.npdf(x, middle, spread)), [0, 1])

    for other in ((mp.mpf(0), mp.mpf(1)), (mp.mpf("0.5"), mp.mpf("0.1")), (best[0], best[1] * (1 + mp.mpf("1e-9")))):
        natural = [(m / s**2, -1 / (2 * s**2)) for m, s in ((other, best) if wrong else (best, other))]
        made.close(
            from_uniform(*other), from_uniform(*best) + evaluated(exponential_families["normal"].bregman(*natural))
        )
        made.less(from_uniform(*best), from_uniform(*other))


@claim(
    "eq-moment-difference",
    r"D(p\,\|\,p_\eta) - D(p\,\|\,p_{\eta^*}) = \mathbb{E}_p\!\left[ \log \frac{p_{\eta^*}(X)}{p_\eta(X)} \right] = (\eta^* - \eta) \cdot \mathbb{E}_p[T(X)] - A(\eta^*) + A(\eta) .",
    method="SymPy, for every family of two statistics on three outcomes, every p, also with zeros, and any two members",
    mistake="the two heights of A exchanged",
)
def difference_of_the_two_divergences_from_p(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    best, other = FINITE.probabilities(STAR), FINITE.probabilities(OTHER)
    step = [a - b for a, b in zip(STAR, OTHER)]
    for missing in range(3):
        p = [sp.Integer(0)] * missing + weights_that_sum_to_one(3 - missing)
        left = kl_symbols(p, other) - kl_symbols(p, best)
        middle = dot(p, [sp.log(a / b) for a, b in zip(best, other)])
        heights = FINITE.log_partition(STAR) - FINITE.log_partition(OTHER)
        right = dot(step, [dot(p, statistic) for statistic in FINITE.statistics]) - sign * heights
        made.exactly(sp.factor(in_logs(left - middle)), 0)
        made.exactly(sp.factor(in_logs(middle - right)), 0)


@claim(
    "eq-moment-identity",
    r"(\eta^* - \eta) \cdot \nabla A(\eta^*) - A(\eta^*) + A(\eta) = D(p_{\eta^*}\,\|\,p_\eta) ,",
    method="SymPy: p log p/q summed and integrated for Poisson, coin, normal and gamma laws of all parameters",
    mistake="the gradient at eta",
)
def what_is_left_is_a_divergence_of_members(made: Comparisons, wrong: bool) -> None:
    for law in LAWS:
        star, other = law.member("p"), law.member("q")
        slopes = (other if wrong else star).slopes()
        left = dot([a - b for a, b in zip(star.natural, other.natural)], slopes) - star.height() + other.height()
        made.exactly(in_logs(sp.factor(in_logs(left - divergence(law)))), 0)


# families that are not of this form
