"""Chapter 11: families that are not exponential, the Cauchy and the logistic."""

from __future__ import annotations

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from kltools.exact import find_closed_form
from tests.claims.cases import number
from tests.claims.claim import Comparisons, claim
from tests.claims.families import in_logs
from tests.claims.quadrature import trapezoidal


@claim(
    "eq-cauchy",
    r"D(p\,\|\,q) = \log \frac{(s_p + s_q)^2 + (m_p - m_q)^2}{4\, s_p\, s_q} ,",
    method="kltools' form: 0 at p = q, its derivatives are rational integrals, by residues; 700 angles at 50 digits; both ways alike",
    tolerance=1e-40,
    mistake="2 s_p s_q below",
)
def divergence_of_two_cauchy_laws(made: Comparisons, wrong: bool) -> None:
    s, t = sp.symbols("s_p s_q", positive=True)
    shift, y = sp.Symbol("shift", real=True), sp.Symbol("y")
    printed = find_closed_form("kl", ("cauchy", (0, s)), ("cauchy", (shift, t))).expression
    made.exactly(printed, sp.log(((s + t) ** 2 + shift**2) / (4 * s * t)))
    if wrong:
        printed += sp.log(2)
    value = sp.lambdify((s, shift, t), printed, "mpmath")
    made.exactly(printed.subs({shift: 0, t: s}), 0)
    density = s / (sp.pi * ((y - sp.I * s) * (y + sp.I * s)))  # of p, at 0
    spread = (y - shift - sp.I * t) * (y - shift + sp.I * t)  # q is at the shift: log q = log t - log spread - log pi
    for by, slope in ((t, 2 * t / spread), (shift, -2 * (y - shift) / spread)):
        integral = sum(
            2 * sp.pi * sp.I * sp.cancel((y - pole) * density * slope).subs(y, pole)
            for pole in (sp.I * s, shift + sp.I * t)
        )
        made.exactly(sp.simplify(integral) - (1 / t if by is t else 0), printed.diff(by))

    def by_angles(m, a, n, b, count=701):
        total = mp.mpf(0)
        for j in range(count):
            x = a * mp.tan(mp.pi * (mp.mpf(2 * j + 1) / (2 * count) - mp.mpf("0.5")))
            total += mp.log(a * (b**2 + (x + m - n) ** 2) / (b * (a**2 + x**2)))
        return total / count

    for m, a, n, b in ((0, 1, 2, 3), (1, 2, 1, 2), (-1, mp.mpf("0.5"), 0, 2), (0, 1, mp.mpf("1e-6"), 1)):
        closed = value(mp.mpf(a), mp.mpf(n - m), mp.mpf(b))
        made.near(by_angles(m, a, n, b), closed, within=mp.mpf("1e-40"))
        made.near(by_angles(n, b, m, a), closed, within=mp.mpf("1e-40"))
        found = kltools.kl_divergence(stats.cauchy(float(m), float(a)), stats.cauchy(float(n), float(b)))
        made.close(found, closed, 1e-10)


def mean_logarithm(c):
    """The mean of log(c + (1 - c) u) over u from 0 to 1, by SymPy's own integration."""
    free, u = sp.symbols("c u", positive=True)
    return sp.integrate(sp.log(free + (1 - free) * u), (u, 0, 1)).subs(free, c)


@claim(
    "eq-logistic",
    r"D(p\,\|\,q) = \delta \coth \frac{\delta}{2} - 2 ,",
    method="kltools' form, by the uniform u of p; densities at 50 digits, scales 1/2 to 3, q on either side, 1e-6 to 20 scales apart",
    tolerance=1e-35,
    mistake="tanh in place of coth",
)
def divergence_of_two_logistic_laws(made: Comparisons, wrong: bool) -> None:
    delta, odds, u = sp.symbols("delta w u", positive=True)
    x = sp.log(odds)
    c = sp.exp(-delta)
    log_p = -x - 2 * sp.log(1 + 1 / odds)
    log_q = -x - delta - 2 * sp.log(1 + c / odds)
    # at the place where p's distribution function is u, log p/q is this
    of_u = delta + 2 * sp.log(c + (1 - c) * u)
    ratio = sp.exp(sp.expand(log_p - log_q)).subs(odds, u / (1 - u))
    made.exactly(ratio / sp.exp(of_u), 1)
    averaged = delta + 2 * mean_logarithm(c)
    printed = find_closed_form("kl", ("logistic", (0, 1)), ("logistic", (-delta, 1))).expression
    made.exactly(printed, delta * sp.coth(delta / 2) - 2)
    if wrong:
        printed = printed.replace(sp.coth, sp.tanh)
    made.exactly(averaged, printed.rewrite(sp.exp))
    value = mp.extradps(15)(sp.lambdify(delta, printed, "mpmath"))  # its exponentials cancel for small delta

    def log_density(x, middle, scale):
        y = abs(x - middle) / scale
        return -y - 2 * mp.log1p(mp.exp(-y)) - mp.log(scale)

    for scale in (mp.mpf("0.5"), mp.mpf(3)):
        for apart in (mp.mpf("1e-6"), number(made.rng, 0.5, 3), -number(made.rng, 0.5, 3), mp.mpf(20)):

            def integrand(x, scale=scale, middle=-apart * scale):
                log_at = log_density(x, 0, scale)
                return mp.exp(log_at) * (log_at - log_density(x, middle, scale))

            # beyond 100 scales lies less than 1e-40, and the logarithms are not analytic pi scales from the line
            total = trapezoidal(integrand, -100 * scale, 100 * scale, scale / 6, digits=40)
            made.close(total, value(apart))


@claim(
    "eq-logistic-integral",
    r"\int_0^1 \log \big( c + (1 - c)\, u \big) \, du = \frac{1}{1 - c} \Big[ y \log y - y \Big]_{c}^{1} = - 1 - \frac{c \log c}{1 - c} .",
    method="SymPy integrates over u, for every c between 0 and 1",
    mistake="the sign of the last term",
)
def mean_logarithm_between_c_and_one(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    v = sp.Symbol("v", positive=True)
    c = 1 / (1 + v)  # any number between 0 and 1

    def primitive(y):
        return y * sp.log(y) - y

    bracket = (primitive(sp.Integer(1)) - primitive(c)) / (1 - c)
    made.exactly(in_logs(mean_logarithm(c) - bracket), 0)
    made.exactly(in_logs(bracket - (-1 + sign * c * sp.log(c) / (1 - c))), 0)
