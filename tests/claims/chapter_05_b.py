"""Chapter 5, factorised fits to a Gaussian: their variances and volumes, and the proof line by line."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import logs_apart, number
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import mean_of_noise


def covariances(rng):
    """Covariance matrices: random, diagonal, with one correlation, 1e-12 off diagonal, and 1e-12 from singular."""
    for d in (1, 2, 3, 5):
        for _ in range(2):
            root = mp.matrix(d, d)
            for i in range(d):
                for j in range(d):
                    root[i, j] = number(rng, -1, 1)
            yield root * root.T + mp.mpf("0.01") * mp.eye(d)
        diagonal = mp.diag([number(rng, 0.1, 3) for _ in range(d)])
        yield diagonal
        for share in (mp.mpf("-0.9"), mp.mpf("1e-12"), 1 - mp.mpf("1e-12")):
            if d > 1:
                paired = diagonal.copy()
                paired[0, d - 1] = paired[d - 1, 0] = share * mp.sqrt(diagonal[0, 0] * diagonal[d - 1, d - 1])
                yield paired


def gaussian_divergence(mean_1, cov_1, mean_2, cov_2):
    """D of two Gaussians: half of a trace, a squared length and a ratio of determinants' logarithm."""
    inverse, step = cov_2**-1, mean_2 - mean_1
    turned = inverse * cov_1
    trace = mp.fsum(turned[i, i] for i in range(turned.rows))
    return (trace + (step.T * inverse * step)[0] - turned.rows + mp.log(mp.det(cov_2) / mp.det(cov_1))) / 2


def lower_root(d):
    """A general lower triangular matrix with positive diagonal, d by d: L of Sigma = L L^T."""

    def entry(i, j):
        return sp.Symbol(f"L_{i}{j}", real=True, positive=True if i == j else None) if i >= j else 0

    return sp.Matrix(d, d, entry)


def symmetric(letter, d):
    """A general symmetric matrix, d by d, with a positive diagonal."""
    return sp.Matrix(
        d, d, lambda i, j: sp.Symbol(f"{letter}_{min(i, j)}{max(i, j)}", real=True, positive=True if i == j else None)
    )


def exact_divergence(mean_1, cov_1, mean_2, cov_2, inverse_2):
    """D of two Gaussians for SymPy, by the trace, the squared length and the determinants."""
    step = mean_2 - mean_1
    trace = (inverse_2 * cov_1).trace()
    return (trace + (step.T * inverse_2 * step)[0] - step.rows + sp.log(cov_2.det()) - sp.log(cov_1.det())) / 2


def vector(letter, d, **kind):
    """A column of symbols."""
    return sp.Matrix(sp.symbols(f"{letter}_0:{d}", **kind))


