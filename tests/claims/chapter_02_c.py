"""Chapter 2: an invertible change of variable leaves the divergence as it is."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp
import sympy.stats as ss

from kltools import exact
from tests.claims.cases import logs_apart
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_density, tanh_sinh

X, Y = sp.symbols("x y", real=True)


def divergence(p, q, points):
    """The integral of p log(p/q), infinite where q vanishes on a piece that p has mass on; points split the line."""
    total = mp.mpf(0)
    for low, high in zip(points, points[1:]):
        middle = low + (high - low) / mp.mpf("3.1")
        if p(middle) > 0:
            if q(middle) == 0:
                return mp.inf
            total += tanh_sinh(lambda x: p(x) * mp.log(p(x) / q(x)), [low, high])
    return total


@claim(
    "thm-change-of-variable",
    r"""Let $X$ have density $p$ or $q$ on an open interval, and let $Y = T(X)$, where $T$ is continuously differentiable and
$T'(x) \ne 0$ throughout. Write $p_Y$ and $q_Y$ for the
densities of $Y$. Then

$$
D(p_Y\,\|\,q_Y) = D(p\,\|\,q) .
$$ (eq-change-of-variable)""",
    method="both integrals by quadrature: exp, a falling line, log-odds, minus log, 1/x, and two pairs of which one is infinite",
    tolerance=1e-30,
    mistake="T(x) = x^2 on the whole line, where T'(0) = 0 and T has no inverse",
)
def divergence_belongs_to_the_distributions(made: Comparisons, wrong: bool) -> None:
    # the densities of Y are those that tables give: log-normal, normal, logit-normal, exponential, inverse gamma
    laws = (mp.mpf(0), mp.mpf(1)), (mp.mpf("0.5"), mp.mpf("1.5"))
    plain = divergence(*(normal_density(*law) for law in laws), mp.linspace(-15, 15, 5))
    steps = mp.linspace(-15, 15, 9)
    cases = [
        (lambda y, m, s: mp.exp(-((mp.log(y) - m) ** 2) / (2 * s**2)) / (y * s * mp.sqrt(2 * mp.pi)), mp.exp),
        (lambda y, m, s: normal_density(7 - 3 * m, 3 * s)(y), lambda x: 7 - 3 * x),
        (lambda y, m, s: mp.npdf(mp.log(y / (1 - y)), m, s) / (y * (1 - y)), lambda x: 1 / (1 + mp.exp(-x))),
    ]
    if wrong:
        cases = [
            (
                lambda y, m, s: (mp.npdf(mp.sqrt(y), m, s) + mp.npdf(-mp.sqrt(y), m, s)) / (2 * mp.sqrt(y)),
                lambda x: (x + 15) ** 2 / 4,  # bounds of the same range for y
            )
        ]
    for density, transform in cases:
        p, q = (lambda y, f=density, law=law: f(y, *law) for law in laws)
        made.close(divergence(p, q, sorted(map(transform, steps))), plain)
    # p uniform on (0, 1), q of density 3 x^2: minus their logarithms are exponential, of rates 1 and 3
    made.close(
        divergence(lambda x: mp.mpf(1), lambda x: 3 * x**2, [mp.mpf(0), mp.mpf(1)]),
        divergence(lambda y: mp.exp(-y), lambda y: 3 * mp.exp(-3 * y), mp.linspace(0, 90, 5)),
    )
    shapes = (3, 1), (5, 2)  # of gamma densities, for which 1/X has an inverse gamma density
    gammas = [lambda x, a=a, b=b: b**a * x ** (a - 1) * mp.exp(-b * x) / mp.gamma(a) for a, b in shapes]
    inverse = [lambda y, a=a, b=b: b**a * y ** (-a - 1) * mp.exp(-b / y) / mp.gamma(a) for a, b in shapes]
    points = [mp.mpf(x) for x in ("1e-14", "1e-4", "0.1", "1", "5", "25", "110")]
    made.close(divergence(*gammas, points), divergence(*inverse, [1 / x for x in reversed(points)]))
    # uniform on (0, 2) and on (0, 1), one way infinite: e^X has density 1/(2y) on (1, e^2) and 1/y on (1, e)
    boxes = [lambda x, w=w: mp.mpf(1) / w if 0 < x < w else mp.mpf(0) for w in (2, 1)]
    raised = [lambda y, w=w: 1 / (w * y) if 1 < y < mp.exp(w) else mp.mpf(0) for w in (2, 1)]
    for order in (1, -1):
        before = divergence(*boxes[::order], [mp.mpf(0), mp.mpf(1), mp.mpf(2)])
        made.close(before, divergence(*raised[::order], [mp.mpf(1), mp.exp(1), mp.exp(2)]))
    made.close(before, mp.log(2))


@claim(
    "eq-change-of-variable",
    r"D(p_Y\,\|\,q_Y) = D(p\,\|\,q) .",
    method="SymPy: closed forms by kltools.exact of families that T carries into another or themselves, general parameters",
    mistake="the spread of q left as it was",
)
def families_that_a_change_of_variable_joins(made: Comparisons, wrong: bool) -> None:
    a, b, d = sp.symbols("a b d", positive=True)
    m, n, c = sp.symbols("m n c", real=True)
    before = exact.kl_divergence(exact.normal(m, a), exact.normal(n, b))  # y = c - d x
    after = exact.kl_divergence(exact.normal(c - d * m, d * a), exact.normal(c - d * n, b if wrong else d * b))
    made.exactly(sp.expand_log(after), sp.expand_log(before))
    before = exact.kl_divergence(exact.exponential(a), exact.exponential(b))  # y = d x
    after = exact.kl_divergence(exact.exponential(a / d), exact.exponential(b / d))
    made.exactly(sp.expand_log(after), sp.expand_log(before))
    for i, j in product((1, 2, 5), repeat=2):  # y = -log x carries x^(i-1) i on (0, 1) into an exponential of rate i
        before = exact.kl_divergence(exact.beta(i, 1), exact.beta(j, 1))
        after = exact.kl_divergence(exact.exponential(i), exact.exponential(j))
        made.exactly(sp.expand_log(before), sp.expand_log(after))
    before = exact.kl_divergence(exact.uniform(0, 2), exact.uniform(0, 1))  # y = 7 - 3 x
    after = exact.kl_divergence(exact.uniform(1, 7), exact.uniform(4, 7))
    made.true(before == after == sp.oo, f"{before} and {after} are not infinite")


@claim(
    "eq-transformed-densities",
    r"p_Y(y) = \frac{p(x)}{|T'(x)|} , \qquad q_Y(y) = \frac{q(x)}{|T'(x)|} .",
    method="SymPy: the derivative of P(T(X) <= y), for any density, under seven T, rising and falling",
    mistake="the density multiplied by |T'(x)|",
)
def densities_of_a_transformed_variable(made: Comparisons, wrong: bool) -> None:
    c, d, y, u = sp.Symbol("c", real=True), sp.Symbol("d", positive=True), sp.Symbol("y", positive=True), sp.Symbol("u")
    x = sp.Symbol("x", positive=True)
    cases = [  # T as a function of x, its inverse at y, whether it rises
        (sp.exp(X), sp.log(y), True),
        (c - d * X, (c - Y) / d, False),
        (-sp.log(x), sp.exp(-Y), False),
        (1 / x, 1 / y, False),
        (x**3, sp.cbrt(y), True),
        (sp.sinh(X), sp.asinh(Y), True),
        (-(X**3) / 3 - X, None, False),
    ]
    for density in map(sp.Function, ("p", "q")):
        for transform, inverse, rises in cases:
            variable = X if transform.has(X) else x
            slope = sp.Abs(sp.diff(transform, variable))
            if inverse is None:  # no formula for the inverse x(y), whose derivative is 1/T'(x)
                place = sp.Function("x", real=True)(Y)
                law = sp.Integral(density(u), (u, place, sp.oo))
                found = sp.diff(law, Y).subs(sp.Derivative(place, Y), 1 / sp.diff(transform, X).subs(X, place))
                found = found.subs(place, X)
                printed = density(X) * slope if wrong else density(X) / slope
            else:
                out = y if inverse.has(y) else Y
                law = sp.Integral(density(u), (u, -sp.oo, inverse) if rises else (u, inverse, sp.oo))
                found = sp.diff(law, out)
                slope = slope.subs(variable, inverse)
                printed = density(inverse) * slope if wrong else density(inverse) / slope
            made.exactly(found, printed)


@claim(
    "eq-transformed-ratio",
    r"\frac{p_Y(y)}{q_Y(y)} = \frac{p(x)}{q(x)} .",
    method="SymPy's own log-normal, inverse gamma, exponential and scaled normal densities at y = T(x), general parameters",
    mistake="q left as it was",
)
def the_ratio_of_transformed_densities(made: Comparisons, wrong: bool) -> None:
    a, b, d, g, h, x = sp.symbols("a b d g h x", positive=True)
    m, n = sp.symbols("m n", real=True)
    for transform, pair, image in [
        (sp.exp(x), [ss.Normal("X", m, a), ss.Normal("X", n, b)], [ss.LogNormal("Y", m, a), ss.LogNormal("Y", n, b)]),
        (
            7 - d * x,
            [ss.Normal("X", m, a), ss.Normal("X", n, b)],
            [ss.Normal("Y", 7 - d * m, d * a), ss.Normal("Y", 7 - d * n, d * b)],
        ),
        (
            1 / x,
            [ss.Gamma("X", a, 1 / g), ss.Gamma("X", b, 1 / h)],
            [ss.GammaInverse("Y", a, g), ss.GammaInverse("Y", b, h)],
        ),
        (
            d * x,
            [ss.Exponential("X", g), ss.Exponential("X", h)],
            [ss.Exponential("Y", g / d), ss.Exponential("Y", h / d)],
        ),
    ]:
        p, q = (ss.density(variable).pdf(x) for variable in pair)
        p_y, q_y = (ss.density(variable).pdf(transform) for variable in image)
        made.exactly(logs_apart(sp.log(p_y / (q if wrong else q_y))), logs_apart(sp.log(p / q)))
