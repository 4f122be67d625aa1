"""Chapter 8: the evidence lower bound, and its gap line by line."""

from __future__ import annotations

from functools import cache

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import log_normal, logs_apart, number
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import mean_of_noise, over_the_line
from tests.claims.quadrature import divergence_of_normal, log_normal_density

MU, X = sp.Symbol("mu", real=True), sp.Symbol("x", real=True)
SIGMA, TAU = sp.Symbol("sigma", positive=True), sp.Symbol("tau", positive=True)
Z, U = sp.Symbol("z", real=True), sp.Symbol("u", positive=True)
POSTERIOR = X / (1 + TAU**2), TAU / sp.sqrt(1 + TAU**2)
"""Mean and standard deviation of z given x in the normal model."""
LOG_EVIDENCE = log_normal(X, 0, sp.sqrt(1 + TAU**2))
"""log p(x) in the normal model."""
LOG_JOINT = log_normal(Z, 0, 1) + log_normal(X, Z, TAU)
"""log p(x, z) in the normal model."""


def normal(mean, spread):
    """A normal density of z as a SymPy expression."""
    return sp.exp(-((Z - mean) ** 2) / (2 * spread**2)) / (sp.sqrt(2 * sp.pi) * spread)


def models(rng):
    """Random x, noise, and a normal q: of the model in which the posterior is known; one q is the posterior, one narrow."""
    for _ in range(6):
        x, tau = number(rng, -3, 3), number(rng, 0.3, 2)
        mean, spread = x / (1 + tau**2), tau / mp.sqrt(1 + tau**2)
        yield x, tau, number(rng, -2, 2), number(rng, 0.2, 2)
        yield x, tau, mean, spread
        yield x, tau, mean + mp.mpf("1e-12"), mp.mpf("0.01")


def elbo_by_quadrature(x, tau, mean, spread):
    """The mean of log p(x, Z)/q(Z) in the normal model, q = N(mean, spread^2)."""
    log_prior, log_noise = log_normal_density(0, 1), log_normal_density(x, tau)
    return -divergence_of_normal(mean, spread, lambda z: log_prior(z) + log_noise(z))


def divergence_by_quadrature(first, second):
    """The mean of the log ratio of two normals, given by mean and standard deviation, under the first."""
    return divergence_of_normal(*first, log_normal_density(*second))


def under_q(polynomial):
    """The mean of a polynomial in z under N(mu, sigma^2)."""
    return mean_of_noise(sp.sympify(polynomial).subs(Z, MU + SIGMA * U), [U])


def under_uniform(function, low, high):
    """The mean of a function of z under the uniform density on [low, high]."""
    return sp.integrate(sp.expand(function), (Z, low, high)) / (high - low)


def billiards():
    """Bayes' billiards, z uniform on (0, 1), x heads in n tosses with chance z: log p(x|z), log p(x), log p(z|x).

    All x are equally likely (n + 1 balls can be in any order), and the posterior is a beta density.
    """
    for n, x in ((1, 0), (3, 1), (4, 4)):
        kernel = x * sp.log(U) + (n - x) * sp.log(1 - U)
        posterior = kernel + sp.log(sp.factorial(n + 1) / (sp.factorial(x) * sp.factorial(n - x)))
        yield kernel + sp.log(sp.binomial(n, x)), -sp.log(n + 1), posterior


@cache
def under(q, function, high=1):
    """The mean of a function of u under a density on (0, high), high <= 1: polynomials, some times log u or log(1 - u)."""
    whole = sp.expand(q * function)
    own, mirrored = (whole.coeff(sp.log(one)) for one in (U, 1 - U))
    plain = sp.expand(whole - own * sp.log(U) - mirrored * sp.log(1 - U))
    turned = sp.expand(mirrored.subs(U, 1 - U))
    return (
        sp.integrate(plain, (U, 0, high)) + integral_times_log(own, 0, high) + integral_times_log(turned, 1 - high, 1)
    )


