"""Each law of SciPy's families against SciPy's own log densities, and what `declare` refuses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from kltools import exact
from kltools.book.closed_form_checks import EXAMPLES, VALUES
from kltools.distributions import LAWS, Law, declare
from kltools.distributions.scipy_laws import SIGN, X, parameter

SCALARS = [(name, law) for name, laws in LAWS.items() for law in laws if law.outcome.has(X)]
IDS = [f"{name}-{law.family}" for name, law in SCALARS]

#: Log densities of the families that `exact` has no density of.
LOG_DENSITIES = {
    "logistic": lambda y, mu, scale: -(y - mu) / scale - 2 * sp.log(1 + sp.exp(-(y - mu) / scale)) - sp.log(scale),
    "gumbel": lambda y, mu, scale: -(y - mu) / scale - sp.exp(-(y - mu) / scale) - sp.log(scale),
    "shifted_exponential": lambda y, start, rate: sp.log(rate) - rate * (y - start),
    "discrete_uniform": lambda y, low, high: -sp.log(high - low),
    "shifted_geometric": lambda y, start, prob: sp.log(prob) + (y - start - 1) * sp.log(1 - prob),
}


def parameters_of(name: str, law: Law) -> list[dict[str, float]]:
    """Those of a p and a q that agree in what the law holds fixed, with SciPy's defaults."""
    held = {str(one) for one in law.held} | {"n"}
    standard = [{one: VALUES[one][place and one not in held] for one in law.reads} for place in (0, 1)]
    defaults = {"loc": 0.0, "scale": 1.0}
    return [{**defaults, **one} for one in EXAMPLES.get(name, standard)]


def log_ratio_by_law(law: Law, point: float, p: dict[str, float], q: dict[str, float]) -> float:
    """log p - log q at an outcome, from the family of `exact`: the slope of the change of variable drops out."""

    def at(part: Any, given: dict[str, float]) -> Any:
        return sp.sympify(part).subs({parameter(name): sp.Float(value, 40) for name, value in given.items()})

    outcomes = [at(law.outcome, given).subs({X: sp.Float(point, 40), SIGN: 1}) for given in (p, q)]
    assert abs(outcomes[0] - outcomes[1]) < 1e-12
    family, parameters = exact.in_general((law.family, law.parameters))
    of_p, of_q = ([at(one, given) for one in parameters] for given in (p, q))
    if family in exact.exponential_families:
        declared = exact.exponential_families[family]
        eta_p, eta_q = declared.natural(*of_p), declared.natural(*of_q)
        linear = sum((a - b) * t for a, b, t in zip(eta_p, eta_q, declared.statistics(outcomes[0]), strict=True))
        return float(linear - declared.log_partition(*eta_p, *declared.held(*of_p))
                     + declared.log_partition(*eta_q, *declared.held(*of_q)))  # fmt: skip
    if family in LOG_DENSITIES:
        log_density = LOG_DENSITIES[family]
        return float(log_density(outcomes[0], *of_p) - log_density(outcomes[0], *of_q))
    symbols = sp.symbols("u v", positive=True)
    density = getattr(exact, family)(*symbols) if family != "uniform" else exact.uniform(symbols[0], sum(symbols))
    ends = [(one[0], one[1] - one[0]) if family == "uniform" else one for one in (of_p, of_q)]
    logs = [density.log_expression.subs(dict(zip(symbols, one))).subs(density.variable, outcomes[0]) for one in ends]
    return float(logs[0] - logs[1])


@pytest.mark.parametrize(("name", "law"), SCALARS, ids=IDS)
def test_the_law_is_the_density_of_scipy(name: str, law: Law) -> None:
    p, q = parameters_of(name, law)
    make = getattr(stats, name)
    discrete = isinstance(make, stats.rv_discrete)
    kept = [{k: v for k, v in one.items() if not (discrete and k == "scale")} for one in (p, q)]
    first, second = (make(**one) for one in kept)
    log = "logpmf" if discrete else "logpdf"
    points = np.unique(first.ppf([0.05, 0.3, 0.5, 0.8, 0.95]))
    for point in points:
        found = float(getattr(first, log)(point) - getattr(second, log)(point))
        assert log_ratio_by_law(law, float(point), p, q) == pytest.approx(found, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", ["invgamma", "chi2", "weibull_min", "pareto"])
def test_a_wrong_law_would_be_noticed(name: str) -> None:
    """A parameter that is off by a factor of 2 is not the density of SciPy."""
    (law,) = LAWS[name]
    wrong = Law(law.outcome, law.family, (2 * law.parameters[0], *law.parameters[1:]))
    p, q = parameters_of(name, law)
    point = float(getattr(stats, name)(**p).ppf(0.4))
    assert abs(log_ratio_by_law(wrong, point, p, q) - log_ratio_by_law(law, point, p, q)) > 1e-3


def test_the_inverse_of_an_inverse_wishart_matrix_is_a_wishart_one() -> None:
    x = np.array([[1.3, 0.2], [0.2, 0.8]])
    for df, scale in ((4.0, [[1.0, 0.3], [0.3, 2.0]]), (5.5, [[0.5, 0.1], [0.1, 1.0]])):
        inverse = stats.wishart(df, np.linalg.inv(scale)).logpdf(np.linalg.inv(x))
        # the slope of x -> 1/x on symmetric 2 x 2 matrices is det(x)^-3
        assert stats.invwishart(df, scale).logpdf(x) == pytest.approx(
            inverse - 3 * math.log(np.linalg.det(x)), rel=1e-12
        )


def test_what_p_and_q_must_have_in_common_is_read_off_the_outcome() -> None:
    assert [str(one) for one in LAWS["truncexpon"][0].held] == ["loc", "b*scale"]
    assert [str(one) for one in LAWS["betaprime"][0].held] == ["loc", "scale"]
    assert LAWS["gumbel_l"][0].held == LAWS["multivariate_normal"][0].held == ()
    x, loc, c = sp.symbols("x loc c")
    assert Law((x - loc) ** c, "gamma", (1, 1)).held == (parameter("loc"), parameter("c"))


def test_a_law_that_forgets_a_parameter_is_refused() -> None:
    x, a, scale, c = sp.symbols("x a scale c")
    with pytest.raises(ValueError, match="'gengamma' leaves loc unread; let the outcome or a parameter depend on it"):
        declare("gengamma", Law(x**c, "gamma", (a, scale**-c)))
    assert "gengamma" not in LAWS


def test_a_name_that_scipy_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="name is 'gammma', which is no family of scipy.stats; give a name such as"):
        declare("gammma", Law(X, "gamma", (1, 1)))
