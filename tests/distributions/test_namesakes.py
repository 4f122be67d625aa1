"""Members of SciPy's families at the edges of their parameters, where they are members of other families."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import pytest
from scipy import stats

from kltools import QuadratureError, js_divergence, kl_divergence

pytestmark = pytest.mark.filterwarnings("error")

SAME = [
    (stats.t(math.inf), stats.norm()),
    (stats.t(1), stats.cauchy()),
    (stats.t(1e10), stats.norm()),
    (stats.gamma(1), stats.expon()),
    (stats.beta(1, 1), stats.uniform()),
    (stats.weibull_min(1), stats.expon()),
    (stats.gennorm(2), stats.norm(0, math.sqrt(0.5))),
    (stats.gennorm(1), stats.laplace()),
    (stats.skewnorm(0), stats.norm()),
    (stats.genextreme(0), stats.gumbel_r()),
    (stats.genextreme(0.5), stats.weibull_max(2, 2, 2)),
    (stats.genpareto(0), stats.expon()),
    (stats.genpareto(0.5), stats.lomax(2, scale=2)),
    (stats.tukeylambda(0), stats.logistic()),
    (stats.genlogistic(1), stats.logistic()),
    (stats.powernorm(1), stats.norm()),
    (stats.foldnorm(0), stats.halfnorm()),
    (stats.foldcauchy(0), stats.halfcauchy()),
    (stats.rice(0), stats.rayleigh()),
    (stats.burr12(1, 3), stats.lomax(3)),
    (stats.f(2, 4), stats.betaprime(1, 2, scale=2)),
    (stats.pearson3(0), stats.norm()),
    (stats.pearson3(2), stats.expon(-1)),
    (stats.vonmises(0), stats.uniform(-math.pi, 2 * math.pi)),
    (stats.ncx2(3, 0), stats.chi2(3)),
    (stats.nct(3, 0), stats.t(3)),
    (stats.triang(1), stats.powerlaw(2)),
    (stats.trapezoid(0.5, 0.5), stats.triang(0.5)),
    (stats.rdist(2), stats.uniform(-1, 2)),
    (stats.rdist(3), stats.semicircular()),
    (stats.gengamma(2, -1), stats.invgamma(2)),
    (stats.levy(), stats.invgamma(0.5, scale=0.5)),
    (stats.wald(), stats.invgauss(1)),
    (stats.dgamma(1), stats.laplace()),
    (stats.skewcauchy(0), stats.cauchy()),
    (stats.irwinhall(2), stats.triang(0.5, 0, 2)),
    (stats.truncexpon(1e-10, scale=1e10), stats.uniform()),
    (stats.norminvgauss(2, 0.5), stats.genhyperbolic(-0.5, 2, 0.5)),
    (stats.laplace_asymmetric(1), stats.laplace()),
    (stats.vonmises_line(1e-300), stats.uniform(-math.pi, 2 * math.pi)),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[f"{p.dist.name}-{q.dist.name}" for p, q in SAME])
def test_one_law_of_two_names_is_at_no_distance(one: Any, other: Any) -> None:
    for p, q in ((one, other), (other, one)):
        assert kl_divergence(p, q) == pytest.approx(0.0, abs=1e-13)


@pytest.mark.parametrize(("loc", "scale"), [(0.0, 1.0), (3.0, 1e-9), (-2e9, 1e9)])
def test_they_move_alike(loc: float, scale: float) -> None:
    made = [
        (stats.t(1, loc, scale), stats.cauchy(loc, scale)),
        (stats.rdist(4, loc, scale), stats.beta(2, 2, loc - scale, 2 * scale)),
        (stats.f(3, 5, loc, scale), stats.betaprime(1.5, 2.5, loc, scale * 5 / 3)),
        (stats.pearson3(1, loc, scale), stats.gamma(4, loc - 2 * scale, scale / 2)),
        (stats.genextreme(0, loc, scale), stats.gumbel_r(loc, scale)),
    ]
    for one, other in made:
        assert kl_divergence(one, other) == 0.0
        x = other.ppf([0.1, 0.5, 0.8])
        assert one.logpdf(x) == pytest.approx(other.logpdf(x), rel=1e-6)


def test_a_shape_that_tends_to_its_edge() -> None:
    """D(p_c||p_0) of generalised extremes and Paretos tends to 0 as c^2, and does not jump."""
    for family in (stats.genextreme, stats.genpareto):
        near = [kl_divergence(family(c), stats.logistic()) for c in (1e-4, 1e-8, 0.0, -1e-8, -1e-4)]
        assert near == pytest.approx([near[2]] * 5, rel=2e-3)
        assert near[1] == pytest.approx(near[2], rel=1e-6) and near[3] == pytest.approx(near[2], rel=1e-6)
    student = [kl_divergence(stats.t(df), stats.norm(1)) for df in (1e6, 1e10, 1e15, math.inf)]
    assert student == pytest.approx([0.5] * 4, rel=1e-5)


@pytest.mark.parametrize("kappa", [1e-12, 1e-3, 5.0, 300.0, 1e5])
def test_von_mises_against_the_line_and_back(kappa: float) -> None:
    """On one turn it is a density like any other; elsewhere it has no mass."""
    with mp.workdps(40):
        length = mp.besseli(1, kappa) / mp.besseli(0, kappa)
        log_peak = -mp.log(2 * mp.pi) - mp.log(mp.besseli(0, kappa))
        normalised = lambda x: mp.exp(kappa * mp.cos(x) + log_peak)  # noqa: E731
        width = min(mp.pi, 40 / mp.sqrt(kappa))
        variance = 2 * mp.quad(lambda x: x * x * normalised(x), [0, width / 8, width / 2, width])
        mean_log = kappa * length + log_peak
        to_normal = float(mean_log + mp.log(2 * mp.pi) / 2 + variance / 2)
    for law in (stats.vonmises(kappa), stats.vonmises_line(kappa)):
        assert kl_divergence(law, stats.norm()) == pytest.approx(to_normal, rel=1e-9)
        assert kl_divergence(law, stats.uniform(-math.pi, 2 * math.pi)) == pytest.approx(
            float(mean_log + mp.log(2 * mp.pi)), rel=1e-9, abs=1e-15
        )
        assert kl_divergence(stats.norm(), law) == math.inf
        assert 0 < js_divergence(stats.norm(), law) <= math.log(2)
        uniform = stats.uniform(-1, 2)
        assert kl_divergence(uniform, law) == pytest.approx(float(-mp.log(2) - kappa * mp.sin(1) - log_peak), rel=1e-9)
    assert kl_divergence(stats.vonmises(kappa, loc=1.0), stats.vonmises(0)) == pytest.approx(
        float(mean_log + mp.log(2 * mp.pi)), rel=1e-9, abs=1e-15
    )


def test_von_mises_turned() -> None:
    turned = stats.vonmises(2.0, loc=3.0)
    assert kl_divergence(turned, stats.norm()) > kl_divergence(stats.vonmises(2.0), stats.norm())
    for kappa in (1e10, 1e100, 1e300):
        try:
            found = kl_divergence(stats.vonmises(kappa), stats.vonmises(0.5))
        except (QuadratureError, OverflowError):
            continue
        # log(2 pi I_0(1/2)) - 1/2 - log(2 pi)/2 + log(kappa)/2 - 1/2, as it tends to
        expected = (
            math.log(2 * math.pi * float(mp.besseli(0, 0.5))) - 1 - math.log(2 * math.pi) / 2 + math.log(kappa) / 2
        )
        assert found == pytest.approx(expected, rel=1e-8)
