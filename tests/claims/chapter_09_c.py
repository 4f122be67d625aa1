"""Chapter 9: what the non-saturating loss follows."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import FINE, jsd, kl, kl_symbols, log_normal, normalised, number, pmf, positive
from tests.claims.chapter_09_a import best, log_chance, mean_log, same, symbolic_best, under_normal, value_of_normals
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import mean_of_noise

THETA, X, U = sp.symbols("theta x u", real=True)


def generators(rng):
    """Laws p, and families q_theta of positive PMFs at a point theta: tilts of four outcomes, a coin, p itself at theta."""
    base, tilt = pmf(rng, 4), [number(rng, -2, 2) for _ in range(4)]

    def tilted(theta):
        return normalised([a * mp.exp(theta * b) for a, b in zip(base, tilt)])

    yield pmf(rng, 4), tilted, number(rng, -1, 1)
    yield [mp.mpf("1e-6"), *[mp.mpf("0.333333")] * 3], tilted, number(rng, -1, 1)
    yield base, tilted, mp.mpf(0)
    yield base, tilted, mp.mpf("1e-12")
    yield pmf(rng, 2), (lambda theta: [theta, 1 - theta]), number(rng, 0.05, 0.95)
    yield pmf(rng, 2), (lambda theta: [theta, 1 - theta]), mp.mpf("1e-6")


def slope(function, theta, step):
    """The derivative by five points, with an error of the fourth power of the step."""
    ahead, far = (function(theta + k * step) - function(theta - k * step) for k in (1, 2))
    return (8 * ahead - far) / (12 * step)


@claim(
    "thm-non-saturating",
    r"""Let $q_\theta$ be a smooth family of positive densities, $p > 0$, with $D(q_\theta\,\|\,p)$ finite near
    $\theta_0$, such that $\int q_\theta$ and the integrals below may be differentiated under the integral sign.
    Let $d^*$ be the best discriminator at $\theta = \theta_0$, and held fixed. Then at $\theta_0$

$$
\frac{d}{d\theta} \, \mathbb{E}_{q_\theta}\big[ - \log d^*(X) \big] = \frac{d}{d\theta} \Big( D(q_\theta\,\|\,p)
- 2\, \mathrm{JSD}(p, q_\theta) \Big) .
$$ (eq-non-saturating)""",
    method="slopes by five points: 60 families of PMFs at 100 digits, at p itself too; normals by quadrature",
    tolerance=1e-25,
    mistake="the discriminator follows theta",
)
def slope_of_the_loss_is_that_of_reverse_kl_less_jsd(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for _ in range(10):
            for p, family, theta in generators(made.rng):
                here, step = family(theta), mp.mpf("1e-20")

                def loss(t, p=p, family=family, here=here):
                    d = best(p, family(t) if wrong else here)
                    return -mp.fsum(b * mp.log(one) for b, one in zip(family(t), d))

                def objective(t, p=p, family=family):
                    return kl(family(t), p) - 2 * jsd(p, family(t))

                made.near(slope(loss, theta, step), slope(objective, theta, step), mp.mpf("1e-50"))
    step = mp.mpf("1e-9")
    for theta in (mp.mpf("0.5"), mp.mpf(2), mp.mpf(4)):

        def loss(t, theta=theta):
            # -log d*(x), by the log odds of imitations against data, at theta or at t
            at = t if wrong else theta
            return -under_normal(lambda x: log_chance(at**2 / 2 - at * x), t, at)

        def objective(t):
            # V(d*) = 2 JSD - log 4, and D of unit normals is half the squared distance
            return t**2 / 2 - value_of_normals(t, mp.mpf(1))

        made.close(slope(loss, theta, step), slope(objective, theta, step))


def any_family():
    """Any p on three outcomes, and functions q of theta that stand for probabilities; `of_sum_1` makes their sum constant."""
    return positive("p", 3), [sp.Function(f"q_{i}", positive=True)(THETA) for i in (1, 2, 3)]


def of_sum_1(expression, q, fixed=()):
    """An expression with q_3 dot in terms of the others' derivatives, and with q back where it was held fixed."""
    one, two, three = (sp.diff(b, THETA) for b in q)
    return expression.subs(three, -one - two).subs(dict(zip(fixed, q)))