def integral_times_log(polynomial, low, high):
    """The integral of a polynomial in u times log u, from an antiderivative that is 0 at 0; `integrate` takes far longer."""
    terms = sp.Poly(polynomial, U).terms()
    whole = sp.Add(*(c * U ** (k + 1) * (sp.log(U) - sp.Rational(1, k + 1)) / (k + 1) for (k,), c in terms))
    assert sp.expand(whole.diff(U) - polynomial * sp.log(U)) == 0
    return whole.subs(U, high) - (whole.subs(U, low) if low else 0)


def beta_density(a, b):
    """A density in proportion to u^a (1 - u)^b on (0, 1), and its logarithm."""
    total = sp.factorial(a + b + 1) / (sp.factorial(a) * sp.factorial(b))
    return total * U**a * (1 - U) ** b, sp.log(total) + a * sp.log(U) + b * sp.log(1 - U)


POWERS = (0, 0), (1, 1), (0, 1), (4, 0)
"""Powers of the beta densities that stand in for the posterior; each model of `billiards` has other powers, or the last."""


@claim(
    "eq-marginal-likelihood",
    r"p(x) = \int p(z)\, p(x\,|\,z) \, dz ,",
    method="SymPy integrates: a sum of two normals; counts with an exponential rate; heads of a uniform chance",
    mistake="the prior forgotten",
)
def density_of_what_is_seen(made: Comparisons, wrong: bool) -> None:
    def joint(prior, likelihood):
        return (1 if wrong else prior) * likelihood

    # independent normals add up to one with the sum of their variances
    noise = exact.normal(Z, TAU, x=X).expression
    made.exactly(over_the_line(joint(normal(0, 1), noise), Z), exact.normal(0, sp.sqrt(1 + TAU**2), x=X).expression)
    # each of two clocks, one that counts and one that stops, rings first half the time
    n = sp.Symbol("n", integer=True, nonnegative=True)
    counted = sp.integrate(joint(sp.exp(-U), sp.exp(-U) * U**n / sp.factorial(n)), (U, 0, sp.oo))
    made.exactly(counted, sp.Rational(1, 2) ** (n + 1))
    for likelihood, evidence, _ in billiards():
        made.exactly(sp.integrate(sp.exp(likelihood), (U, 0, 1)), sp.exp(evidence))


@claim(
    "eq-posterior",
    r"p(z\,|\,x) = \frac{p(x, z)}{p(x)} .",
    method="SymPy: it integrates to 1, with the moments of the regression of z on x; a count's is a gamma density, heads' a beta",
    mistake="divided by p(z)",
)
def what_x_tells_of_z(made: Comparisons, wrong: bool) -> None:
    joint = normal(0, 1) * exact.normal(Z, TAU, x=X).expression
    below = normal(0, 1) if wrong else exact.normal(0, sp.sqrt(1 + TAU**2), x=X).expression
    conditional = sp.exp(sp.expand(sp.expand_log(sp.log(joint / below), force=True)))
    # x has variance 1 + tau^2, and covariance 1 with z
    slope = 1 / (1 + TAU**2)
    for power, moment in ((0, 1), (1, slope * X), (2, 1 - slope + (slope * X) ** 2)):
        made.exactly(over_the_line(Z**power * conditional, Z), moment)
    n = sp.Symbol("n", integer=True, nonnegative=True)
    prior, likelihood = sp.exp(-U), sp.exp(-U) * U**n / sp.factorial(n)
    below = prior if wrong else sp.Rational(1, 2) ** (n + 1)
    made.exactly(prior * likelihood / below, exact.gamma(n + 1, 2, x=U).expression)
    for likelihood, evidence, posterior in billiards():
        below = 1 if wrong else sp.exp(evidence)
        made.exactly(sp.exp(likelihood) / below, sp.exp(posterior))


