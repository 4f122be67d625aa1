"""Chapter 8: the penalty in closed form, and the model where all of it is known."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from tests.claims.cases import FINE, log_normal, logs_apart, number
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import mean_of_noise, over_the_line

MU, X, Z, U = sp.symbols("mu x z u", real=True)
SIGMA, TAU = sp.symbols("sigma tau", positive=True)


def normal(mean, spread):
    """A normal density of z as a SymPy expression."""
    return sp.exp(-((Z - mean) ** 2) / (2 * spread**2)) / (sp.sqrt(2 * sp.pi) * spread)


def under_q(polynomial):
    """The mean of a polynomial in z under N(mu, sigma^2)."""
    return mean_of_noise(sp.sympify(polynomial).subs(Z, MU + SIGMA * U), [U])


def codes(rng):
    """Means and covariances of normals in 1 to 4 dimensions: random, diagonal, the prior's and near it, tiny, nearly singular."""
    for d in (1, 2, 3, 4):
        mean = mp.matrix([number(rng, -3, 3) for _ in range(d)])
        root = mp.matrix(d, d)
        for i, j in product(range(d), range(d)):
            root[i, j] = number(rng, -1, 1)
        yield mean, root * root.T + mp.mpf("0.01") * mp.eye(d)
        yield mean, mp.diag([number(rng, 0.1, 3) for _ in range(d)])
        yield mp.zeros(d, 1), mp.eye(d)
        yield mp.mpf("1e-12") * mean, (1 + mp.mpf("1e-12")) * mp.eye(d)
        yield mean, mp.mpf("1e-24") * mp.eye(d)
        yield mean, root * root.T * mp.mpf("1e-12") + mp.ones(d)


def by_cubature(mean, cov):
    """The mean of log q/p for p = N(0, I) under q = N(mean, cov).

    It is a quadratic in independent standard normals, so its mean is the average over all their signs.
    """
    d, root, inverse = mean.rows, mp.cholesky(cov), cov**-1
    log_volume = mp.log(mp.det(cov)) / 2
    ratios = []
    for signs in product((1, -1), repeat=d):
        step = root * mp.matrix(signs)
        z = mean + step
        ratios.append((z.T * z)[0] / 2 - (step.T * inverse * step)[0] / 2 - log_volume)
    return mp.fsum(ratios) / len(ratios)


