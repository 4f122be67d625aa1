"""The entropy of one of SciPy's families in closed form: the expression of `kltools.exact`, in SciPy's parameters.

A table says which standard member a family is in terms of `exact`; a scale adds its logarithm. An entropy may be
negative, or cancel to little: it is evaluated with as many bits as that takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

import mpmath
import numpy as np
import sympy as sp

from kltools.distributions.component import Component
from kltools.distributions.covariances import log_determinant
from kltools.distributions.precision import FIRST_BITS, evaluate_to_double, magnitude
from kltools.distributions.scipy_laws import SIZE, parameter
from kltools.exact import find_closed_form, spelled_out

a, b, c, d, p, s = map(parameter, "abcdps")
df, dfn, dfd, nu, beta, kappa, low, high = map(parameter, ("df", "dfn", "dfd", "nu", "beta", "kappa", "low", "high"))
lambda_, count = parameter("lambda_"), parameter("N")
_HALF = sp.Rational(1, 2)


class EntropyOf(NamedTuple):
    """A member of a family of `exact`, and what its entropy is short of."""

    family: str
    parameters: tuple[Any, ...] = ()
    more: Any = sp.S.Zero


def _power_of_gamma(shape: Any, power: Any, scale: Any = sp.S.One) -> EntropyOf:
    return EntropyOf("generalized_gamma", (shape, power), sp.log(scale))


ENTROPIES: Mapping[str, EntropyOf] = {
    # on the line
    "norm": EntropyOf("normal", (0, 1)),
    "laplace": EntropyOf("laplace", (0, 1)),
    "laplace_asymmetric": EntropyOf("asymmetric_laplace", (kappa,)),
    "cauchy": EntropyOf("cauchy", (0, 1)),
    "logistic": EntropyOf("logistic", (0, 1)),
    "genlogistic": EntropyOf("generalized_logistic", (c,)),
    "gumbel_r": EntropyOf("generalized_extreme_value", (0,)),
    "gumbel_l": EntropyOf("generalized_extreme_value", (0,)),
    "genextreme": EntropyOf("generalized_extreme_value", (-c,)),
    "loggamma": EntropyOf("log_gamma", (c,)),
    "gennorm": EntropyOf("generalized_normal", (beta,)),
    "hypsecant": EntropyOf("hyperbolic_secant"),
    "t": EntropyOf("student", (df,)),
    "dgamma": EntropyOf("gamma", (a, 1), sp.log(2)),
    "dweibull": _power_of_gamma(1, c, 2),
    # on the half-line
    "expon": EntropyOf("gamma", (1, 1)),
    "gamma": EntropyOf("gamma", (a, 1)),
    "erlang": EntropyOf("gamma", (a, 1)),
    "chi2": EntropyOf("gamma", (df / 2, _HALF)),
    "chi": _power_of_gamma(df / 2, 2, sp.sqrt(2)),
    "halfnorm": _power_of_gamma(_HALF, 2, sp.sqrt(2)),
    "rayleigh": _power_of_gamma(1, 2, sp.sqrt(2)),
    "maxwell": _power_of_gamma(3 * _HALF, 2, sp.sqrt(2)),
    "nakagami": _power_of_gamma(nu, 2, 1 / sp.sqrt(nu)),
    "gengamma": _power_of_gamma(a, c),
    "weibull_min": _power_of_gamma(1, c),
    "weibull_max": _power_of_gamma(1, c),
    "invweibull": _power_of_gamma(1, -c),
    "invgamma": _power_of_gamma(a, -1),
    "levy": _power_of_gamma(_HALF, -1, _HALF),
    "levy_l": _power_of_gamma(_HALF, -1, _HALF),
    "halfgennorm": EntropyOf("generalized_normal", (beta,), -sp.log(2)),
    "halfcauchy": EntropyOf("half_cauchy"),
    "halflogistic": EntropyOf("half_logistic"),
    "lognorm": EntropyOf("log_normal", (0, s)),
    "loglaplace": EntropyOf("log_laplace", (0, 1 / c)),
    "fisk": EntropyOf("log_logistic", (0, 1 / c)),
    "pareto": EntropyOf("pareto", (b,)),
    "lomax": EntropyOf("pareto", (c,)),
    "genpareto": EntropyOf("generalized_pareto", (c,)),
    "betaprime": EntropyOf("beta_prime", (a, b)),
    "f": EntropyOf("beta_prime", (dfn / 2, dfd / 2), sp.log(dfd / dfn)),
    # on an interval
    "uniform": EntropyOf("uniform", (0, 1)),
    "beta": EntropyOf("beta", (a, b)),
    "rdist": EntropyOf("beta", (c / 2, c / 2), sp.log(2)),
    "powerlaw": EntropyOf("power_function", (a,)),
    "triang": EntropyOf("triangular"),
    "trapezoid": EntropyOf("trapezoidal", (c, d)),
    "semicircular": EntropyOf("semicircular"),
    "cosine": EntropyOf("raised_cosine"),
    "loguniform": EntropyOf("log_uniform", (a, b)),
    "reciprocal": EntropyOf("log_uniform", (a, b)),
    "bradford": EntropyOf("bradford", (c,)),
    "truncexpon": EntropyOf("truncated_exponential", (b,), sp.log(b)),
    # counts
    "bernoulli": EntropyOf("bernoulli", (p,)),
    "geom": EntropyOf("geometric", (p,)),
    "planck": EntropyOf("geometric", (1 - sp.exp(-lambda_),)),
    "boltzmann": EntropyOf("truncated_geometric", (lambda_, count)),
    "dlaplace": EntropyOf("discrete_laplace", (a,)),
    "randint": EntropyOf("discrete_uniform", (low, high)),
    "zipf": EntropyOf("zipf", (a,)),
}
"""SciPy's name of a family to what its standard member is in `exact`."""