@claim(
    "eq-non-saturating",
    r"""\frac{d}{d\theta} \, \mathbb{E}_{q_\theta}\big[ - \log d^*(X) \big] = \frac{d}{d\theta} \Big(
    D(q_\theta\,\|\,p) - 2\, \mathrm{JSD}(p, q_\theta) \Big) .""",
    method="SymPy differentiates both sides, any p and any smooth family on three outcomes",
    mistake="JSD added",
)
def both_slopes_of_any_family(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    p, q = any_family()
    fixed = positive("f", 3)
    loss = -mean_log(q, symbolic_best(p, fixed))
    m = [(a + b) / 2 for a, b in zip(p, q)]
    objective = kl_symbols(q, p) + sign * (kl_symbols(p, m) + kl_symbols(q, m))
    same(made, of_sum_1(sp.diff(loss, THETA), q, fixed), of_sum_1(sp.diff(objective, THETA), q))


@claim(
    "eq-non-saturating-left",
    r"""\int \dot q \left( \log \frac{q_0}{p} - \log \frac{q_0}{m_0} + \log 2 \right) dx = \int \dot q \log
    \frac{q_0}{p} \, dx - \int \dot q \log \frac{q_0}{m_0} \, dx .""",
    method="SymPy, any p and smooth family on three outcomes: the slope of the loss is the left side, and the left the right",
    mistake="the sign of log(q/m)",
)
def slope_of_the_loss_in_two_integrals(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    p, q = any_family()
    fixed = positive("f", 3)
    dots, m = [sp.diff(b, THETA) for b in q], [(a + b) / 2 for a, b in zip(p, q)]
    loss = -mean_log(q, symbolic_best(p, fixed))
    left = sum(dot * (sp.log(b / a) + sign * sp.log(b / c) + sp.log(2)) for dot, a, b, c in zip(dots, p, q, m))
    same(made, of_sum_1(sp.diff(loss, THETA), q, fixed), of_sum_1(left, q))
    right = mean_log(dots, [b / a for a, b in zip(p, q)]) - mean_log(dots, [b / c for b, c in zip(q, m)])
    same(made, of_sum_1(left, q), of_sum_1(right, q))


@claim(
    "eq-non-saturating-kl",
    r"\frac{d}{d\theta} D(q_\theta\,\|\,p) = \int \dot q \log \frac{q_0}{p} \, dx .",
    method="SymPy differentiates: any p and smooth family on three outcomes; normals, with the closed form of D",
    mistake="the ratio turned over",
)
def slope_of_the_reverse_divergence(made: Comparisons, wrong: bool) -> None:
    p, q = any_family()
    dots, power = [sp.diff(b, THETA) for b in q], -1 if wrong else 1
    printed = mean_log(dots, [(b / a) ** power for a, b in zip(p, q)])
    same(made, of_sum_1(sp.diff(kl_symbols(q, p), THETA), q), of_sum_1(printed, q))
    spread = sp.Symbol("s", positive=True)
    log_q, divergence = (
        log_normal(X, THETA, spread),
        exact.kl_divergence(exact.normal(THETA, spread), exact.normal(0, 1)),
    )
    for parameter in (THETA, spread):
        # q dot is q times the derivative of log q
        integrand = sp.diff(log_q, parameter) * power * (log_q - log_normal(X, 0, 1))
        made.exactly(sp.diff(divergence, parameter), mean_of_noise(integrand.subs(X, THETA + spread * U), [U]))


@claim(
    "eq-non-saturating-js",
    r"- \frac{p}{2 m} + \log \frac qm + 1 - \frac{q}{2 m} = \log \frac qm .",
    method="SymPy: the derivative of p log(p/m) + q log(q/m) by q is the left side, and the left the right, any p and q",
    mistake="the 1 forgotten",
)
def slope_of_the_jsd_integrand(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 1)[0], positive("q", 1)[0]
    m = (p + q) / 2
    left = -p / (2 * m) + sp.log(q / m) + (0 if wrong else 1) - q / (2 * m)
    same(made, sp.diff(p * sp.log(p / m) + q * sp.log(q / m), q), left)
    same(made, left, sp.log(q / m))
