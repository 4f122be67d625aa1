"""Every closed form of two of SciPy's families: against quadrature, where members nearly agree, and at the edges."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kltools.book.closed_form_checks import CHECKS, EXAMPLES, NAMES, VALUES
from kltools.distributions import ClosedFormPair, closed_form_pairs, kl_divergence, kl_quadrature
from kltools.distributions.scipy_laws import parameter
from kltools.distributions.scipy_objects import describe
from kltools.exact import spelled_out
from tests.distributions.oracles import relative

pytestmark = pytest.mark.filterwarnings("error")

#: One random member of each registered family, from two positive numbers.
MEMBERS = {
    "norm": lambda u, v: stats.norm(u - v, v),
    "lognorm": lambda u, v: stats.lognorm(0.3 + 0.2 * u, scale=v),
    "laplace": lambda u, v: stats.laplace(u - v, v),
    "loglaplace": lambda u, v: stats.loglaplace(0.5 + u, scale=v),
    "cauchy": lambda u, v: stats.cauchy(u - v, v),
    "halfcauchy": lambda u, v: stats.halfcauchy(scale=u),
    "logistic": lambda u, v: stats.logistic(u - v, 1.3),
    "fisk": lambda u, v: stats.fisk(2.5, scale=u),
    "gumbel_r": lambda u, v: stats.gumbel_r(u - v, v),
    "gumbel_l": lambda u, v: stats.gumbel_l(u - v, v),
    "weibull_min": lambda u, v: stats.weibull_min(0.5 + u, scale=v),
    "weibull_max": lambda u, v: stats.weibull_max(0.5 + u, scale=v),
    "invweibull": lambda u, v: stats.invweibull(0.5 + u, scale=v),
    "expon": lambda u, v: stats.expon(scale=v),
    "gamma": lambda u, v: stats.gamma(u, scale=v),
    "erlang": lambda u, v: stats.erlang(1 + int(u), scale=v),
    "chi2": lambda u, v: stats.chi2(2 * u, scale=v),
    "invgamma": lambda u, v: stats.invgamma(u, scale=v),
    "levy": lambda u, v: stats.levy(scale=v),
    "chi": lambda u, v: stats.chi(2 * u, scale=v),
    "halfnorm": lambda u, v: stats.halfnorm(scale=v),
    "rayleigh": lambda u, v: stats.rayleigh(scale=v),
    "maxwell": lambda u, v: stats.maxwell(scale=v),
    "nakagami": lambda u, v: stats.nakagami(u, scale=v),
    "invgauss": lambda u, v: stats.invgauss(u, scale=v),
    "pareto": lambda u, v: stats.pareto(u),
    "lomax": lambda u, v: stats.lomax(u),
    "beta": lambda u, v: stats.beta(u, v),
    "powerlaw": lambda u, v: stats.powerlaw(u),
    "betaprime": lambda u, v: stats.betaprime(u, v),
    "truncexpon": lambda u, v: stats.truncexpon(u, scale=3 / u),
    "uniform": lambda u, v: stats.uniform(),
    "vonmises": lambda u, v: stats.vonmises(u, loc=v),
    "vonmises_line": lambda u, v: stats.vonmises_line(u),
    "bernoulli": lambda u, v: stats.bernoulli(u / (u + v)),
    "binom": lambda u, v: stats.binom(5, u / (u + v)),
    "poisson": lambda u, v: stats.poisson(u * v),
    "geom": lambda u, v: stats.geom(u / (u + v)),
    "nbinom": lambda u, v: stats.nbinom(4, u / (u + v)),
    "planck": lambda u, v: stats.planck(u),
    "logser": lambda u, v: stats.logser(u / (u + v)),
    "dlaplace": lambda u, v: stats.dlaplace(u),
    "randint": lambda u, v: stats.randint(-1, 4),
    "boltzmann": lambda u, v: stats.boltzmann(u, 6),
    "zipf": lambda u, v: stats.zipf(1.5 + u),
    "rv_sample": lambda u, v: stats.rv_discrete(values=([0, 2, 3], np.array([u, v, 1.0]) / (u + v + 1))),
    "multinomial": lambda u, v: stats.multinomial(3, np.array([u, v, 1.0]) / (u + v + 1)),
    "dirichlet": lambda u, v: stats.dirichlet([u, v, 1.5]),
    "multivariate_normal": lambda u, v: stats.multivariate_normal([u, v], [[u + v, v / 2], [v / 2, v]]),
    "vonmises_fisher": lambda u, v: stats.vonmises_fisher(np.array([u, v, 1.0]) / math.hypot(u, v, 1.0), u * v),
    "wishart": lambda u, v: stats.wishart(2 + u, [[u + v, v / 2], [v / 2, v]]),
    "invwishart": lambda u, v: stats.invwishart(2 + u, [[u + v, v / 2], [v / 2, v]]),
}
PAIRS = sorted({(pair.p_name, pair.q_name) for pair in closed_form_pairs()})


def by_numbers(p, q, family):
    """D by quadrature, or by the family's own check, with the accuracy to hold it to."""
    if family in CHECKS:
        return CHECKS[family](p, q), 1e-9
    value, error = kl_quadrature(p, q)
    assert error <= 1e-7 * max(value, 1e-3)
    return value, max(1e-9, 10 * error / max(value, 1e-14))


