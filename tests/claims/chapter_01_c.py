"""Chapter 1: what the divergence costs in code and earns in bets; and the exercises' evidence between normals and coins."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import (
    binomial_law,
    evaluated,
    evidence,
    kl,
    line,
    logs_apart,
    normalised,
    number,
    pmf_pairs,
    positive,
    with_zeros,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_density, tanh_sinh

P, Q, BET = ([weight / sum(weights) for weight in weights] for weights in map(positive, "pqb", (3, 3, 3)))
"""Three PMFs on three outcomes, of general positive weights."""
MU, X = sp.symbols("mu x", real=True)
HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""


@claim(
    "thm-excess-code",
    r"""If $\mathbb{E}_p[-\log p(X)]$ is finite, then

$$
\mathbb{E}_p[-\log q(X)] - \mathbb{E}_p[-\log p(X)] = D(p\,\|\,q) .
$$ (eq-excess-code)""",
    method="50 digits for PMF pairs of all kinds, also D = infinity; a geometric and a normal pair; both sides diverging",
    tolerance=1e-40,
    mistake="the excess of the code for p over that for q",
)
def the_excess_length_of_a_code(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    with mp.workdps(HIGH):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=3)):
            lengths = [mp.inf if b == 0 else -mp.log(b) for b in q]
            foreign = mp.fsum(a * length for a, length in zip(p, lengths) if a > 0)
            own = mp.fsum(-a * mp.log(a) for a in p if a > 0)
            made.close(sign * (foreign - own), kl(p, q))
    # geometric PMFs: the lengths' means by summation, D in closed form by kltools.exact
    for r, s in [(sp.Rational(1, 2), sp.Rational(1, 3)), (sp.Rational(9, 10), sp.Rational(1, 100))]:
        p, q = ([evaluated(c) * evaluated(1 - c) ** k for k in range(250)] for c in (r, s))
        foreign = mp.fsum(-a * mp.log(b) for a, b in zip(p, q))
        own = mp.fsum(-a * mp.log(a) for a in p)
        made.close(sign * (foreign - own), evaluated(exact.kl_divergence(exact.geometric(r), exact.geometric(s))))
    # densities, whose lengths may be negative: N(0, 1/100) against N(1, 4)
    p, q, points = normal_density(0, mp.mpf("0.1")), normal_density(1, 2), line(0, mp.mpf("0.1"))
    foreign, own = (tanh_sinh(lambda x, f=f: -p(x) * mp.log(f(x)), points, digits=44) for f in (q, p))
    tenth = exact.normal(0, sp.Rational(1, 10))
    made.close(sign * (foreign - own), evaluated(exact.kl_divergence(tenth, exact.normal(1, 2))))
    # infinite: p(j) = 6/(pi j)^2 and q(j) = 2^-j; the code for q costs log 2 times a harmonic sum, and so does D
    start, foreign, divergence = 1, mp.mpf(0), mp.mpf(0)
    for stop in (100, 1000, 10_000):
        before = foreign, divergence
        for j in range(start, stop):
            mass = 6 / (mp.pi * j) ** 2
            foreign += mass * j * mp.log(2)
            divergence += mass * (mp.log(mass) + j * mp.log(2))
        start = stop
        if stop > 100:
            for old, new in zip(before, (foreign, divergence)):
                made.less(old + mp.mpf("0.8"), new)


@claim(
    "eq-excess-code",
    r"\mathbb{E}_p[-\log q(X)] - \mathbb{E}_p[-\log p(X)] = D(p\,\|\,q) .",
    method="SymPy, for general PMFs on three outcomes, D as kltools.exact has it",
    mistake="the mean length of the code for q taken under q",
)
def excess_length_in_symbols(made: Comparisons, wrong: bool) -> None:
    foreign = sum(-a * sp.log(b) for a, b in zip(Q if wrong else P, Q))
    own = sum(-a * sp.log(a) for a in P)
    made.exactly(logs_apart(foreign - own), logs_apart(exact.kl_divergence(P, Q)))


@claim(
    "thm-betting",
    r"""Let $D(p\,\|\,q)$ and $D(p\,\|\,b)$ be finite. The mean growth of the logarithm of wealth in a round is

