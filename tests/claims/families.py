"""The exponential families that chapter 11 is checked on: textbook laws and a general one in symbols, two in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath as mp
import sympy as sp

from kltools.exact import exponential_families
from tests.claims.cases import normalised, positive
from tests.claims.integrals import over_the_half_line, over_the_line, term_by_term
from tests.claims.quadrature import trapezoidal

ETA = sp.symbols("eta_1 eta_2", real=True)
COUNT = sp.Symbol("x", integer=True, nonnegative=True)
REAL = sp.Symbol("x", real=True)
POSITIVE = sp.Symbol("x", positive=True)
LAMBDA, ODDS, SIGMA, A, S = sp.symbols("lambda w sigma a s", positive=True)


@cache
def over_the_counts(term):
    """The sum of a term over all counts."""
    return sp.simplify(sp.summation(term, (COUNT, 0, sp.oo)))


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
        if self.x is COUNT:
            return term_by_term(function, COUNT, lambda term, _: over_the_counts(term))
        return (over_the_line if self.x is REAL else over_the_half_line)(function, self.x)

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
    exponential_families["normal"].log_partition(*ETA),
)
GAMMA_LAW = Family(
    POSITIVE,
    (0, sp.oo),
    (A, S),
    POSITIVE ** (A - 1) * sp.exp(-POSITIVE / S) / (sp.gamma(A) * S**A),
    1 / POSITIVE,
    (sp.log(POSITIVE), POSITIVE),
    (A, -1 / S),
    exponential_families["gamma"].log_partition(*ETA),
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
    """D(p‖q) of two members of a law by its definition: the total of p log p/q."""
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
    """The mean under the gamma law with these natural parameters, in y = log x by the trapezoidal rule, to 30 digits.

    The weight of y is exp(one y + two e^y), below 1e-35 outside the ends; less than pi/2 from the line it falls as well.
    It is summed for the mean and for the mass, and computed once.
    """

    @cache
    def weight(y):
        return mp.exp(one * y + two * mp.exp(y))

    def total(of):
        return trapezoidal(of, -81 / mp.mpf(one), mp.log(-110 / mp.mpf(two)), mp.mpf(1) / 12, digits=30)

    return total(lambda y: weight(y) * function(mp.exp(y))) / total(weight)