def test_every_registered_family_has_a_member_here():
    assert {name for pair in PAIRS for name in pair} == set(MEMBERS)


@pytest.mark.parametrize("pair", PAIRS)
def test_every_closed_form_equals_quadrature(pair):
    rng = np.random.default_rng(len(pair[0]) + 31 * len(pair[1]))
    for _ in range(1 if pair[0] in CHECKS else 3):
        p, q = (MEMBERS[name](*np.exp(rng.normal(0, 0.5, 2))) for name in pair)
        if pair == ("binom", "bernoulli"):
            p = stats.binom(1, 0.3)
        if pair == ("bernoulli", "binom"):
            q = stats.binom(1, 0.3)
        if pair == ("nbinom", "planck"):
            p = stats.nbinom(1, 0.3)
        if pair == ("planck", "nbinom"):
            q = stats.nbinom(1, 0.3)
        closed = kl_divergence(p, q)
        value, tolerance = by_numbers(p, q, pair[0])
        assert value == pytest.approx(closed, rel=tolerance, abs=1e-14)


def as_shown(pair: ClosedFormPair, p: dict, q: dict) -> mp.mpf:
    """The expression of a pair at 400 digits, without the search for enough of them."""
    formula = spelled_out(pair.expression)
    symbols = sorted(formula.free_symbols, key=str)
    values = []
    for symbol in symbols:
        name, _, side = str(symbol).rpartition("_")
        if str(symbol) in pair.shared:
            name = str(symbol)
            assert p[name] == q[name]
        assert symbol.assumptions0 == parameter(name).assumptions0
        values.append(mp.mpf((q if side == "q" else p)[name]))
    with mp.workdps(400):
        return mp.mpf(sp.lambdify(symbols, formula, "mpmath")(*values))


SHOWN = [
    pair
    for pair in closed_form_pairs()
    if pair.p_name == pair.q_name and pair.expression != 0 and not pair.expression.has(sp.MatrixSymbol)
]


#: What a step must leave alone besides what the form holds fixed: what is a whole number.
HELD = {"erlang": ("a",), "geom": ("loc",), "boltzmann": ("N",), "randint": ("low", "high", "loc")}


def moved(parameters: dict, held: set, rng: np.random.Generator, step: float) -> dict:
    """The same parameters, each but the held ones moved by up to a relative step."""
    return {
        name: value if name in held else float(value * (1 + step * rng.uniform(-1, 1)))
        for name, value in parameters.items()
    }


@pytest.mark.parametrize(
    "pair", SHOWN, ids=lambda pair: f"{pair.p_name}-{pair.found.form.families[0]}-{pair.condition}"
)
@pytest.mark.parametrize("step", [1e-3, 1e-8, 1e-13])
def test_members_that_nearly_agree_keep_every_digit(pair, step):
    default = {} if pair.p_name in ("geom", "poisson", "binom", "nbinom", "bernoulli") else {"scale": 1.0}
    given = (
        EXAMPLES[pair.p_name][0] if pair.p_name in EXAMPLES else {name: VALUES[name][0] for name in pair.p_law.reads}
    )
    given = {"loc": 0.0, **default, **given}
    rng = np.random.default_rng(8)
    for _ in range(4):
        p, q = given, moved(given, {*pair.shared, *HELD.get(pair.p_name, ())}, rng, step)
        if pair.found.form.condition.endswith("than q"):
            start = "scale" if pair.p_name == "pareto" else "loc"
            q = {**q, start: min(q[start], p[start])}
        if pair.p_name == "truncexpon":
            q = {**q, "b": p["b"] * (1 + step), "scale": p["b"] * p["scale"] / (p["b"] * (1 + step))}
        if pair.p_name == "uniform":
            p, q = {"loc": 0.0, "scale": 1.0}, {"loc": 0.0, "scale": float(1 + step)}
        make = getattr(stats, NAMES.get(pair.p_name, pair.p_name))
        discrete = isinstance(make, stats.rv_discrete)
        found = kl_divergence(
            *(make(**{k: v for k, v in one.items() if not (discrete and k == "scale")}) for one in (p, q))
        )
        exact = as_shown(pair, p, q)
        assert relative(found, exact) < 3e-16 if exact else found == 0.0


