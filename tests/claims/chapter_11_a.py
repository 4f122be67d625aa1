"""Chapter 11: exponential families, what the log-partition function knows, and the divergence as a gap above a tangent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath as mp
import sympy as sp
from cases import FINE, kl, kl_symbols, logs_apart, normalised, number, positive
from claim import Comparisons, claim

from kltools.distributions.closed_forms import GAMMA, NORMAL

ETA = sp.symbols("eta_1 eta_2", real=True)
COUNT = sp.Symbol("x", integer=True, nonnegative=True)
REAL = sp.Symbol("x", real=True)
POSITIVE = sp.Symbol("x", positive=True)


@cache
def whole(term, x, outcomes):
    """One term summed over the counts, or integrated."""
    rule = sp.summation if x is COUNT else sp.integrate
    return sp.simplify(rule(term, (x, *outcomes)))


@dataclass(frozen=True)
class Family:
    """A textbook law in its usual parameters, and the h, T, eta and A that the chapter gives for it.

    Attributes
    ----------
    outcomes : tuple
        The first and last, or all of a coin's.
    """

    x: Any
    outcomes: tuple[Any, ...]
    parameters: tuple[Any, ...]
    density: Any
    h: Any
    statistics: tuple[Any, ...]
    natural: tuple[Any, ...]
    log_partition: Any

    def total(self, function):
        """The sum or integral of a function of x over all outcomes."""
        if self.outcomes == (0, 1):
            return sp.Add(*(function.subs(self.x, one) for one in (0, 1)))
        terms = (term.as_independent(self.x, as_Add=False) for term in sp.Add.make_args(sp.expand(function)))
        return sp.Add(
            *(factor * whole(sp.powsimp(rest, combine="exp"), self.x, self.outcomes) for factor, rest in terms)
        )

    def member(self, name):
        """The same law with its parameters called after p or q."""
        renamed = {one: sp.Symbol(f"{one}_{name}", **one.assumptions0) for one in self.parameters}
        density, *natural = (sp.sympify(one).subs(renamed) for one in (self.density, *self.natural))
        return Family(
            self.x,
            self.outcomes,
            tuple(renamed.values()),
            density,
            self.h,
            self.statistics,
            tuple(natural),
            self.log_partition,
        )

    def mass(self):
        """h exp(eta . T), with powers for exponentials of logarithms."""
        factors = [
            two.args[0] ** one
            if isinstance(two, sp.log)
            else one.args[0] ** two
            if isinstance(one, sp.log)
            else sp.exp(one * two)
            for one, two in zip(self.natural, self.statistics)
        ]
        return sp.powsimp(sp.Mul(self.h, *factors), combine="exp")

    @property
    def at(self):
        """The natural parameters as a substitution."""
        return dict(zip(ETA, self.natural))

    def height(self):
        """A at this member."""
        return self.log_partition.subs(self.at)

    def slopes(self):
        """The gradient of A at this member."""
        return [self.log_partition.diff(one).subs(self.at) for one in ETA[: len(self.statistics)]]


LAMBDA, ODDS, SIGMA, A, S = sp.symbols("lambda w sigma a s", positive=True)
MU = sp.Symbol("mu", real=True)
HEADS = ODDS / (1 + ODDS)  # the odds make 1 - theta positive by their form

POISSON_LAW = Family(
    COUNT,
    (0, sp.oo),
    (LAMBDA,),
    LAMBDA**COUNT * sp.exp(-LAMBDA) / sp.factorial(COUNT),
    1 / sp.factorial(COUNT),
    (COUNT,),
    (sp.log(LAMBDA),),
    sp.exp(ETA[0]),
)
COIN = Family(
    COUNT,
    (0, 1),
    (ODDS,),
    HEADS**COUNT * (1 - HEADS) ** (1 - COUNT),
    sp.Integer(1),
    (COUNT,),
    (sp.log(sp.simplify(HEADS / (1 - HEADS))),),
    sp.log(1 + sp.exp(ETA[0])),
)
NORMAL_LAW = Family(
    REAL,
    (-sp.oo, sp.oo),
    (MU, SIGMA),
    sp.exp(-((REAL - MU) ** 2) / (2 * SIGMA**2)) / (SIGMA * sp.sqrt(2 * sp.pi)),
    1 / sp.sqrt(2 * sp.pi),
    (REAL, REAL**2),
    (MU / SIGMA**2, -1 / (2 * SIGMA**2)),
    NORMAL.log_partition,
)
GAMMA_LAW = Family(
    POSITIVE,
    (0, sp.oo),
    (A, S),
    POSITIVE ** (A - 1) * sp.exp(-POSITIVE / S) / (sp.gamma(A) * S**A),
    1 / POSITIVE,
    (sp.log(POSITIVE), POSITIVE),
    (A, -1 / S),
    GAMMA.log_partition,
)
LAWS = (POISSON_LAW, COIN, NORMAL_LAW, GAMMA_LAW)


def dot(one, two):
    """The sum of products."""
    return sp.Add(*(a * b for a, b in zip(one, two)))


def in_logs(expression):
    """An expression with log Gamma as a logarithm, and the logarithms of products as sums."""
    plain = sp.sympify(expression).replace(sp.loggamma, lambda z: sp.log(sp.gamma(z)))
    return sp.expand(sp.expand_log(sp.expand(plain), force=True))


def log_ratio(p, q):
    """log p(x)/q(x) of two members, from their textbook densities."""
    return in_logs(sp.log(p.density) - sp.log(q.density))


@cache
def divergence(law):
    """D(p||q) of two members of a law by its definition: the total of p log p/q."""
    p, q = law.member("p"), law.member("q")
    return sp.expand(in_logs(p.total(sp.expand(p.density * log_ratio(p, q)))))


class Finite:
    """The general family of two statistics on three outcomes: h, T and eta are symbols."""

    def __init__(self):
        self.h = positive("h", 3)
        self.statistics = [sp.symbols(f"{one}_1:4", real=True) for one in ("T", "U")]

    def masses(self, eta=ETA):
        """h exp(eta . T) of each outcome."""
        return [h * sp.exp(dot(eta, of_x)) for h, of_x in zip(self.h, zip(*self.statistics))]

    def log_partition(self, eta=ETA):
        """The logarithm of their sum."""
        return sp.log(sp.Add(*self.masses(eta)))

    def probabilities(self, eta=ETA):
        """The masses over their sum."""
        masses = self.masses(eta)
        return [one / sp.Add(*masses) for one in masses]

    def log_probabilities(self, eta=ETA):
        """The logarithms of the masses less that of their sum."""
        logs = (sp.log(h) + dot(eta, of_x) for h, of_x in zip(self.h, zip(*self.statistics)))
        return [one - self.log_partition(eta) for one in logs]


FINITE = Finite()


# the family


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


# what the log-partition function knows


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


TAIL = 3
"""h(x) = x^-3 on the outcomes 1, 2, 3 and so on, with T(x) = x: A is finite for eta <= 0, 0 included."""


def power_law(eta):
    """The PMF with h(x) = x^-3 and T(x) = x, to the last mass of 1e-60."""
    masses = []
    while not masses or masses[-1] > mp.mpf("1e-60"):
        x = len(masses) + 1
        masses.append(mp.exp(eta * x) / mp.mpf(x) ** TAIL)
    return normalised(masses)


def power_log_partition(eta):
    """A of that family; the terms of its sum grow without bound beyond 0."""
    return mp.inf if eta > 0 else mp.log(mp.polylog(TAIL, mp.exp(eta)))


def gamma_log_partition(one, two):
    """A of the gamma family, infinite outside eta_1 > 0 > eta_2."""
    return mp.loggamma(one) - one * mp.log(-two) if one > 0 > two else mp.inf


def gamma_mean(function, one, two):
    """The mean under the gamma law with these natural parameters, in log x by the trapezoidal rule: to 1e-40 or so."""
    step = mp.mpf(1) / 12
    total = mass = mp.mpf(0)
    for i in range(-1500, 90):
        y = step * i
        weight = mp.exp(one * y + two * mp.exp(y))
        total += weight * function(mp.exp(y))
        mass += weight
    return total / mass


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


# the divergence


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
    method="SymPy sums p log p/q over all counts",
    mistake="the slack at the inverse ratio",
)
def divergence_of_two_poissons_is_a_slack(made: Comparisons, wrong: bool) -> None:
    (p,), (q,) = POISSON_LAW.member("p").parameters, POISSON_LAW.member("q").parameters

    def phi(t):
        return t - 1 - sp.log(t)

    middle = q - p - p * sp.log(q / p)
    made.exactly(in_logs(divergence(POISSON_LAW) - middle), 0)
    made.exactly(in_logs(middle - p * phi(p / q if wrong else q / p)), 0)
