"""Entropies of SciPy's families: the closed forms against integrals and sums of 50 digits, at ordinary and extreme parameters."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture, cross_entropy, entropy, kl_divergence
from kltools.distributions.entropies_in_closed_form import ENTROPIES
from tests.distributions.oracles import relative

VALUES = {"a": 2.3, "b": 3.1, "c": 0.7, "d": 0.9, "p": 0.3, "s": 0.8, "df": 3.3, "dfn": 4.2, "dfd": 7.1, "nu": 1.4}
VALUES |= {"beta": 1.7, "kappa": 2.2, "low": 2, "high": 9, "lambda_": 0.4, "N": 7}
OTHERS = {
    "rdist": {"c": 2.7},
    "trapezoid": {"c": 0.3, "d": 0.9},
    "erlang": {"a": 3},
    "loguniform": {"a": 0.2, "b": 3.1},
}
OTHERS["reciprocal"] = OTHERS["loguniform"]


def member(name):
    """An ordinary member of a family, moved and stretched."""
    family = getattr(stats, name)
    shapes = [one.strip() for one in family.shapes.split(",")] if family.shapes else []
    given = OTHERS.get(name, {one: VALUES[one] for one in shapes})
    return family(**given, loc=2, **({} if isinstance(family, stats.rv_discrete) else {"scale": 1.7}))


@pytest.mark.parametrize("name", sorted(ENTROPIES))
def test_every_closed_form_equals_quadrature_or_summation(name):
    """By a mixture of the member with itself, which no closed form covers."""
    one = member(name)
    assert entropy(one) == pytest.approx(entropy(Mixture([one, one], [0.5, 0.5])), rel=1e-8)


def digamma(x):
    return mp.digamma(mp.mpf(x))


def gamma_entropy(a):
    a = mp.mpf(a)
    return a + mp.loggamma(a) + (1 - a) * digamma(a)


def beta_entropy(a, b):
    a, b = mp.mpf(a), mp.mpf(b)
    return (
        mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b)
    )  # fmt: skip


def dirichlet_entropy(*alpha):
    alpha = [mp.mpf(a) for a in alpha]
    whole = mp.fsum(alpha)
    return (
        mp.fsum(mp.loggamma(a) - (a - 1) * digamma(a) for a in alpha)
        - mp.loggamma(whole) + (whole - len(alpha)) * digamma(whole)
    )  # fmt: skip


def student_entropy(df):
    df = mp.mpf(df)
    half = (df + 1) / 2
    return half * (digamma(half) - digamma(df / 2)) + mp.log(mp.sqrt(df) * mp.beta(df / 2, mp.mpf(1) / 2))


def coin_entropy(x):
    x = mp.mpf(x)
    return -x * mp.log(x) - (1 - x) * mp.log(1 - x)


def normal_entropy(width):
    return mp.log(mp.mpf(width)) + (mp.log(2 * mp.pi) + 1) / 2


def zipf_entropy(a):
    a = mp.mpf(a)
    return mp.log(mp.zeta(a)) - a * mp.zeta(a, 1, 1) / mp.zeta(a)


EDGES = {
    "bernoulli of 1e-18": (stats.bernoulli(1e-18), lambda: coin_entropy(1e-18)),
    "bernoulli near 1": (stats.bernoulli(1 - 2**-53), lambda: coin_entropy(1 - 2**-53)),
    "geometric of 1e-6": (stats.geom(1e-6), lambda: coin_entropy(1e-6) / mp.mpf(1e-6)),
    "geometric near 1": (stats.geom(1 - 2**-53), lambda: coin_entropy(1 - 2**-53) / mp.mpf(1 - 2**-53)),
    "geometric of 1e-300": (stats.geom(1e-300), lambda: 1 - mp.log(mp.mpf(1e-300))),
    "range of 1e12": (stats.randint(0, 10**12), lambda: 12 * mp.log(10)),
    "negative range": (stats.randint(-7, 3), lambda: mp.log(10)),
    "tiny gamma": (stats.gamma(1e-8), lambda: gamma_entropy(1e-8)),
    "large gamma": (stats.gamma(1e15), lambda: gamma_entropy(1e15)),
    "large beta": (stats.beta(1e9, 1e9), lambda: beta_entropy(1e9, 1e9)),
    "tiny beta": (stats.beta(1e-9, 1), lambda: beta_entropy(1e-9, 1)),
    "lopsided beta": (stats.beta(1e-9, 1e9), lambda: beta_entropy(1e-9, 1e9)),
    "one parameter of 1e9": (stats.dirichlet([1e9, 1.0, 2.0]), lambda: dirichlet_entropy(1e9, 1, 2)),
    "three of 1e15": (stats.dirichlet([1e15] * 3), lambda: dirichlet_entropy(1e15, 1e15, 1e15)),
    "nearly normal": (stats.t(1e10), lambda: student_entropy(1e10)),
    "heavy tails": (stats.t(0.01), lambda: student_entropy(0.01)),
    "normal as a t": (stats.t(math.inf), lambda: (mp.log(2 * mp.pi) + 1) / 2),
    "genextreme(10)": (stats.genextreme(10), lambda: 1 - 9 * mp.euler),
    "genextreme(-0.5)": (stats.genextreme(-0.5), lambda: 1 + mp.euler * 3 / 2),
    "steep weibull": (stats.weibull_min(1e-8), lambda: mp.euler * (1 - 1 / mp.mpf(1e-8)) - mp.log(mp.mpf(1e-8)) + 1),
    "thin pareto": (stats.pareto(1e12), lambda: 1 + mp.mpf(10) ** -12 - 12 * mp.log(10)),
    "wide lognormal": (stats.lognorm(1e9), lambda: 9 * mp.log(10) + (mp.log(2 * mp.pi) + 1) / 2),
    "narrow normal": (stats.norm(0, 5e-324), lambda: normal_entropy(5e-324)),
    "nearly no entropy": (stats.norm(0, 0.2419707245191434), lambda: normal_entropy(0.2419707245191434)),
    "uniform": (stats.uniform(3, 1 + 2**-52), lambda: mp.log(1 + mp.mpf(2) ** -52)),
    "condition 1e36": (
        stats.multivariate_normal([0, 0], np.diag([1e18, 1e-18]), allow_singular=True),
        lambda: mp.log(2 * mp.pi) + 1 + mp.log(mp.mpf(1e18) * mp.mpf(1e-18)) / 2,
    ),
    "zipf": (stats.zipf(1.001), lambda: zipf_entropy(1.001)),
}  # fmt: skip


@pytest.mark.parametrize("case", EDGES)
def test_entropies_keep_their_digits_at_the_edges(case):
    law, exact = EDGES[case]
    with mp.workdps(60):
        assert relative(entropy(law), exact()) < 2e-15


def test_zipf_far_out_is_nearly_certain():
    with mp.workdps(120):
        chances = [mp.mpf(k) ** -300 for k in range(1, 9)]
        whole = mp.fsum(chances)
        exact = -mp.fsum(x / whole * mp.log(x / whole) for x in chances)
        assert relative(entropy(stats.zipf(300.0)), exact) < 1e-14


POINTS = [
    stats.binom(5, 0.0), stats.binom(5, 1.0), stats.binom(0, 0.3), stats.poisson(0), stats.geom(1.0),
    stats.nbinom(3, 1.0), stats.randint(4, 5), stats.bernoulli(0.0), stats.bernoulli(1.0), stats.hypergeom(9, 9, 4),
    stats.hypergeom(9, 4, 0), stats.betabinom(0, 2.0, 3.0), stats.rv_discrete(values=([2.5], [1.0])),
    stats.zipfian(2.0, 1), stats.boltzmann(0.5, 1),
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS, ids=lambda law: law.dist.name if hasattr(law, "dist") else "table")
def test_a_point_mass_has_no_entropy(point):
    assert entropy(point) == 0.0
    assert entropy(Mixture([point, point], [0.25, 0.75])) == pytest.approx(0.0, abs=1e-15)


def test_a_singular_covariance_has_no_density():
    flat = stats.multivariate_normal([0, 0], [[1, 1], [1, 1]], allow_singular=True)
    with pytest.raises(ValueError, match="singular matrix.*; write it in coordinates of the subspace"):
        entropy(flat)


def test_student_vectors():
    law = stats.multivariate_t([1, 2], [[2.0, 0.3], [0.3, 1.0]], df=3.5)
    with mp.workdps(50):
        df, d = mp.mpf(3.5), 2
        half = (df + d) / 2
        exact = (
            half * (digamma(half) - digamma(df / 2)) + mp.loggamma(df / 2) - mp.loggamma(half)
            + mp.log(df * mp.pi) * d / 2 + mp.log(mp.mpf(2) - mp.mpf(0.3) ** 2) / 2
        )  # fmt: skip
        assert relative(entropy(law), exact) < 1e-14


CANCEL = [
    (stats.norm(0, 1e-9), stats.norm(1e-9, 0.3989422804014327)),
    (stats.uniform(1, 1e-9), stats.uniform(0, 4)),
    (stats.gamma(2, scale=1e-12), stats.expon()),
]


@pytest.mark.parametrize(("p", "q"), CANCEL)
def test_cross_entropies_where_divergence_and_entropy_cancel(p, q):
    scale = mp.mpf(p.kwds.get("scale", p.args[-1]))
    with mp.workdps(60):
        if q.dist.name == "norm":
            square = scale**2 + mp.mpf(1e-9) ** 2
            width = mp.mpf(0.3989422804014327)
            exact = mp.log(width) + mp.log(2 * mp.pi) / 2 + square / (2 * width**2)
        elif q.dist.name == "uniform":
            exact = mp.log(4)
        else:
            exact = 2 * scale
        assert abs(mp.mpf(cross_entropy(p, q)) - exact) <= 1e-12 * abs(exact) + mp.mpf(10) ** -16


def test_a_cross_entropy_is_divergence_and_entropy():
    p, q = stats.poisson(2), stats.poisson(3)
    assert cross_entropy(p, q) == pytest.approx(kl_divergence(p, q) + entropy(p), rel=1e-15)