@given(
    st.sampled_from(sorted(MEMBERS)),
    st.floats(0.1, 10),
    st.floats(0.1, 10),
    st.floats(0.1, 10),
    st.floats(0.1, 10),
)
@settings(deadline=None, max_examples=200)
def test_zero_for_equal_members_and_never_negative(name, u, v, x, y):
    p, q = MEMBERS[name](u, v), MEMBERS[name](x, y)
    assert kl_divergence(p, MEMBERS[name](u, v)) == 0.0
    assert isinstance(kl_divergence(p, q), float)
    assert kl_divergence(p, q) >= 0.0


def test_forms_give_zero_without_being_told_that_members_are_equal():
    for pair in closed_form_pairs():
        if pair.p_name == pair.q_name:
            p, q = (describe(MEMBERS[pair.p_name](1.3, 0.7), "p") for _ in range(2))
            assert pair.kl(p, q) == 0.0


def test_equal_members_under_two_names_give_zero():
    assert kl_divergence(stats.chi2(2), stats.expon(scale=2)) == 0.0
    assert kl_divergence(stats.rayleigh(scale=3), stats.chi(2, scale=3)) == 0.0
    assert kl_divergence(stats.bernoulli(0.3), stats.binom(1, 0.3)) == 0.0


def test_a_difference_that_is_tiny_beside_the_terms_is_not_lost():
    # (1e-150)^2 / 2 beside terms of order 1: no float, and no fixed precision, sees it
    assert kl_divergence(stats.norm(1e-150, 3), stats.norm(0, 3)) == pytest.approx(1e-300 / 18, rel=1e-15)
    assert kl_divergence(stats.poisson(5e-324), stats.poisson(1.0)) == 1.0
    # log(1e-300/0.5) + (1e300 - 1) log 2, in which 1 - (1 - 1e-300) takes a thousand bits
    assert kl_divergence(stats.geom(1e-300), stats.geom(0.5)) == pytest.approx(1e300 * math.log(2), rel=1e-15)


def test_chances_that_no_fixed_number_of_bits_tells_from_0_are_not_lost():
    """Two evaluations that both round 1 - 3e-300 to 1 agree, and are wrong."""
    slack = math.log(3) - 2 / 3
    for tiny in (1e-300, 1e-80):
        found = kl_divergence(stats.bernoulli(3 * tiny), stats.bernoulli(tiny))
        assert found == pytest.approx(3 * tiny * slack, rel=1e-14)
    assert kl_divergence(stats.vonmises(3e-100), stats.vonmises(1e-100)) == pytest.approx(1e-200, rel=1e-14)
    assert kl_divergence(stats.nbinom(3, 3e-90), stats.nbinom(3, 1e-90)) == pytest.approx(3 * slack, rel=1e-14)


def test_families_of_unlike_names_share_their_forms_through_a_change_of_variable():
    log_p, log_q = stats.norm(math.log(1.3), 0.7), stats.laplace(math.log(0.6), 1 / 1.5)
    p, q = stats.lognorm(0.7, scale=1.3), stats.loglaplace(1.5, scale=0.6)
    assert kl_divergence(p, q) == pytest.approx(kl_divergence(log_p, log_q), rel=1e-15)
    assert kl_divergence(p, q) == pytest.approx(kl_quadrature(p, q)[0], rel=1e-10)


def test_laws_of_unlike_outcomes_have_no_form_in_common():
    """A geometric law counts trials, a negative binomial one failures; a gamma law of x is none of 1/x."""
    names = {(pair.p_name, pair.q_name) for pair in closed_form_pairs()}
    assert not names & {("geom", "nbinom"), ("nbinom", "geom"), ("gamma", "invgamma"), ("cauchy", "halfcauchy")}
    assert kl_divergence(stats.planck(0.5), stats.geom(0.4)) == math.inf


#: PyTorch's torch.distributions.kl registers these same-family pairs, by SciPy's name of each.
TORCH = {
    "Bernoulli": "bernoulli", "Beta": "beta", "Binomial": "binom", "Categorical": "rv_sample", "Cauchy": "cauchy",
    "ContinuousBernoulli": "truncexpon", "Dirichlet": "dirichlet", "Exponential": "expon", "Gamma": "gamma",
    "Geometric": "geom", "Gumbel": "gumbel_r", "HalfNormal": "halfnorm", "Laplace": "laplace", "LogNormal": "lognorm",
    "LowRankMultivariateNormal": "multivariate_normal", "MultivariateNormal": "multivariate_normal",
    "Normal": "norm", "OneHotCategorical": "multinomial", "Pareto": "pareto", "Poisson": "poisson",
    "Uniform": "uniform", "Wishart": "wishart",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TORCH))
