"""Chapter 5, on the line: both directions' best fits, the moment projection and the price of one mode."""

from __future__ import annotations

from functools import cache

import mpmath as mp
import sympy as sp
from scipy import stats

from kltools import Mixture
from kltools.projections import information_projections, moment_projection
from tests.claims.cases import log_normal, logs_apart, number
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_half_line, over_the_line
from tests.claims.quadrature import (
    log_normal_density,
    log_ratio_integrand,
    normal_density,
    reach,
    tanh_sinh,
    trapezoidal,
)

X = sp.Symbol("x", real=True)
MU = sp.Symbol("mu", real=True)
SIGMA = sp.Symbol("sigma", positive=True)
MU_P = sp.Symbol("mu_p", real=True)
SIGMA_P = sp.Symbol("sigma_p", positive=True)
MIXTURES = (
    ([0.5, 0.5], [(-2, 1), (2, 1)]),
    ([0.6875, 0.3125], [(-3, 0.75), (1.5, 0.5)]),
    ([0.3125, 0.375, 0.3125], [(-4, 0.5), (0, 1), (4, 1.5)]),
)
"""Mixtures of normals that floats hold exactly: weights, then means and standard deviations."""


class OnTheLine:
    """A mixture of normals, and its divergences from and to normals, by the trapezoidal rule.

    Its density and logarithm are computed once at each multiple of the step, however many normals it is compared with. A zero
    of a mixture beside the line, where its logarithm is not analytic, costs exp(-2 pi distance/step) times the density there:
    with one too near, the rule would not settle.
    """

    def __init__(self, weights, parts, digits=30):
        self.digits, self.step, self.parts = digits, mp.mpf(3) / (4 * digits), parts
        self.mean = mp.fsum(w * mp.mpf(m) for w, (m, _) in zip(weights, parts))
        self.variance = mp.fsum(w * (mp.mpf(s) ** 2 + (m - self.mean) ** 2) for w, (m, s) in zip(weights, parts))
        densities = [normal_density(*part) for part in parts]
        self.at = cache(lambda x: mp.fsum(w * density(x) for w, density in zip(weights, densities)))
        self.log_at = cache(lambda x: mp.log(self.at(x)))

    def integral(self, function):
        """The integral of the density times a function."""
        ends = [end for part in self.parts for end in self.ends(*part)]
        return self.between(min(ends), max(ends), lambda x: self.at(x) * function(x))

    def ends(self, mean, spread):
        """How far a normal reaches."""
        return [mean - reach(self.digits) * spread, mean + reach(self.digits) * spread]

    def between(self, low, high, function):
        """The integral of a function."""
        return trapezoidal(function, low, high, self.step, self.digits)

    def entropy(self):
        """The mean of minus the logarithm."""
        return -self.integral(self.log_at)

    def divergence_from(self, mean, spread):
        """D(this, normal)."""
        log_q = log_normal_density(mean, spread)
        return self.integral(lambda x: self.log_at(x) - log_q(x))

    def divergence_of(self, mean, spread):
        """D(normal, this)."""
        integrand = log_ratio_integrand(log_normal_density(mean, spread), self.log_at)
        return self.between(*self.ends(mean, spread), integrand)


def divergence(p, q, points):
    """The integral of p log(p/q) between points, with 0 for the integrand where p is 0."""

    def integrand(x):
        height = p(x)
        return height * mp.log(height / q(x)) if height else mp.mpf(0)

    return tanh_sinh(integrand, points)


def neighbours(mean, spread, by):
    """The normals next to one: with a little more and a little less of each parameter."""
    yield from ((mean + by, spread), (mean - by, spread), (mean, spread * (1 + by)), (mean, spread * (1 - by)))


def moments_of(polynomial):
    """The mean of a polynomial in x under any density with mean mu_p and variance sigma_p^2."""
    powers = {0: sp.Integer(1), 1: MU_P, 2: SIGMA_P**2 + MU_P**2}
    return sum(factor * powers[power] for (power,), factor in sp.Poly(sp.expand(polynomial), X).terms())


