"""Chapter 8: a weight on the penalty."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import (
    FINE,
    kl,
    kl_symbols,
    log_normal,
    logs_apart,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import mean_of_noise, over_the_line

MU, X, Z, U = sp.symbols("mu x z u", real=True)
SIGMA, TAU, BETA = sp.symbols("sigma tau beta", positive=True)
LOG_C = (
    sp.log(2 * sp.pi * BETA * TAU**2) / 2
    - sp.log(2 * sp.pi * TAU**2) / (2 * BETA)
    + log_normal(X, 0, sp.sqrt(1 + BETA * TAU**2))
)
"""log c_beta in the normal model, x being z plus a noise of variance beta tau^2; `beta_constant` integrates it."""
BEST = X / (1 + BETA * TAU**2), sp.sqrt(BETA * TAU**2 / (1 + BETA * TAU**2))
"""Mean and standard deviation of q_beta in the normal model."""


def under_q(polynomial):
    """The mean of a polynomial in z under N(mu, sigma^2)."""
    return mean_of_noise(sp.sympify(polynomial).subs(Z, MU + SIGMA * U), [U])


def under_uniform(polynomial, low, width):
    """The mean of a polynomial in z under the uniform density on [low, low + width]."""
    return sp.integrate(sp.expand(polynomial), (Z, low, low + width)) / width


# a weight on the penalty


def weighted_models(rng):
    """Priors, likelihoods and q, each of steps of equal width, and weights: zeros in q, where the likelihood may be 0 too.

    A density of k steps on (0, 1) is k times a PMF, and its integrals are the PMF's sums.
    """
    for q, prior in pmf_pairs(rng, count=4, sizes=(2, 3, 5)):
        likelihood = [number(rng) ** 4 + mp.mpf("1e-9") for _ in q]
        for beta in ("0.01", "0.5", "1", "4", "100"):
            yield prior, likelihood, q, mp.mpf(beta)
        yield prior, [0 if b == 0 else one for b, one in zip(q, likelihood)], q, mp.mpf(3)


@claim(
    "thm-beta",
    r"""Let $\beta > 0$, and suppose that

$$
c_\beta = \int p(z)\, p(x\,|\,z)^{1/\beta} \, dz
$$ (eq-beta-constant)

is positive and finite. Then for $q_\beta(z) = p(z)\, p(x\,|\,z)^{1/\beta} / c_\beta$ and every density $q$ with
finite $\mathbb{E}_q[\log p(x\,|\,Z)]$ and finite $D(q(z)\,\|\,p(z))$

$$
\mathbb{E}_q\big[ \log p(x\,|\,Z) \big] - \beta\, D\big(q(z)\,\|\,p(z)\big) = \beta \log c_\beta - \beta\,
D(q\,\|\,q_\beta) .
$$ (eq-beta)