def _expression(of: EntropyOf) -> Any:
    found = find_closed_form("entropy", (of.family, of.parameters))
    assert found is not None
    return spelled_out(found.expression) + of.more


@cache
def _compiled(name: str) -> tuple[list[str], Callable[..., Any]]:
    """The names of the parameters that the entropy of a family depends on, and mpmath's function of them."""
    expression = _expression(ENTROPIES[name])
    symbols = sorted(expression.free_symbols, key=str)
    return [symbol.name for symbol in symbols], sp.lambdify(symbols, expression, "mpmath", cse=True)


def entropy_in_closed_form(component: Component) -> float | None:
    """Return the entropy in nats of one of SciPy's distributions, None where no form is registered."""
    family = component.family or ""
    if family in _VECTORS:
        return _VECTORS[family](component)
    if family == "t" and math.isinf(component.parameters["df"]):
        family = "norm"
    if family not in ENTROPIES:
        return None
    names, _ = _compiled(family)
    given = tuple(component.parameters[name] for name in names)
    standard, log_scale = _of_standard_member(family, given), math.log(component.scale)
    value = standard + log_scale
    if abs(value) > max(abs(standard), abs(log_scale)) / 4.0:
        return value
    return _with_scale(family, given, component.scale)


@lru_cache(256)
def _of_standard_member(family: str, given: tuple[float, ...]) -> float:
    return _with_scale(family, given, 1.0)


def _with_scale(family: str, given: tuple[float, ...], scale: float) -> float:
    _, function = _compiled(family)
    numbers = [mpmath.mpf(value) for value in given]
    return _signed(lambda: function(*numbers) + mpmath.log(mpmath.mpf(scale)), magnitude([*given, scale]))


def _signed(evaluate: Callable[[], Any], wide: int = 0) -> float:
    """Evaluate a quantity of either sign until it has the digits of a float."""
    with mpmath.workprec(FIRST_BITS + wide):
        sign = -1 if mpmath.re(evaluate()) < 0 else 1
    return sign * evaluate_to_double(lambda: sign * evaluate(), wide)


def _half_log_determinant(component: Component) -> float:
    """Half the logarithm of the determinant of the matrix of a normal or Student distribution of vectors."""
    factor = component.source.factor
    if factor.root is None:
        raise ValueError(
            f"p = {component.label} has a singular matrix, so it has no density on the whole space, and no entropy "
            "there; write it in coordinates of the subspace that it fills"
        )
    return log_determinant(factor) / 2.0


def _normal(component: Component) -> float:
    return component.dimension * (math.log(2.0 * math.pi) + 1.0) / 2.0 + _half_log_determinant(component)


def _student(component: Component) -> float:
    degrees = component.parameters["df"]
    if math.isinf(degrees):
        return _normal(component)
    size = component.dimension
    symbol = sp.Symbol("df", positive=True)
    standard = sp.lambdify([symbol], _expression(EntropyOf("multivariate_student", (symbol, size))), "mpmath")
    number = mpmath.mpf(degrees)
    return _signed(lambda: standard(number), magnitude([degrees])) + _half_log_determinant(component)


def _dirichlet(component: Component) -> float:
    alpha = component.parameters["alpha"]
    column = np.array([[mpmath.mpf(one)] for one in alpha], dtype=object)
    return _signed(lambda: _dirichlet_of_any_size()(column, len(alpha)), magnitude(alpha))


@cache
def _dirichlet_of_any_size() -> Callable[..., Any]:
    """mpmath's function of a column of parameters, and of how many they are."""
    column = sp.MatrixSymbol("alpha", SIZE, 1)
    function: Callable[..., Any] = sp.lambdify(
        [column, SIZE], _expression(EntropyOf("dirichlet", (column,))), "mpmath", cse=True
    )
    return function


_VECTORS: Mapping[str, Callable[[Component], float]] = {
    "multivariate_normal": _normal,
    "multivariate_t": _student,
    "dirichlet": _dirichlet,
}
