"""Chapter 11: exponential families, and what the log-partition function knows."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import FINE, number
from tests.claims.claim import Comparisons, claim
from tests.claims.families import (
    COIN,
    COUNT,
    ETA,
    LAWS,
    POSITIVE,
    TAIL,
    dot,
    gamma_log_partition,
    gamma_mean,
    in_logs,
    power_law,
    power_log_partition,
)


@claim(
    "eq-exponential-family",
    r"p_\eta(x) = h(x) \exp\!\big( \eta \cdot T(x) - A(\eta) \big) ,",
    method="SymPy: the Poisson, coin, normal and gamma laws of textbooks in this form, for all parameters and outcomes",
    mistake="A added",
)
def textbook_laws_have_this_form(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    for law in LAWS:
        log_density = in_logs(sp.log(law.h)) + in_logs(dot(law.natural, law.statistics) + sign * law.height())
        difference = in_logs(sp.log(law.density)) - log_density
        if law is COIN:
            for x in (0, 1):
                made.exactly(in_logs(sp.factor(difference.subs(COUNT, x))), 0)
        else:
            made.exactly(difference, 0)


@claim(
    "eq-log-partition",
    r"A(\eta) = \log \int h(x) \exp\!\big( \eta \cdot T(x) \big) \, dx ,",
    method="SymPy sums and integrates: the A of Poisson, coin, normal (kltools') and gamma (kltools'); infinite outside",
    mistake="no logarithm",
)
def log_partition_is_what_makes_the_mass_one(made: Comparisons, wrong: bool) -> None:
    for law in LAWS:
        mass = law.total(law.mass())
        printed = mass if wrong else sp.log(mass)
        made.exactly(in_logs(printed - law.height()), 0)
        made.exactly(law.total(law.density), 1)
    for a in (sp.Rational(1, 2), 2):  # a gamma's second natural parameter must be negative, and its first positive
        made.true(sp.integrate(POSITIVE ** (a - 1), (POSITIVE, 0, sp.oo)) == sp.oo, "eta_2 = 0 is a natural parameter")
    beyond = sp.integrate(POSITIVE ** (-1) * sp.exp(-POSITIVE), (POSITIVE, 0, sp.oo))
    made.true(beyond == sp.oo, "eta_1 = 0 is a natural parameter")


@claim(
    "eq-log-partition-mean",
    r"\nabla A(\eta) = \mathbb{E}_\eta[T(X)] ,",
    method="SymPy: means of T summed and integrated for Poisson, coin, normal and gamma laws of all parameters",
    mistake="the sign of the gradient",
)
def gradient_is_the_mean_of_the_statistics(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    for law in LAWS:
        for slope, statistic in zip(law.slopes(), law.statistics):
            made.exactly(sign * slope, law.total(statistic * law.density))


@claim(
    "eq-log-partition-covariance",
    r"\nabla^2 A(\eta) = \operatorname{Cov}_\eta[T(X)] .",
    method="SymPy: covariances of T, summed and integrated for Poisson, coin, normal and gamma laws of all parameters",
    mistake="second moments in place of covariances",
)
def second_derivatives_are_the_covariances(made: Comparisons, wrong: bool) -> None:
    for law in LAWS:
        count = len(law.statistics)
        means = [law.total(one * law.density) for one in law.statistics]
        for i in range(count):
            for j in range(i, count):
                bend = law.log_partition.diff(ETA[i], ETA[j]).subs(law.at)
                second = law.total(law.statistics[i] * law.statistics[j] * law.density)
                made.exactly(bend, sp.expand(second if wrong else second - means[i] * means[j]))


def segments(rng):
    """Log-partition functions with two points of their space, one on the boundary or 1e-12 from the other, and a weight."""
    for _ in range(4):
        near, t = mp.mpf("1e-12"), number(rng, 0.01, 0.99)
        eta = -number(rng, 0.3, 3)
        for other in (mp.mpf(0), eta - near, -number(rng, 0.3, 3), eta):
            yield power_log_partition, (eta,), (other,), t
        one, two = (number(rng, 0.2, 4), -number(rng, 0.2, 3)), (number(rng, 0.2, 4), -number(rng, 0.2, 3))
        for other in (two, (one[0] + near, one[1]), (mp.mpf("1e-12"), mp.mpf("-1e-12"))):
            yield gamma_log_partition, one, other, t
        yield mp.exp, (number(rng, -3, 3),), (number(rng, -3, 3),), t
        finite = [number(rng, 0.1, 1) for _ in range(3)]
        yield (
            lambda u, v, h=finite: mp.log(h[0] + h[1] * mp.exp(u + v) + h[2] * mp.exp(u - v)),
            (number(rng, -3, 3), number(rng, -3, 3)),
            (number(rng, -3, 3), number(rng, -3, 3)),
            t,
        )


@claim(
    "thm-log-partition",
    r"""The natural parameter space is convex, and $A$ is convex on it. In its interior $A$ is smooth, its gradient is the mean of $T$ and its second derivatives are the covariances:

$$
\nabla A(\eta) = \mathbb{E}_\eta[T(X)] ,
$$ (eq-log-partition-mean)

$$
\nabla^2 A(\eta) = \operatorname{Cov}_\eta[T(X)] .
$$ (eq-log-partition-covariance)""",
    method="segments to boundary points and 1e-12 long: inside, A below its chord; derivatives, up to the fourth, against sums",
    tolerance=1e-25,
    mistake="A above its chords",
)
def space_and_log_partition_are_convex_and_derivatives_are_moments(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for height, one, two, t in segments(made.rng):
            between = height(*((1 - t) * a + t * b for a, b in zip(one, two)))
            chord = (1 - t) * height(*one) + t * height(*two)
            made.less(between, mp.inf)
            if one == two:
                made.near(between, chord, within=mp.mpf("1e-90"))
            else:
                made.at_most(*((chord, between) if wrong else (between, chord)))
                made.less(*((chord, between) if wrong else (between, chord)))
    made.less(1, mp.exp(mp.mpf("0.01") * 10**4) / mp.mpf(10**4) ** TAIL)  # so the space of the power law ends at 0
    for eta in (mp.mpf(-2), mp.mpf("-0.7"), mp.mpf("-0.4")):
        law = power_law(eta)
        mean = mp.fsum(x * a for x, a in enumerate(law, 1))
        second, third, fourth = (mp.fsum((x - mean) ** k * a for x, a in enumerate(law, 1)) for k in (2, 3, 4))
        for order, cumulant in enumerate((mean, second, third, fourth - 3 * second**2), 1):
            made.close(mp.diff(power_log_partition, eta, order), cumulant)
    for eta in ((mp.mpf("2.5"), mp.mpf(-1)), (mp.mpf("1.2"), mp.mpf("-0.6"))):
        means = [gamma_mean(statistic, *eta) for statistic in (mp.log, lambda x: x)]
        for order, mean in zip(((1, 0), (0, 1)), means):
            made.close(mp.diff(gamma_log_partition, eta, order), mean)
        for one, two in ((2, 0), (1, 1), (0, 2)):
            moment = gamma_mean(lambda x, m=means, i=one, j=two: (mp.log(x) - m[0]) ** i * (x - m[1]) ** j, *eta)
            made.close(mp.diff(gamma_log_partition, eta, (one, two)), moment)