@claim(
    "eq-forward",
    r"q^*_{\text{forward}} = \operatorname*{argmin}_{q \in \mathcal Q} \; \int p(x) \log \frac{p(x)}{q(x)} \, dx ,",
    method="the integral at moment_projection's q, of three mixtures, at its neighbours, on every mode and at random q",
    tolerance=1e-12,
    mistake="the integral of the other direction",
)
def the_forward_fit_minimises_the_mean_under_p(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(20):
        for weights, parts in MIXTURES:
            p = OnTheLine(weights, parts, digits=16)
            objective = p.divergence_of if wrong else p.divergence_from
            fit = moment_projection(Mixture([stats.norm(*part) for part in parts], weights))
            mean, spread = mp.mpf(fit.mean), mp.sqrt(fit.variance)
            least = objective(mean, spread)
            made.close(fit.divergence, least)
            others = [
                *neighbours(mean, spread, mp.mpf("1e-3")),
                *parts,
                (number(made.rng, -4, 4), number(made.rng, 0.5, 6)),
            ]
            for other in others:
                made.less(least, objective(*other))


@claim(
    "eq-reverse",
    r"q^*_{\text{reverse}} = \operatorname*{argmin}_{q \in \mathcal Q} \; \int q(x) \log \frac{q(x)}{p(x)} \, dx .",
    method="the integral at the best of information_projections, of three mixtures, at its neighbours, other minima, other q",
    tolerance=1e-12,
    mistake="the integral of the other direction",
)
def the_reverse_fit_minimises_the_mean_under_q(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(20):
        for weights, parts in MIXTURES:
            p = OnTheLine(weights, parts, digits=16)
            objective = p.divergence_from if wrong else p.divergence_of
            fits = information_projections(Mixture([stats.norm(*part) for part in parts], weights))
            mean, spread = mp.mpf(fits[0].mean), mp.sqrt(fits[0].variance)
            least = objective(mean, spread)
            made.close(fits[0].divergence, least)
            for other in neighbours(mean, spread, mp.mpf("1e-3")):
                made.less(least, objective(*other))
            # two modes alike are two best fits alike: no other q is better, to the digits of a float
            others = [(mp.mpf(fit.mean), mp.sqrt(fit.variance)) for fit in fits[1:]]
            for other in [*others, (-4, 1), (0, 1), (4, 1), (0, 3)]:
                made.at_most(least, objective(*other))


# the moment projection


def shapes():
    """Laws by D from p to a normal, mean and variance: flat, one-sided, two-sided, of several modes."""
    half = mp.mpf("0.5")
    for density, points, mean, variance in (
        (lambda x: half, [-1, 1], mp.mpf(0), mp.mpf(1) / 3),
        (lambda x: mp.exp(-x), [0, 2, 8, 30, 90, 200], mp.mpf(1), mp.mpf(1)),
        (lambda x: mp.exp(-abs(x - 3)) / 2, [-190, -80, -30, -5, 0, 3, 6, 11, 36, 86, 196], mp.mpf(3), mp.mpf(2)),
        (lambda x: half + x, [0, 1], mp.mpf(7) / 12, mp.mpf(11) / 144),
    ):
        yield lambda *q, p=density, points=points: divergence(p, normal_density(*q), points), mean, variance
    for law in (OnTheLine(*mixture) for mixture in MIXTURES[1:]):
        yield law.divergence_from, law.mean, law.variance


@claim(
    "thm-moment-projection",
    r"""Let $p$ be a density on the line with mean $\mu_p$, variance $\sigma_p^2 > 0$ and finite entropy $H(p)$.
    Among all normals, $D(p\,\|\,q)$ is least for $q = N(\mu_p, \sigma_p^2)$, and for no other.""",
    method="SymPy: the excess over the least value, for any p, is (mu_p - mu)^2 / 2 sigma^2 plus half a slack that is 0 "
    "only at 1; by quadrature for six shapes, q from 1e-8 beside the best one to far",
    tolerance=1e-30,
    mistake="the second moment about 0 in place of the variance",
)
def the_best_normal_has_the_mean_and_variance_of_p(made: Comparisons, wrong: bool) -> None:
    variance = SIGMA_P**2 + MU_P**2 if wrong else SIGMA_P**2
    excess = moments_of(log_normal(X, MU_P, sp.sqrt(variance)) - log_normal(X, MU, SIGMA))
    t = sp.Symbol("t", positive=True)
    slack = t - 1 - sp.log(t)
    made.exactly(
        logs_apart(excess), logs_apart((MU_P - MU) ** 2 / (2 * SIGMA**2) + slack.subs(t, SIGMA_P**2 / SIGMA**2) / 2)
    )
    made.true(
        sp.solve(sp.diff(slack, t), t) == [1] and slack.subs(t, 1) == 0, "the slack is level elsewhere, or not 0 at 1"
    )
    made.true(sp.diff(slack, t, 2).is_positive, "the slack is not strictly convex")
    for divergence_from, mean, variance in shapes():
        spread = mp.sqrt(variance + mean**2 if wrong else variance)
        least = divergence_from(mean, spread)
        near = neighbours(mean, spread, mp.mpf("1e-8"))
        for other in [*near, (mean + number(made.rng, -2, 2), spread * number(made.rng, 0.5, 2))]:
            made.less(least, divergence_from(*other))


@claim(
    "eq-moment-objective",
    r"D(p\,\|\,q) = \tfrac12 \log (2 \pi \sigma^2) + \frac{\sigma_p^2 + (\mu_p - \mu)^2}{2 \sigma^2} - H(p) .",
    method="SymPy integrates for uniform, exponential, Laplace and normal p; mixtures by quadrature",
    tolerance=1e-30,
    mistake="the sign of the entropy",
)
def forward_divergence_needs_two_moments(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    r = sp.Symbol("r", positive=True)
    u = sp.Symbol("u", positive=True)

    def box(function):
        return sp.integrate(sp.expand(function), (X, MU_P - r, MU_P + r))

    def line(function):
        return over_the_line(function, X)

    def right(function):
        return over_the_half_line(function.subs(X, u), u)

    def left(function):
        return over_the_half_line(function.subs(X, -u), u)

    for pieces in (
        [(-sp.log(2 * r), box)],
        [(sp.log(r) - r * X, right)],
        [(-X / r - sp.log(2 * r), right), (X / r - sp.log(2 * r), left)],
        [(-(X**2) / (2 * r**2) - sp.log(2 * sp.pi * r**2) / 2, line)],
    ):
        divergence_of_p, mean, square, entropy = (
            sum(integrated(sp.exp(log_p) * of(log_p)) for log_p, integrated in pieces)
            for of in (
                lambda log_p: log_p - log_normal(X, MU, SIGMA),
                lambda _: X,
                lambda _: X**2,
                lambda log_p: -log_p,
            )
        )
        printed = (
            sp.log(2 * sp.pi * SIGMA**2) / 2 + (square - mean**2 + (mean - MU) ** 2) / (2 * SIGMA**2) + sign * entropy
        )
        made.exactly(logs_apart(divergence_of_p), logs_apart(printed))
    for weights, parts in MIXTURES:
        p = OnTheLine(weights, parts)
        entropy = p.entropy()
        for mu, sigma in [parts[0], (number(made.rng, -3, 3), number(made.rng, 0.5, 5))]:
            right = mp.log(2 * mp.pi * sigma**2) / 2 + (p.variance + (p.mean - mu) ** 2) / (2 * mp.mpf(sigma) ** 2)
            made.close(p.divergence_from(mu, sigma), right + sign * entropy)


@claim(
    "eq-moment-slope",
    r"\frac{d}{ds} \left( \tfrac12 \log s + \frac{\sigma_p^2}{2 s} \right) = \frac{s - \sigma_p^2}{2 s^2} ,",
    method="SymPy differentiates",
    mistake="the factor 2 of the denominator dropped",
)
def slope_in_the_variance(made: Comparisons, wrong: bool) -> None:
    s = sp.Symbol("s", positive=True)
    factor = 1 if wrong else 2
    made.exactly(sp.diff(sp.log(s) / 2 + SIGMA_P**2 / (2 * s), s), (s - SIGMA_P**2) / (factor * s**2))


@claim(
    "eq-reverse-cost",
    r"D(q\,\|\,p) \approx \log \frac1w .",
    method="by quadrature, q on one of two or three modes, 6 to 36 widths apart: the shortfall is positive and at most "
    "sqrt((1 - w)/w) exp(-distance^2/8), since log(1 + x) <= sqrt(x)",
    tolerance=1e-30,
    mistake="the weight of the other modes",
)
def one_mode_costs_the_log_of_its_weight(made: Comparisons, wrong: bool) -> None:
    for w in (mp.mpf("0.8"), mp.mpf("0.3")):
        for distance in (6, 12, 36):
            for sides in ((1,), (1, -1)):
                p = OnTheLine(
                    [w, *((1 - w) / len(sides) for _ in sides)], [(0, 1), *((side * distance, 1) for side in sides)]
                )
                cost = p.divergence_of(0, 1)
                claimed = mp.log(1 / (1 - w if wrong else w))
                made.near(
                    cost, claimed, within=mp.sqrt((1 - w) / w) * mp.exp(-(mp.mpf(distance) ** 2) / 8) + mp.mpf("1e-30")
                )
                made.at_most(cost, claimed)
