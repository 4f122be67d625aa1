"""Each declared exponential family against SciPy's log densities, and each shown formula against the Bregman divergence."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from scipy import stats

from kltools.distributions.closed_forms.exponential import FAMILIES, ExponentialFamily, Member
from kltools.distributions.closed_forms.notation import ETA, X, pair, parameter, spelled_out

MEMBERS = [(family, member) for family in FAMILIES for member in family.members]
NAMES = [member.name for _, member in MEMBERS]


def parameters_of(member: Member, place: int) -> dict[sp.Symbol, float]:
    """A member's example as values of its symbols, with SciPy's defaults."""
    given = {"loc": 0.0, "scale": 1.0, **member.example[place]}
    return {parameter(name): sp.Float(value, 40) for name, value in given.items()}


def natural_of(member: Member, place: int) -> list[sp.Expr]:
    return [sp.sympify(one).xreplace(parameters_of(member, place)) for one in member.natural]


def held(family: ExponentialFamily, member: Member) -> dict[sp.Symbol, sp.Expr]:
    values = parameters_of(member, 0)
    return {symbol: sp.sympify(one).xreplace(values) for symbol, one in zip(family.fixed, member.fixed)}


def bregman_of(family: ExponentialFamily, member: Member, first: int = 0, second: int = 1) -> sp.Expr:
    value = family.bregman(natural_of(member, first), natural_of(member, second))
    return sp.N(value.xreplace(held(family, member)), 30)


@pytest.mark.parametrize(("family", "member"), MEMBERS, ids=NAMES)
def test_the_declaration_is_the_density_of_scipy(family, member):
    """Between two members log p - log q is (eta_p - eta_q) . T(x) - A(eta_p) + A(eta_q): h drops out."""
    p, q = (getattr(stats, member.name)(**member.example[place]) for place in (0, 1))
    log = "logpmf" if isinstance(p.dist, stats.rv_discrete) else "logpdf"
    points = np.unique(p.ppf([0.05, 0.3, 0.5, 0.8, 0.95]))
    fixed = held(family, member)
    eta_p, eta_q = natural_of(member, 0), natural_of(member, 1)
    symbols = ETA[: len(eta_p)]
    levels = [family.log_partition.xreplace({**dict(zip(symbols, eta)), **fixed}) for eta in (eta_p, eta_q)]
    for point in points:
        found = float(getattr(p, log)(point) - getattr(q, log)(point))
        values = {X: sp.Float(float(point), 40), **fixed}
        linear = sum((a - b) * sp.sympify(t).xreplace(values) for a, b, t in zip(eta_p, eta_q, family.statistics))
        assert found == pytest.approx(float(sp.N(linear - levels[0] + levels[1])), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("family", "member"), MEMBERS, ids=NAMES)
def test_the_shown_formula_is_the_bregman_divergence(family, member):
    values = {}
    for place, side in ((0, "p"), (1, "q")):
        values |= {getattr(pair(str(s)), side): v for s, v in parameters_of(member, place).items()}
    shown = sp.N(spelled_out(sp.sympify(member.formula)).xreplace(values), 30)
    assert abs(shown - bregman_of(family, member)) <= 1e-25


@pytest.mark.parametrize(("family", "member"), MEMBERS, ids=NAMES)
def test_a_wrong_formula_would_be_noticed(family, member):
    """Swapping the arguments changes D for every example whose two members differ."""
    if member.name == "uniform":
        assert bregman_of(family, member) == 0
    else:
        there, back = bregman_of(family, member), bregman_of(family, member, 1, 0)
        assert there > 0
        assert abs(there - back) > 1e-3 * there


def test_the_gradient_of_the_log_partition_is_the_mean_statistic():
    family = next(f for f in FAMILIES for m in f.members if m.name == "invgauss")
    member = family.members[0]
    law = stats.invgauss(**member.example[1])
    slopes = [family.log_partition.diff(one) for one in ETA]
    at = dict(zip(ETA, natural_of(member, 1)))
    means = [float(sp.N(slope.xreplace(at))) for slope in slopes]
    assert means[0] == pytest.approx(law.mean(), rel=1e-12)
    assert means[1] == pytest.approx(law.expect(lambda x: 1 / x), rel=1e-8)


def test_families_that_share_a_potential_differ_in_their_statistics():
    with mp.workdps(30):
        gamma, inverse, square = (
            next(f for f in FAMILIES for m in f.members if m.name == name) for name in ("gamma", "invgamma", "chi")
        )
    assert gamma.log_partition == inverse.log_partition == square.log_partition
    assert len({gamma.statistics, inverse.statistics, square.statistics}) == 3


def test_a_declaration_that_forgets_a_parameter_is_refused():
    a, scale, c = (parameter(name) for name in ("a", "scale", "c"))
    with pytest.raises(ValueError, match="'gengamma' leaves loc unread.*hold it fixed"):
        ExponentialFamily(ETA[0], (X, X), (c,), (Member("gengamma", (a, -1 / scale**c), (c,)),))


def test_bregman_is_the_textbook_number():
    normal = next(f for f in FAMILIES for m in f.members if m.name == "norm")
    # N(0, 1) against N(1, 4): log 2 + (1 + 1)/8 - 1/2
    value = normal.bregman((0, sp.Rational(-1, 2)), (sp.Rational(1, 4), sp.Rational(-1, 8)))
    assert float(value) == pytest.approx(math.log(2) + 0.25 - 0.5, rel=1e-14)