So the objective is at most $\beta \log c_\beta$. If these two are finite for $q_\beta$ itself, it is greatest
there, and only there (up to sets of probability 0): $q_\beta$ is the posterior of the model whose likelihood is
raised to the power $1/\beta$.""",
    method="100 digits, densities of steps, weights 0.01 to 100: the identity; lower away from q_beta, by 1e-12 too",
    tolerance=1e-60,
    mistake="the likelihood raised to the power beta",
)
def weighted_objective_is_greatest_at_q_beta(made: Comparisons, wrong: bool) -> None:
    def objective(q, prior, likelihood, beta):
        reconstruction = mp.fsum(b * mp.log(one) for b, one in zip(q, likelihood) if b > 0)
        return reconstruction - beta * kl(q, prior)

    with mp.workdps(FINE):
        for prior, likelihood, q, beta in weighted_models(made.rng):
            power = beta if wrong else 1 / beta
            raised = [a * mp.mpf(one) ** power for a, one in zip(prior, likelihood)]
            c = mp.fsum(raised)
            q_beta = [one / c for one in raised]  # prior times likelihood over evidence, the likelihood raised
            highest = beta * mp.log(c)
            made.close(objective(q, prior, likelihood, beta), highest - beta * kl(q, q_beta))
            made.close(objective(q_beta, prior, likelihood, beta), highest)
            beside = normalised([one * (1 + mp.mpf("1e-12") * number(made.rng, -1, 1)) for one in q_beta])
            for other in (q, beside, pmf(made.rng, len(q))):
                apart = max(abs(a - b) for a, b in zip(other, q_beta)) > mp.mpf("1e-60")
                if apart and all(one > 0 or b == 0 for b, one in zip(other, likelihood)):
                    made.less(objective(other, prior, likelihood, beta), highest)


@claim(
    "eq-beta-constant",
    r"c_\beta = \int p(z)\, p(x\,|\,z)^{1/\beta} \, dz",
    method="SymPy integrates for any x, noise and beta in the normal model; heads of a uniform chance, beta = 1, 1/2, 1/3",
    mistake="the power beta",
)
def beta_constant(made: Comparisons, wrong: bool) -> None:
    power = BETA if wrong else 1 / BETA
    exponent = sp.expand(-(Z**2) / 2 - power * (X - Z) ** 2 / (2 * TAU**2))
    gaussian = over_the_line(sp.exp(exponent), Z)
    constants = -sp.log(2 * sp.pi) / 2 - power * sp.log(2 * sp.pi * TAU**2) / 2
    made.exactly(logs_apart(constants + sp.expand_log(sp.log(sp.simplify(gaussian)), force=True)), logs_apart(LOG_C))
    for n, x, share in ((1, 0, 1), (3, 1, 2), (2, 2, 3)):
        raised = (sp.binomial(n, x) * U**x * (1 - U) ** (n - x)) ** (sp.Rational(1, share) if wrong else share)
        heads, tails = share * x, share * (n - x)
        known = sp.factorial(heads) * sp.factorial(tails) / sp.factorial(heads + tails + 1)
        made.exactly(sp.integrate(raised, (U, 0, 1)), sp.binomial(n, x) ** share * known)


@claim(
    "eq-beta",
    r"""\mathbb{E}_q\big[ \log p(x\,|\,Z) \big] - \beta\, D\big(q(z)\,\|\,p(z)\big) = \beta \log c_\beta -
    \beta\, D(q\,\|\,q_\beta) .""",
    method="SymPy, normal model, any weight: any normal q, with closed forms of both divergences, and any uniform q",
    mistake="log c without its factor beta",
)
def weighted_objective_and_its_gap(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else BETA
    q, prior, best = (exact.normal(*at, x=Z) for at in ((MU, SIGMA), (0, 1), BEST))
    left = under_q(log_normal(X, Z, TAU)) - BETA * exact.kl_divergence(q, prior)
    made.exactly(logs_apart(left), logs_apart(factor * LOG_C - BETA * exact.kl_divergence(q, best)))
    low, width = sp.Symbol("a", real=True), sp.Symbol("w", positive=True)
    from_prior, from_best = (-sp.log(width) - under_uniform(log_normal(Z, *at), low, width) for at in ((0, 1), BEST))
    left = under_uniform(log_normal(X, Z, TAU), low, width) - BETA * from_prior
    made.exactly(logs_apart(left), logs_apart(factor * LOG_C - BETA * from_best))


@claim(
    "eq-beta-solve",
    r"\log p(x\,|\,z) = \beta \left( \log q_\beta(z) + \log c_\beta - \log p(z) \right) .",
    method="SymPy at any z, with the closed forms of q_beta and c_beta: in the normal model, and for heads of a uniform chance",
    mistake="the sign of log c",
)
def likelihood_from_q_beta(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    printed = BETA * (log_normal(Z, *BEST) + sign * LOG_C - log_normal(Z, 0, 1))
    made.exactly(logs_apart(log_normal(X, Z, TAU)), logs_apart(printed))
    for n, x, share in ((1, 0, 1), (3, 1, 2), (2, 2, 3)):
        heads, tails = share * x, share * (n - x)
        total = sp.factorial(heads + tails + 1) / (sp.factorial(heads) * sp.factorial(tails))
        log_q = sp.log(total) + heads * sp.log(U) + tails * sp.log(1 - U)
        log_c = share * sp.log(sp.binomial(n, x)) - sp.log(total)
        likelihood, log_prior = sp.log(sp.binomial(n, x)) + x * sp.log(U) + (n - x) * sp.log(1 - U), 0
        made.exactly(likelihood, sp.expand((log_q + sign * log_c - log_prior) / share))


@claim(
    "eq-beta-average",
    r"""\mathbb{E}_q\big[ \log p(x\,|\,Z) \big] - \beta\, \mathbb{E}_q\!\left[ \log \frac{q(Z)}{p(Z)} \right] =
    \beta \log c_\beta - \beta\, \mathbb{E}_q\!\left[ \log \frac{q(Z)}{q_\beta(Z)} \right] ,""",
    method="SymPy takes every mean, normal model, any weight and normal q; densities of four steps, one without q, any heights",
    mistake="the last sign",
)
def weighted_objective_in_means(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    log_q = log_normal(Z, MU, SIGMA)
    left = under_q(log_normal(X, Z, TAU)) - BETA * under_q(log_q - log_normal(Z, 0, 1))
    made.exactly(logs_apart(left), logs_apart(BETA * LOG_C + sign * BETA * under_q(log_q - log_normal(Z, *BEST))))
    q, prior, likelihood = [*positive("q", 3), sp.Integer(0)], positive("p", 4), positive("L", 4)
    q = [one / sum(q) for one in q]
    c = sum(a * one ** (1 / BETA) for a, one in zip(prior, likelihood))
    log_best = [sp.log(a) + sp.log(one) / BETA - sp.log(c) for a, one in zip(prior, likelihood)]
    left = sum(b * sp.log(one) for b, one in zip(q, likelihood)) - BETA * kl_symbols(q, prior)
    gap = sum(b * (sp.log(b) - best) for b, best in zip(q, log_best) if b != 0)
    made.exactly(logs_apart(left), logs_apart(BETA * sp.log(c) + sign * BETA * gap))


@claim(
    "eq-beta-normal",
    r"q_\beta = N\!\left( \frac{x}{1 + \beta \tau^2},\ \frac{\beta \tau^2}{1 + \beta \tau^2} \right) .",
    method="SymPy: the mean and the variance of p(z) p(x|z)^(1/beta), by its integrals and, at any z, by its logarithm",
    mistake="beta missing in the variance's numerator",
)
def q_beta_of_the_normal_model(made: Comparisons, wrong: bool) -> None:
    mean, variance = X / (1 + BETA * TAU**2), (1 if wrong else BETA) * TAU**2 / (1 + BETA * TAU**2)
    weight = sp.expand(-(Z**2) / 2 - (X - Z) ** 2 / (2 * BETA * TAU**2))
    total, first, second = (over_the_line(Z**power * sp.exp(weight), Z) for power in range(3))
    made.exactly(first / total, mean)
    made.exactly(second / total - (first / total) ** 2, variance)
    # a density's logarithm in z is known from its slope
    made.exactly(sp.diff(log_normal(Z, 0, 1) + log_normal(X, Z, TAU) / BETA, Z), (mean - Z) / variance)


# the average penalty