@claim(
    "eq-elbo-definition",
    r"\mathrm{ELBO}(q) = \mathbb{E}_q\!\left[ \log \frac{p(x, Z)}{q(Z)} \right] .",
    method="SymPy: mean log joint density and q's entropy by closed forms, any normal q; heads of a uniform chance, q the prior",
    mistake="the ratio turned over",
)
def the_bound_is_mean_log_joint_plus_entropy(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    squares = (MU**2 + SIGMA**2) / 2 + ((X - MU) ** 2 + SIGMA**2) / (2 * TAU**2)
    known = -squares - sp.log(2 * sp.pi) - sp.log(TAU) + exact.entropy(exact.normal(MU, SIGMA))
    made.exactly(logs_apart(sign * under_q(LOG_JOINT - log_normal(Z, MU, SIGMA))), logs_apart(known))
    for n, x in ((1, 0), (3, 1), (4, 4)):
        # the mean of log z and of log(1 - z) is -1
        likelihood = sp.binomial(n, x) * U**x * (1 - U) ** (n - x)
        mean = under(sp.Integer(1), sp.expand_log(sp.log(likelihood), force=True))
        made.exactly(sign * mean, sp.log(sp.binomial(n, x)) - n)


@claim(
    "thm-elbo",
    r"""Let $0 < p(x) < \infty$, and let $\log p(x, Z)$ and $\log q(Z)$ have finite means under $q$. Then

$$
\log p(x) = \mathrm{ELBO}(q) + D\big(q(z)\,\|\,p(z\,|\,x)\big) .
$$ (eq-elbo)

So $\mathrm{ELBO}(q) \le \log p(x)$, with equality if and only if $q(z) = p(z\,|\,x)$ for almost every $z$.""",
    method="SymPy: any normal or uniform q, betas for heads; the gap is a square and a slack, 0 at the posterior alone",
    mistake="the prior in the posterior's place",
)
def the_gap_is_0_at_the_posterior_alone(made: Comparisons, wrong: bool) -> None:
    target, spread = (sp.Integer(0), sp.Integer(1)) if wrong else POSTERIOR
    # any normal q, the divergence by its closed form
    bound = under_q(LOG_JOINT - log_normal(Z, MU, SIGMA))
    gap = exact.kl_divergence(exact.normal(MU, SIGMA, x=Z), exact.normal(target, spread, x=Z))
    made.exactly(logs_apart(LOG_EVIDENCE), logs_apart(bound + gap))
    ratio = SIGMA**2 / spread**2
    certificate = ((MU - target) / spread) ** 2 / 2 + (ratio - 1 - sp.log(ratio)) / 2  # lem-tangent: 0 at ratio 1 alone
    made.exactly(logs_apart(LOG_EVIDENCE - bound), logs_apart(certificate))
    made.exactly(logs_apart(bound.subs({MU: target, SIGMA: spread}, simultaneous=True)), logs_apart(LOG_EVIDENCE))
    # any uniform q: it is 0 where the posterior is not
    low, width = sp.Symbol("a", real=True), sp.Symbol("w", positive=True)
    bound = under_uniform(LOG_JOINT, low, low + width) + sp.log(width)
    gap = -sp.log(width) - under_uniform(log_normal(Z, target, spread), low, low + width)
    made.exactly(logs_apart(LOG_EVIDENCE), logs_apart(bound + gap))
    # densities on (0, 1); the third model's posterior is 5 u^4
    for likelihood, evidence, posterior in billiards():
        for q, log_q in (beta_density(a, b) for a, b in POWERS):
            bound, gap = under(q, likelihood - log_q), under(q, log_q - posterior)
            made.exactly(evidence, sp.expand_log(bound + gap))
            if sp.expand(q - sp.exp(posterior)) == 0:
                made.exactly(bound, evidence)
            else:
                made.less(bound.evalf(50), evidence.evalf(50))


@claim(
    "eq-elbo",
    r"\log p(x) = \mathrm{ELBO}(q) + D\big(q(z)\,\|\,p(z\,|\,x)\big) .",
    method="both sides by quadrature in 18 normal models, q near, equal to and far from the posterior",
    tolerance=1e-40,
    mistake="the divergence's arguments swapped",
)
def the_gap_is_a_divergence(made: Comparisons, wrong: bool) -> None:
    for x, tau, mean, spread in models(made.rng):
        centre, width = x / (1 + tau**2), tau / mp.sqrt(1 + tau**2)
        bound = elbo_by_quadrature(x, tau, mean, spread)
        first, second = ((centre, width), (mean, spread)) if wrong else ((mean, spread), (centre, width))
        made.close(log_normal_density(0, mp.sqrt(1 + tau**2))(x), bound + divergence_by_quadrature(first, second))


@claim(
    "eq-elbo-bayes",
    r"\log p(x) = \log p(x, z) - \log p(z\,|\,x) .",
    method="SymPy at any z, with the known p(x) and posterior of the normal model, of counts, and of heads of a uniform chance",
    mistake="the sign of the posterior's logarithm",
)
def log_evidence_by_bayes_rule(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    made.exactly(logs_apart(LOG_EVIDENCE), logs_apart(LOG_JOINT + sign * log_normal(Z, *POSTERIOR)))
    n = sp.Symbol("n", integer=True, nonnegative=True)
    log_joint = -2 * U + n * sp.log(U) - sp.log(sp.factorial(n))
    posterior = sp.log(exact.gamma(n + 1, 2, x=U).expression)
    made.exactly(-(n + 1) * sp.log(2), sp.expand_log(log_joint + sign * posterior, force=True))
    for likelihood, evidence, posterior in billiards():
        made.exactly(evidence, sp.expand_log(likelihood + sign * posterior))


@claim(
    "eq-elbo-split",
    r"\log p(x) = \log \frac{p(x, z)}{q(z)} + \log \frac{q(z)}{p(z\,|\,x)} .",
    method="SymPy at any z, for any positive q(z), with the known p(x) and posterior of the normal model and of heads",
    mistake="the second ratio turned over",
)
def log_evidence_in_two_ratios(made: Comparisons, wrong: bool) -> None:
    q = sp.Function("q", positive=True)

    def printed(joint, posterior, z):
        return sp.log(joint / q(z)) + sp.log(posterior / q(z) if wrong else q(z) / posterior)

    made.exactly(
        logs_apart(LOG_EVIDENCE),
        sp.expand_log(printed(sp.exp(LOG_JOINT), sp.exp(log_normal(Z, *POSTERIOR)), Z), force=True),
    )
    for likelihood, evidence, posterior in billiards():
        made.exactly(evidence, sp.expand_log(printed(sp.exp(likelihood), sp.exp(posterior), U), force=True))


@claim(
    "eq-elbo-average",
    r"""\log p(x) = \mathbb{E}_q\!\left[ \log \frac{p(x, Z)}{q(Z)} \right] + \mathbb{E}_q\!\left[ \log
    \frac{q(Z)}{p(Z\,|\,x)} \right] .""",
    method="SymPy takes both means: any normal q in the normal model; for heads five densities, one on (0, 1/2) alone",
    mistake="the second mean with the ratio turned over",
)
def both_ratios_averaged(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    log_q = log_normal(Z, MU, SIGMA)
    means = under_q(LOG_JOINT - log_q) + sign * under_q(log_q - log_normal(Z, *POSTERIOR))
    made.exactly(logs_apart(LOG_EVIDENCE), logs_apart(means))
    half_way = 8 * U, sp.log(8) + sp.log(U), sp.Rational(1, 2)
    for likelihood, evidence, posterior in billiards():
        for q, log_q, high in (*((*beta_density(a, b), 1) for a, b in POWERS), half_way):
            means = under(q, likelihood - log_q, high) + sign * under(q, log_q - posterior, high)
            made.exactly(evidence, sp.expand_log(means))


@claim(
    "eq-elbo-parts",
    r"\mathrm{ELBO}(q) = \mathbb{E}_q\big[ \log p(x\,|\,Z) \big] - D\big(q(z)\,\|\,p(z)\big) .",
    method="SymPy takes the mean of the log ratio; the divergence by closed forms; any normal q, four betas for heads",
    mistake="the penalty added",
)
def reconstruction_less_penalty(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    bound = under_q(LOG_JOINT - log_normal(Z, MU, SIGMA))
    penalty = exact.kl_divergence(exact.normal(MU, SIGMA), exact.normal(0, 1))
    made.exactly(logs_apart(bound), logs_apart(under_q(log_normal(X, Z, TAU)) + sign * penalty))
    for likelihood, _, _ in billiards():
        for a, b in POWERS:
            q, log_q = beta_density(a, b)
            penalty = -exact.entropy(exact.beta(a + 1, b + 1))  # from the uniform prior
            made.exactly(
                sp.expand_log(under(q, likelihood - log_q)), sp.expand_log(under(q, likelihood) + sign * penalty)
            )