@claim(
    "thm-latent-penalty",
    r"""Let $\varphi(t) = t - 1 - \log t$ be the slack of {prf:ref}`lem-tangent`. For $\sigma > 0$

$$
D\big(N(\mu, \sigma^2)\,\|\,N(0, 1)\big) = \tfrac12 \left( \mu^2 + \sigma^2 - 1 - \log \sigma^2 \right) =
\tfrac12 \mu^2 + \tfrac12 \varphi(\sigma^2) .
$$ (eq-latent-penalty)

For $q = N(\mu, \operatorname{diag}(\sigma_1^2, \dots, \sigma_d^2))$, all $\sigma_i > 0$, the coordinates add up:

$$
D\big(q\,\|\,N(0, I)\big) = \tfrac12 \sum_{i=1}^d \left( \mu_i^2 + \sigma_i^2 - 1 - \log \sigma_i^2 \right) .
$$ (eq-latent-penalty-diagonal)

For $q = N(\mu, \Sigma)$ with any positive definite $\Sigma$

$$
D\big(N(\mu, \Sigma)\,\|\,N(0, I)\big) = \tfrac12 \left( \mu^{\mathsf T} \mu + \operatorname{tr} \Sigma - d -
\log \det \Sigma \right) .
$$ (eq-latent-penalty-full)""",
    method="100 digits, cubature exact for quadratics, 24 normals to 4 dimensions, some 1e-12 from the prior; kltools on SciPy's",
    tolerance=1e-40,
    mistake="d not taken away",
)
def penalties_of_normals(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for mean, cov in codes(made.rng):
            d = 0 if wrong else mean.rows
            divergence = by_cubature(mean, cov)
            trace = mp.fsum(cov[i, i] for i in range(cov.rows))
            made.close(divergence, ((mean.T * mean)[0] + trace - d - mp.log(mp.det(cov))) / 2)
            if all(cov[i, j] == 0 for i in range(cov.rows) for j in range(i)):
                terms = [m**2 + cov[i, i] - (0 if wrong else 1) - mp.log(cov[i, i]) for i, m in enumerate(mean)]
                made.close(divergence, mp.fsum(terms) / 2)
            if mean.rows == 1:
                made.close(divergence, (mean[0] ** 2 + cov[0] - (0 if wrong else 1) - mp.log(cov[0])) / 2)
    for d in (1, 2, 3):
        root = [[float(number(made.rng, 0.2, 1)) if i >= j else 0.0 for j in range(d)] for i in range(d)]
        mean, cov = [float(number(made.rng, -2, 2)) for _ in range(d)], (mp.matrix(root) * mp.matrix(root).T).tolist()
        cov = [[float(one) for one in row] for row in cov]
        code, prior = stats.multivariate_normal(mean, cov), stats.multivariate_normal([0] * d)
        trace, square = mp.fsum(cov[i][i] for i in range(d)), mp.fsum(mp.mpf(m) ** 2 for m in mean)
        printed = (square + trace - (0 if wrong else d) - mp.log(mp.det(mp.matrix(cov)))) / 2
        made.close(kltools.kl_divergence(code, prior), printed, tolerance=1e-12)


@claim(
    "eq-latent-penalty",
    r"""D\big(N(\mu, \sigma^2)\,\|\,N(0, 1)\big) = \tfrac12 \left( \mu^2 + \sigma^2 - 1 - \log \sigma^2 \right)
    = \tfrac12 \mu^2 + \tfrac12 \varphi(\sigma^2) .""",
    method="SymPy integrates q log(q/p) over the line",
    mistake="the sign of the logarithm",
)
def penalty_of_a_normal(made: Comparisons, wrong: bool) -> None:
    q = normal(MU, SIGMA)
    log_ratio = -sp.log(SIGMA) - (Z - MU) ** 2 / (2 * SIGMA**2) + Z**2 / 2
    divergence = over_the_line(q * log_ratio, Z)
    sign = 1 if wrong else -1
    made.exactly(divergence, (MU**2 + SIGMA**2 - 1 + sign * sp.log(SIGMA**2)) / 2)
    slack = SIGMA**2 - 1 - sp.log(SIGMA**2)
    made.exactly(divergence, MU**2 / 2 + slack / 2)


@claim(
    "eq-latent-penalty-diagonal",
    r"""D\big(q\,\|\,N(0, I)\big) = \tfrac12 \sum_{i=1}^d \left( \mu_i^2 + \sigma_i^2 - 1 - \log \sigma_i^2
    \right) .""",
    method="SymPy takes the mean of the joint log ratio, 1 to 4 dimensions, any means and variances",
    mistake="the 1 taken away once",
)
def penalty_of_independent_normals(made: Comparisons, wrong: bool) -> None:
    for d in (1, 2, 3, 4):
        means, spreads = sp.symbols(f"mu_1:{d + 1}", real=True), sp.symbols(f"sigma_1:{d + 1}", positive=True)
        noise = sp.symbols(f"u_1:{d + 1}", real=True)
        places = [m + s * u for m, s, u in zip(means, spreads, noise)]
        log_q = sum(log_normal(z, m, s) for z, m, s in zip(places, means, spreads))
        divergence = mean_of_noise(log_q - sum(log_normal(z, 0, 1) for z in places), noise)
        ones = 1 if wrong else d
        printed = sum(m**2 + s**2 - sp.log(s**2) for m, s in zip(means, spreads)) - ones
        made.exactly(logs_apart(divergence), logs_apart(printed / 2))


@claim(
    "eq-latent-penalty-full",
    r"""D\big(N(\mu, \Sigma)\,\|\,N(0, I)\big) = \tfrac12 \left( \mu^{\mathsf T} \mu + \operatorname{tr} \Sigma
    - d - \log \det \Sigma \right) .""",
    method="SymPy takes the mean of the log ratio, 1 to 3 dimensions, any mean and any Sigma = L L^T",
    mistake="the sign of log det Sigma",
)
def penalty_of_a_correlated_normal(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    for d in (1, 2, 3):
        root = sp.Matrix(d, d, lambda i, j: 0 if i < j else sp.Symbol(f"L_{i}{j}", real=True, positive=i == j or None))
        mean, noise = sp.Matrix(sp.symbols(f"mu_1:{d + 1}", real=True)), sp.symbols(f"u_1:{d + 1}", real=True)
        cov, step = root * root.T, root * sp.Matrix(noise)
        z = mean + step
        turned = root.inv() * step
        log_q = -(turned.T * turned)[0] / 2 - sp.log(sp.prod(root.diagonal()))
        divergence = mean_of_noise(sp.expand(log_q + (z.T * z)[0] / 2), noise)
        printed = ((mean.T * mean)[0] + cov.trace() - d + sign * sp.log(cov.det())) / 2
        made.exactly(logs_apart(divergence), logs_apart(printed))


@claim(
    "eq-latent-ratio",
    r"\log \frac{q(z)}{p(z)} = - \log \sigma - \frac{(z - \mu)^2}{2 \sigma^2} + \frac{z^2}{2} .",
    method="SymPy: the logarithm of the two densities' ratio, any z, mu and sigma",
    mistake="the sign of log sigma",
)
def constants_cancel(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    log_ratio = sp.expand_log(sp.log(normal(MU, SIGMA) / normal(0, 1)), force=True)
    made.exactly(log_ratio, sign * sp.log(SIGMA) - (Z - MU) ** 2 / (2 * SIGMA**2) + Z**2 / 2)


@claim(
    "eq-latent-mean",
    r"""\mathbb{E}_q\!\left[ \log \frac{q(Z)}{p(Z)} \right] = - \log \sigma - \tfrac12 + \tfrac12 \left( \mu^2 +
    \sigma^2 \right) .""",
    method="SymPy takes the mean of the log ratio of kltools' densities, any mu and sigma",
    mistake="the mean of Z squared as sigma^2",
)
def mean_of_the_log_ratio(made: Comparisons, wrong: bool) -> None:
    q, p = exact.normal(MU, SIGMA, x=Z), exact.normal(0, 1, x=Z)
    second_moment = SIGMA**2 if wrong else MU**2 + SIGMA**2
    printed = -sp.log(SIGMA) - sp.Rational(1, 2) + second_moment / 2
    made.exactly(under_q(q.log_expression - p.log_expression), printed)


def orthogonal(rng, d):
    """A random orthogonal matrix of fractions, by Cayley's transform of a skew one; its first row may be turned over."""
    skew = sp.zeros(d, d)
    for i in range(d):
        for j in range(i):
            skew[i, j] = sp.Rational(rng.randint(-9, 9), rng.randint(1, 9))
    skew -= skew.T
    turn = (sp.eye(d) - skew) * (sp.eye(d) + skew).inv()
    return sp.diag(rng.choice((1, -1)), sp.eye(d - 1)) * turn


@claim(
    "eq-latent-turned",
    r"""\sum_i (U^{\mathsf T} \mu)_i^2 = \mu^{\mathsf T} \mu , \qquad \sum_i \sigma_i^2 = \operatorname{tr}
    \Sigma , \qquad \sum_i \log \sigma_i^2 = \log \det \Sigma .""",
    method="SymPy, any mean and variances: plane rotations and their mirror images; random orthogonal U to 4 dimensions",
    mistake="the logarithms of sigma, not of its square",
)
def turning_keeps_length_trace_and_determinant(made: Comparisons, wrong: bool) -> None:
    t, power = sp.Symbol("t", real=True), 1 if wrong else 2
    rotation = sp.Matrix([[1 - t**2, -2 * t], [2 * t, 1 - t**2]]) / (1 + t**2)
    turns = [rotation, sp.diag(-1, 1) * rotation, *(orthogonal(made.rng, d) for d in (2, 3, 4))]
    for turn in turns:
        d = turn.rows
        mean, spreads = sp.Matrix(sp.symbols(f"mu_1:{d + 1}", real=True)), sp.symbols(f"sigma_1:{d + 1}", positive=True)
        cov = turn * sp.diag(*[s**2 for s in spreads]) * turn.T
        turned = turn.T * mean
        made.exactly(sum(one**2 for one in turned), (mean.T * mean)[0])
        made.exactly(sum(s**2 for s in spreads), cov.trace())
        made.exactly(
            logs_apart(sum(sp.log(s**power) for s in spreads)),
            logs_apart(sp.log(sp.cancel(cov.det(method="berkowitz")))),
        )


@claim(
    "eq-known-posterior",
    r"""p(x) = N(x;\, 0,\, 1 + \tau^2) , \qquad p(z\,|\,x) = N\!\left( z;\ \frac{x}{1 + \tau^2},\
    \frac{\tau^2}{1 + \tau^2} \right) ,""",
    method="SymPy integrates the joint density over z, and divides by what comes out, any x, z and tau",
    mistake="the numerator of the posterior's variance 1",
)
def evidence_and_posterior_of_the_normal_model(made: Comparisons, wrong: bool) -> None:
    joint = exact.normal(0, 1, x=Z).expression * exact.normal(Z, TAU, x=X).expression
    seen = over_the_line(joint, Z)
    made.exactly(seen, exact.normal(0, sp.sqrt(1 + TAU**2), x=X).expression)
    spread = (1 if wrong else TAU) / sp.sqrt(1 + TAU**2)
    printed = exact.normal(X / (1 + TAU**2), spread, x=Z).log_expression
    made.exactly(sp.expand_log(sp.log(joint / seen), force=True), sp.expand_log(printed, force=True))