@claim(
    "thm-factorised",
    r"""Let $p = N(\mu, \Sigma)$ in $d$ dimensions, with $\Sigma$ positive definite, and $\Lambda = \Sigma^{-1}$.
    Among Gaussians with independent coordinates the forward divergence is least for mean $\mu$ and variances

    $$
    s_i = \Sigma_{ii} ,
    $$ (eq-factorised-forward)

    and the reverse divergence is least for mean $\mu$ and variances

    $$
    s_i = \frac{1}{\Lambda_{ii}} \le \Sigma_{ii} .
    $$ (eq-factorised-reverse)

    Their volumes bracket that of $p$:

    $$
    \prod_i \frac{1}{\Lambda_{ii}} \le \det \Sigma \le \prod_i \Sigma_{ii} .
    $$ (eq-factorised-volume)""",
    method="80 digits, 1 to 5 dimensions, diagonal to nearly singular: at the two fits, 1e-8 beside them and at random",
    tolerance=1e-40,
    mistake="the two directions' variances exchanged",
)
def factorised_fits_take_marginal_and_conditional_variances(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(80):
        for cov in covariances(made.rng):
            d = cov.rows
            mean = mp.matrix([number(made.rng, -2, 2) for _ in range(d)])
            marginal = [cov[i, i] for i in range(d)]
            conditional = [1 / (cov**-1)[i, i] for i in range(d)]
            forward, reverse = (conditional, marginal) if wrong else (marginal, conditional)
            small = mp.mpf("1e-8")
            for best, swap in ((forward, False), (reverse, True)):

                def objective(centre, variances, swap=swap, mean=mean, cov=cov):
                    p, q = (mean, cov), (centre, mp.diag(variances))
                    return gaussian_divergence(*q, *p) if swap else gaussian_divergence(*p, *q)

                least = objective(mean, best)
                for i in range(d):
                    for by in (small, -small):
                        made.less(least, objective(mean, [s * (1 + by * (j == i)) for j, s in enumerate(best)]))
                        made.less(least, objective(mean + mp.matrix([by * (j == i) for j in range(d)]), best))
                made.less(least, objective(mean, [s * number(made.rng, 0.2, 3) for s in best]))
            for s, whole in zip(reverse, marginal):
                made.at_most(s, whole)
            made.at_most(mp.fprod(reverse), mp.det(cov))
            made.at_most(mp.det(cov), mp.fprod(forward))


@claim(
    "eq-factorised-forward",
    r"s_i = \Sigma_{ii} ,",
    method="SymPy solves for the one zero of the slope of D(p‖q) in each variance, 1 to 3 dimensions, any covariance",
    mistake="the variance given the other coordinates",
)
def forward_variances_are_the_marginal_ones(made: Comparisons, wrong: bool) -> None:
    for d in (1, 2, 3):
        cov, mu, nu, s = (
            symmetric("S", d),
            vector("m", d, real=True),
            vector("n", d, real=True),
            vector("s", d, positive=True),
        )
        objective = exact_divergence(mu, cov, nu, sp.diag(*s), sp.diag(*[1 / one for one in s]))
        for i in range(d):
            (centre,) = sp.solve(sp.diff(objective, nu[i]), nu[i])
            made.exactly(centre, mu[i])
            (variance,) = sp.solve(sp.diff(objective.subs(dict(zip(nu, mu))), s[i]), s[i])
            made.exactly(variance, cov.det() / cov.minor(i, i) if wrong and d > 1 else cov[i, i])
            bend = sp.simplify(sp.diff(objective.subs(dict(zip(nu, mu))), s[i], 2).subs(s[i], variance))
            made.true(bend.is_positive, f"the second derivative there, {bend}, is not positive")


@claim(
    "eq-factorised-reverse",
    r"s_i = \frac{1}{\Lambda_{ii}} \le \Sigma_{ii} .",
    method="SymPy: the one zero of the slope of D(q‖p), 1 to 3 dimensions; the difference is a sum of squares, 2 to 4, "
    "with the coordinate as the last",
    mistake="Lambda_ii in place of its reciprocal",
)
def reverse_variances_are_the_conditional_ones(made: Comparisons, wrong: bool) -> None:
    for d in (1, 2, 3):
        precision, mu, s = symmetric("A", d), vector("m", d, real=True), vector("s", d, positive=True)
        determinant = sp.Symbol("det", positive=True)  # of the covariance: no s in it
        objective = exact_divergence(mu, sp.diag(*s), mu, sp.diag(determinant, *[1] * (d - 1)), precision)
        for i in range(d):
            (variance,) = sp.solve(sp.diff(objective, s[i]), s[i])
            made.exactly(variance, precision[i, i] if wrong else 1 / precision[i, i])
            bend = sp.simplify(sp.diff(objective, s[i], 2).subs(s[i], variance))
            made.true(bend.is_positive, f"the second derivative there, {bend}, is not positive")
    for d in (2, 3, 4):
        root = lower_root(d)
        inverse = root.inv()
        conditional = 1 / (inverse.T * inverse)[d - 1, d - 1]
        spare = (root * root.T)[d - 1, d - 1] - conditional
        made.exactly(spare, sum(root[d - 1, j] ** 2 for j in range(d - 1)))


@claim(
    "eq-factorised-volume",
    r"\prod_i \frac{1}{\Lambda_{ii}} \le \det \Sigma \le \prod_i \Sigma_{ii} .",
    method="80 digits, 1 to 5 dimensions, nearly diagonal to nearly singular; equal where the covariance is diagonal",
    tolerance=1e-40,
    mistake="the two products exchanged",
)
def fitted_volumes_bracket_the_true_one(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(80):
        for cov in covariances(made.rng):
            d, precision = cov.rows, cov**-1
            low = mp.fprod(1 / precision[i, i] for i in range(d))
            high = mp.fprod(cov[i, i] for i in range(d))
            low, high = (high, low) if wrong else (low, high)
            made.at_most(low, mp.det(cov))
            made.at_most(mp.det(cov), high)
            if all(cov[i, j] == 0 for i in range(d) for j in range(i)):
                made.close(low, mp.det(cov))
                made.close(high, mp.det(cov))
            else:
                made.less(low, mp.det(cov))
                made.less(mp.det(cov), high)


def log_gaussian(x, mean, inverse, determinant):
    """The logarithm of a Gaussian density at the vector x."""
    step = x - mean
    return -(step.T * inverse * step)[0] / 2 - (sp.log(determinant) + step.rows * sp.log(2 * sp.pi)) / 2


def gaussian_pair(d):
    """p and q of the proof for d dimensions: mean, a matrix that turns noise into draws, inverse and determinant."""
    root = lower_root(d)
    inverse = root.inv().applyfunc(sp.cancel)
    s = vector("s", d, positive=True)
    p = vector("m", d, real=True), root, (inverse.T * inverse).applyfunc(sp.expand), sp.prod(root.diagonal()) ** 2
    q = vector("n", d, real=True), sp.diag(*[sp.sqrt(one) for one in s]), sp.diag(*[1 / one for one in s]), sp.prod(s)
    return p, q, s


def twice_the_divergence(first, second):
    """Twice the mean of log(first/second) under the first, as an integral over its noise."""
    mean, root, inverse, determinant = first
    noise = vector("z", mean.rows, real=True)
    x = mean + root * noise
    evidence = log_gaussian(x, mean, inverse, determinant) - log_gaussian(x, second[0], second[2], second[3])
    return 2 * mean_of_noise(evidence, noise)


@claim(
    "eq-factorised-forward-objective",
    r"2 D(p\,\|\,q) = \sum_i \left( \frac{\Sigma_{ii} + (\mu_i - \nu_i)^2}{s_i} + \log s_i \right) - d - \log \det \Sigma ,",
    method="SymPy integrates the evidence under p, 1 to 3 dimensions, any means and covariance",
    mistake="the sign of log det Sigma",
)
def forward_closed_form(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    for d in (1, 2, 3):
        p, q, s = gaussian_pair(d)
        cov = p[1] * p[1].T
        terms = [(cov[i, i] + (p[0][i] - q[0][i]) ** 2) / s[i] + sp.log(s[i]) for i in range(d)]
        printed = sum(terms) - d + sign * sp.log(cov.det())
        made.exactly(logs_apart(twice_the_divergence(p, q)), logs_apart(printed))


@claim(
    "eq-factorised-reverse-objective",
    r"2 D(q\,\|\,p) = \sum_i \left( \Lambda_{ii} s_i - \log s_i \right)"
    r" + (\nu - \mu)^{\mathsf T} \Lambda\, (\nu - \mu) - d + \log \det \Sigma .",
    method="SymPy integrates the evidence under q, 1 to 3 dimensions, any means and covariance",
    mistake="the covariance in place of its inverse in the square",
)
def reverse_closed_form(made: Comparisons, wrong: bool) -> None:
    for d in (1, 2, 3):
        p, q, s = gaussian_pair(d)
        cov, precision = p[1] * p[1].T, p[2]
        step = q[0] - p[0]
        square = (step.T * (cov if wrong else precision) * step)[0]
        terms = [precision[i, i] * s[i] - sp.log(s[i]) for i in range(d)]
        printed = sum(terms) + square - d + sp.log(cov.det())
        made.exactly(logs_apart(twice_the_divergence(q, p)), logs_apart(printed))


@claim(
    "eq-factorised-cauchy",
    r"1 = \left( e_i^{\mathsf T} \Sigma\, \Lambda\, e_i \right)^2"
    r" \le \left( e_i^{\mathsf T} \Sigma\, e_i \right) \left( e_i^{\mathsf T} \Lambda\, \Sigma\, \Lambda\, e_i \right)"
    r" = \Sigma_{ii} \Lambda_{ii} .",
    method="SymPy, 2 to 4 dimensions, the i-th coordinate last: equalities for any covariance, the excess a sum of squares",
    mistake="Sigma dropped from between the two Lambdas",
)
def marginal_variance_times_precision_is_at_least_one(made: Comparisons, wrong: bool) -> None:
    for d in (2, 3, 4):
        root = lower_root(d)
        cov, precision = root * root.T, (root.inv().T * root.inv()).applyfunc(sp.cancel)
        unit = sp.Matrix([int(i == d - 1) for i in range(d)])
        between = sp.eye(d) if wrong else cov
        square = (unit.T * cov * precision * unit)[0] ** 2
        product = (unit.T * cov * unit)[0] * (unit.T * precision * between * precision * unit)[0]
        made.exactly(square, 1)
        made.exactly(product, cov[d - 1, d - 1] * precision[d - 1, d - 1])
        made.exactly(product - square, sum((root[d - 1, j] / root[d - 1, d - 1]) ** 2 for j in range(d - 1)))
