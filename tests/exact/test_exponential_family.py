"""Each registered closed form of an exponential family against its Bregman divergence, at 50 digits."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sympy as sp
from scipy import stats

from kltools.exact import exponential_families, find_closed_form, spelled_out

R = sp.Rational
MATRICES = [sp.ImmutableMatrix(rows) for rows in ([[2, R(1, 3)], [R(1, 3), 1]], [[1, R(-1, 4)], [R(-1, 4), 3]])]
COLUMNS = [sp.ImmutableMatrix(entries) for entries in ([1, R(1, 2)], [0, 2])]
SHARES = [sp.ImmutableMatrix(entries) for entries in ([R(1, 5), R(3, 10), R(1, 2)], [R(2, 5), R(2, 5), R(1, 5)])]

#: Two members of each family by their parameters.
MEMBERS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "normal": ((R(1, 3), R(7, 5)), (R(-2), R(4, 3))),
    "gamma": ((R(5, 3), R(2)), (R(7, 2), R(3, 4))),
    "inverse_gaussian": ((R(1, 2), R(2)), (R(3, 2), R(1, 3))),
    "beta": ((R(5, 3), R(2, 7)), (R(3, 2), R(4))),
    "truncated_exponential": ((R(2),), (R(7, 2),)),
    "von_mises": ((R(1, 2), R(2)), (R(-1), R(4, 5))),
    "binomial": ((5, R(1, 3)), (5, R(3, 5))),
    "negative_binomial": ((4, R(1, 3)), (4, R(3, 5))),
    "poisson": ((R(2),), (R(7, 3),)),
    "logarithmic": ((R(1, 3),), (R(3, 5),)),
    "discrete_laplace": ((R(4, 5),), (R(6, 5),)),
    "truncated_geometric": ((R(1, 3), 5), (R(4, 5), 5)),
    "zipf": ((R(3, 2),), (R(7, 2),)),
    "multivariate_normal": ((COLUMNS[0], MATRICES[0]), (COLUMNS[1], MATRICES[1])),
    "wishart": ((R(4), MATRICES[0]), (R(11, 2), MATRICES[1])),
    "dirichlet": ((10 * SHARES[0],), (3 * SHARES[1],)),
    "multinomial": ((4, SHARES[0]), (4, SHARES[1])),
}


def bregman(name: str, p: tuple[Any, ...], q: tuple[Any, ...]) -> Any:
    family = exponential_families[name]
    return sp.N(family.bregman(family.natural(*p), family.natural(*q), *family.held(*p)), 50)


def test_every_declared_family_is_tried() -> None:
    assert set(MEMBERS) == set(exponential_families)


@pytest.mark.parametrize("name", MEMBERS)
def test_the_registered_form_is_the_bregman_divergence(name: str) -> None:
    p, q = MEMBERS[name]
    found = find_closed_form("kl", (name, p), (name, q))
    assert found is not None
    assert all(one == two for one, two in found.common)
    divergence = sp.N(spelled_out(found.expression), 50)
    assert divergence > sp.Float("1e-3")
    assert abs(divergence - bregman(name, p, q)) <= divergence * sp.Float("1e-45")


@pytest.mark.parametrize("name", MEMBERS)
def test_a_wrong_formula_would_be_noticed(name: str) -> None:
    """Swapping the arguments changes D for every pair of members here."""
    there, back = bregman(name, *MEMBERS[name]), bregman(name, *MEMBERS[name][::-1])
    assert abs(there - back) > there * sp.Float("1e-3")


def test_the_gradient_of_the_log_partition_is_the_mean_statistic() -> None:
    family = exponential_families["inverse_gaussian"]
    law = stats.invgauss(0.7, scale=2.0)  # SciPy's mu is the mean in units of the scale
    eta = sp.symbols("eta_1 eta_2", real=True)
    at = dict(zip(eta, family.natural(R(14, 10), R(2)), strict=True))
    means = [float(sp.N(family.log_partition(*eta).diff(one).xreplace(at))) for one in eta]
    assert means[0] == pytest.approx(law.mean(), rel=1e-12)
    assert means[1] == pytest.approx(law.expect(lambda x: 1 / x), rel=1e-8)


def test_bregman_is_the_textbook_number() -> None:
    # N(0, 1) against N(1, 4): log 2 + (1 + 1)/8 - 1/2
    value = exponential_families["normal"].bregman((0, R(-1, 2)), (R(1, 4), R(-1, 8)))
    assert float(value) == pytest.approx(math.log(2) + 0.25 - 0.5, rel=1e-14)