$$
\mathbb{E}_p\!\left[ \log \frac{b(X)}{q(X)} \right] = D(p\,\|\,q) - D(p\,\|\,b) .
$$ (eq-betting)""",
    method="the wealth after every course of two rounds, for bets of all kinds: b = p, b = q, b near q, masses of 1e-30",
    tolerance=1e-40,
    mistake="the divergences under the bet: D(b‖p) for D(p‖b)",
)
def wealth_grows_at_the_difference_of_divergences(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in pmf_pairs(made.rng, count=3, sizes=(2, 3, 5)):
            other = normalised([number(made.rng, 0.01) for _ in p])
            near = normalised([b * (1 + mp.mpf("1e-12") * number(made.rng, -1, 1)) for b in q])
            unused = normalised([b if a > 0 else 0 for a, b in zip(p, q)])  # nothing staked on what p excludes
            for bet in (p, q, other, near, unused):
                growth = mp.fsum(
                    p[i] * p[j] * mp.log((bet[i] / q[i]) * (bet[j] / q[j])) / 2
                    for i, j in product(range(len(p)), repeat=2)
                    if p[i] > 0 and p[j] > 0
                )
                lost = kl(bet, p) if wrong else kl(p, bet)
                made.near(growth, kl(p, q) - lost, mp.mpf("1e-100"))
                if bet == p and not wrong:
                    made.close(growth, kl(p, q))
                if bet == q:
                    made.near(growth, 0, mp.mpf("1e-100"))


@claim(
    "eq-betting",
    r"\mathbb{E}_p\!\left[ \log \frac{b(X)}{q(X)} \right] = D(p\,\|\,q) - D(p\,\|\,b) .",
    method="SymPy, for general p, q and bets on three outcomes, both divergences as kltools.exact has them",
    mistake="the two divergences added",
)
def growth_of_wealth_in_symbols(made: Comparisons, wrong: bool) -> None:
    growth = sum(a * sp.log(stake / b) for a, stake, b in zip(P, BET, Q))
    sign = 1 if wrong else -1
    made.exactly(logs_apart(growth), logs_apart(exact.kl_divergence(P, Q) + sign * exact.kl_divergence(P, BET)))


@claim(
    "eq-betting-split",
    r"\log \frac{b(x)}{q(x)} = \log \frac{p(x)}{q(x)} - \log \frac{p(x)}{b(x)} .",
    method="SymPy, for positive p(x), q(x) and b(x)",
    mistake="the second logarithm added",
)
def odds_split_into_two_evidences(made: Comparisons, wrong: bool) -> None:
    p, q, b = sp.symbols("p q b", positive=True)
    sign = 1 if wrong else -1
    made.exactly(sp.expand_log(sp.log(b / q)), sp.expand_log(sp.log(p / q) + sign * sp.log(p / b)))


@claim(
    "eq-evidence-normal",
    r"\ell(x) = \frac{(x - \mu)^2 - x^2}{2} = \frac{\mu^2}{2} - \mu x .",
    method="SymPy: the log-ratio of the two densities against both forms",
    mistake="the sign of mu x",
)
def evidence_of_two_unit_normals(made: Comparisons, wrong: bool) -> None:
    p, q = (sp.exp(-((X - mean) ** 2) / 2) / sp.sqrt(2 * sp.pi) for mean in (0, MU))
    ratio = sp.expand_log(sp.log(p / q), force=True)
    made.exactly(ratio, ((X - MU) ** 2 - X**2) / 2)
    sign = 1 if wrong else -1
    made.exactly(ratio, MU**2 / 2 + sign * MU * X)


@claim(
    "eq-error-rate",
    r"\mathbb{P}_p(S_n < 0) = \Phi\!\left( \frac{0 - nD}{\sqrt{2nD}} \right) = \Phi\!\left( -\sqrt{\frac{nD}{2}} \right) .",
    method="SymPy for the second equality; quadrature for the first: one draw, two convolved, the law of n; mu of both signs",
    tolerance=1e-30,
    mistake="the variance of the evidence taken as nD, not 2nD",
)
def how_often_the_evidence_misleads(made: Comparisons, wrong: bool) -> None:
    n, d = sp.symbols("n D", positive=True)
    made.exactly((0 - n * d) / sp.sqrt(2 * n * d), -sp.sqrt(n * d / 2))
    variance = 1 if wrong else 2
    phi = normal_density(0, 1)
    for mu in (mp.mpf("0.35"), mp.mpf(-2), mp.mpf("1e-6")):
        rate = evaluated(exact.kl_divergence(exact.normal(0, 1), exact.normal(sp.Rational(str(mu)), 1)))
        # the evidence mu^2/2 - mu x of one draw is negative past mu/2, on the side of mu
        side = mp.sign(mu)

        def misled(n, rate=rate):
            return mp.ncdf((0 - n * rate) / mp.sqrt(variance * n * rate))

        def beyond(start, spread, side=side):
            law = normal_density(0, spread)
            return abs(tanh_sinh(law, mp.linspace(start, start + 16 * side * spread, 4)))

        made.close(beyond(mu / 2, 1), misled(1))
        second = tanh_sinh(lambda x, mu=mu, s=side: phi(x) * mp.ncdf(s * (x - mu)), mp.linspace(-13, 13, 5))
        made.close(second, misled(2))
        for n in (10, 40):
            made.close(beyond(n * mu / 2, mp.sqrt(n)), misled(n))


@claim(
    "eq-stein-rejects",
    r"\mathbb{P}_p\!\left( \frac{S_n}{n} < D(p\,\|\,q) - \delta \right) \longrightarrow 0 .",
    method="exact binomial probabilities to n = 6400: below v/(n delta^2), less than a quarter at each fourfold n, below 1e-6",
    tolerance=1e-40,
    mistake="the inequality turned round",
)
def the_test_seldom_rejects_the_truth(made: Comparisons, wrong: bool) -> None:
    for a, b, delta in [("0.5", "0.75", "0.05"), ("0.1", "0.4", "0.1"), ("0.9", "0.2", "0.2"), ("0.3", "0.3", "0.01")]:
        a, b, delta = mp.mpf(a), mp.mpf(b), mp.mpf(delta)
        values = evidence(1 - a, 1 - b), evidence(a, b)
        rate = kl([a, 1 - a], [b, 1 - b])
        variance = a * (1 - a) * (values[1] - values[0]) ** 2
        rejects = []
        for n in (100, 400, 1600, 6400):
            totals = [(n - k) * values[0] + k * values[1] for k in range(n + 1)]
            gaps = [total / n - (rate - delta) for total in totals]
            low = [(gap > 0) if wrong else (gap < 0) for gap in gaps]
            rejects.append(mp.fsum(chance for chance, out in zip(binomial_law(n, a), low) if out))
            made.at_most(rejects[-1], variance / (n * delta**2))
        for chance, later in zip(rejects, rejects[1:]):
            made.at_most(4 * later, chance)
        made.less(rejects[-1], mp.mpf("1e-6"))