def test_every_family_of_torch_has_a_closed_form(name):
    assert (TORCH[name], TORCH[name]) in PAIRS


def test_continuous_bernoulli_is_a_truncated_exponential():
    """PyTorch's continuous Bernoulli of probability l has log density x log(l/(1 - l)) + constant on [0, 1]."""
    p, q = (-math.log(one / (1 - one)) for one in (0.2, 0.4))
    closed = kl_divergence(stats.truncexpon(p, scale=1 / p), stats.truncexpon(q, scale=1 / q))

    def density(x, probability):
        rate = mp.log(probability / (1 - probability))
        return mp.exp(rate * x) * rate / mp.expm1(rate)

    exact = mp.quad(lambda x: density(x, 0.2) * mp.log(density(x, 0.2) / density(x, 0.4)), [0, 1])
    assert relative(closed, exact) < 1e-14


def test_von_mises_lives_on_the_circle():
    p, q = stats.vonmises(2.0, loc=3.0), stats.vonmises(0.5, loc=-3.0)
    turned = stats.vonmises(0.5, loc=-3.0 + 2 * math.pi)
    assert kl_divergence(p, q) == pytest.approx(kl_divergence(p, turned), rel=1e-12)
    assert kl_divergence(p, q) == pytest.approx(kl_quadrature(p, q)[0], rel=1e-12)
    assert kl_divergence(stats.norm(), p) == math.inf
    assert math.isfinite(kl_divergence(stats.uniform(-1, 2), p))


def test_multinomials_and_tables_know_their_outcomes():
    assert kl_divergence(stats.multinomial(3, [0.5, 0.5]), stats.multinomial(4, [0.5, 0.5])) == math.inf
    assert kl_divergence(stats.multinomial(3, [0.5, 0.5]), stats.multinomial(3, [1.0, 0.0])) == math.inf
    assert kl_divergence(stats.multinomial(3, [1.0, 0.0]), stats.multinomial(3, [0.5, 0.5])) == pytest.approx(
        3 * math.log(2), rel=1e-15
    )
    p = stats.rv_discrete(values=([0, 1.5, 4], [0.5, 0.25, 0.25]))
    q = stats.rv_discrete(values=([4, 0, 1.5, 7], [0.25, 0.25, 0.25, 0.25]))
    assert kl_divergence(p, q) == pytest.approx(0.5 * math.log(2), rel=1e-15)
    assert kl_divergence(q, p) == math.inf
    assert kl_divergence(stats.rv_discrete(values=([0, 3], [0.5, 0.5])), stats.poisson(1)) == pytest.approx(
        0.5 * math.log(0.5 * math.e) + 0.5 * math.log(0.5 * 6 * math.e), rel=1e-12
    )
    assert kl_divergence(stats.poisson(1), stats.rv_discrete(values=([0, 3], [0.5, 0.5]))) == math.inf


def test_all_mass_on_one_outcome():
    assert kl_divergence(stats.binom(5, 0.0), stats.binom(5, 0.25)) == pytest.approx(-5 * math.log(0.75), rel=1e-15)
    assert kl_divergence(stats.geom(1.0), stats.geom(0.25)) == pytest.approx(math.log(4), rel=1e-15)
    assert kl_divergence(stats.poisson(0.0), stats.poisson(2.0)) == 2.0
    assert kl_divergence(stats.poisson(2.0), stats.poisson(0.0)) == math.inf


def test_forms_whose_condition_fails_are_left_to_quadrature():
    p, q = stats.logistic(0, 1), stats.logistic(1, 2)
    assert kl_divergence(p, q) == kl_quadrature(p, q)[0]
    p, q = stats.gamma(2, loc=1), stats.gamma(2, loc=0)
    assert kl_divergence(p, q) == kl_quadrature(p, q)[0]


def test_symbols_carry_what_sympy_may_use():
    assert parameter("loc").is_real and parameter("loc").is_positive is None
    assert parameter("scale").is_positive
    norm = next(pair for pair in closed_form_pairs() if pair.p_name == pair.q_name == "norm")
    assert sorted(map(str, norm.expression.free_symbols)) == ["loc_p", "loc_q", "scale_p", "scale_q"]
