"""Densities that are 0 at an end of the support, or inside it, as q and as p, against integrals to 30 digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kltools import Mixture, js_divergence, kl_divergence, kl_quadrature, renyi_divergence, total_variation
from kltools.distributions.near_ends import INSIDE, near_ends

pytestmark = pytest.mark.filterwarnings("error")
HALF = mp.mpf(1) / 2

#: SciPy's distribution, its density on [0, 1] by the distances s and t = 1 - s to the ends, and where that has corners.
UNIT: dict[str, tuple[Any, Callable[[Any, Any], Any], list[Any]]] = {
    "triang": (stats.triang(0.5), lambda s, t: 4 * min(s, t), [HALF]),
    "triang of one side": (stats.triang(1.0), lambda s, t: 2 * s, []),
    "triang of the other": (stats.triang(0.0), lambda s, t: 2 * t, []),
    "trapezoid": (
        stats.trapezoid(0.25, 0.75),
        lambda s, t: min(s / 0.1875, t / 0.1875, 1 / 0.75),
        [HALF / 2, 3 * HALF / 2],
    ),
    "semicircular": (stats.semicircular(0.5, 0.5), lambda s, t: 8 / mp.pi * mp.sqrt(s * t), []),
    "cosine": (stats.cosine(0.5, 1 / (2 * math.pi)), lambda s, t: 2 * mp.sin(mp.pi * min(s, t)) ** 2, []),
    "anglit": (stats.anglit(0.5, 2 / math.pi), lambda s, t: mp.pi / 2 * mp.sin(mp.pi * min(s, t)), []),
    "beta": (stats.beta(30, 20), lambda s, t: s**29 * t**19 / mp.beta(30, 20), []),
    "rdist": (stats.rdist(6, 0.5, 0.5), lambda s, t: (s * t) ** 2 / mp.beta(3, 3), []),
    "arcsine": (stats.arcsine(), lambda s, t: 1 / (mp.pi * mp.sqrt(s * t)), []),
    "powerlaw": (stats.powerlaw(4.0), lambda s, t: 4 * s**3, []),
    "truncexpon": (stats.truncexpon(1.0), lambda s, t: mp.exp(-s) / (1 - mp.exp(-1)), []),
    "argus": (stats.argus(1.0), lambda s, t: ARGUS * s * mp.sqrt(t * (1 + s)) * mp.exp(-t * (1 + s) / 2), []),
    "uniform": (stats.uniform(), lambda s, t: mp.mpf(1), []),
}
ARGUS = 1 / mp.quad(lambda s: s * mp.sqrt(1 - s * s) * mp.exp(-(1 - s * s) / 2), [0, 1])


def exact(p: str, q: str) -> float:
    """D(p||q), each half of the interval by the distance to its end."""
    (_, f, one), (_, g, other) = UNIT[p], UNIT[q]
    corners = sorted({mp.mpf(0), HALF, *one, *other})

    def terms(s: Any, t: Any) -> Any:
        return f(s, t) * mp.log(f(s, t) / g(s, t)) if f(s, t) else mp.mpf(0)

    def part(ends: Any, towards_1: bool) -> Any:
        """The distance to the end is u^2, which flattens an inverse square root there."""
        return mp.quad(
            lambda u: 2 * u * (terms(1 - u * u, u * u) if towards_1 else terms(u * u, 1 - u * u)),
            [mp.sqrt(end) for end in ends],
        )

    left = part([c for c in corners if c <= HALF], False)
    right = part(sorted({0, HALF, *(1 - c for c in corners if c >= HALF)}), True)
    return float(left + right)


@pytest.mark.parametrize("q", sorted(UNIT))
@pytest.mark.parametrize("p", ["uniform", "triang", "arcsine", "beta"])
def test_against_densities_that_vanish(p: str, q: str) -> None:
    found = kl_divergence(UNIT[p][0], UNIT[q][0])
    assert found == pytest.approx(exact(p, q), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("scale", [1e-100, 1e-9, 1.0, 1e9, 1e100])
def test_known_values_in_any_units(scale: float) -> None:
    for loc in (0.0, 3 * scale):
        p, q = stats.uniform(loc, scale), stats.triang(0.3, loc, scale)
        assert kl_divergence(p, q) == pytest.approx(1 - math.log(2), rel=1e-10)
        assert kl_divergence(q, p) == pytest.approx(math.log(2) - 0.5, rel=1e-10)
        assert total_variation(p, q) == pytest.approx(0.25, rel=1e-10)
        round_ = stats.semicircular(loc + scale / 2, scale / 2)
        assert kl_divergence(p, round_) == pytest.approx(1 - math.log(8 / math.pi), rel=1e-10)
        assert renyi_divergence(p, q, 1.5) == pytest.approx(2 * math.log(math.sqrt(2)), rel=1e-9)
        assert js_divergence(p, q) == pytest.approx(0.0537819460883, rel=1e-9)


def test_infinite_only_where_the_integral_is() -> None:
    assert kl_divergence(stats.uniform(0, 2), stats.triang(0.5)) == math.inf
    assert (
        kl_divergence(stats.uniform(), Mixture([stats.uniform(0, 0.4), stats.uniform(0.6, 0.4)], [0.5, 0.5]))
        == math.inf
    )
    assert renyi_divergence(stats.uniform(), stats.triang(0.5), 1.9) == pytest.approx(
        math.log(2**-0.9 * 10) / 0.9, rel=1e-6
    )


def test_a_density_that_vanishes_inside_the_support() -> None:
    """Falling to 0 at 1/2 and rising again: |4 - 8 x|/2 on [0, 1]."""
    valley = Mixture([stats.triang(0.0, 0, 0.5), stats.triang(1.0, 0.5, 0.5)], [0.5, 0.5])
    assert kl_divergence(stats.uniform(), valley) == pytest.approx(1 - math.log(2), rel=1e-10)
    assert kl_divergence(valley, stats.uniform()) == pytest.approx(math.log(2) - 0.5, rel=1e-10)
    assert kl_quadrature(stats.triang(0.5), valley)[0] == pytest.approx(1.0, rel=1e-10)


def test_distances_below_the_resolution_of_floats() -> None:
    """A power of the distance to 3, at distances that 3 - s as a float cannot tell from 0."""
    distances = np.array([1e-300, 1e-30, 1e-17, 3e-16, 1e-9, 0.1])
    with np.errstate(divide="ignore"):
        found = near_ends(lambda x: 2.5 * np.log(3.0 - x), np.array(3.0), -distances)
    assert found == pytest.approx(2.5 * np.log(distances), rel=1e-12)
    outside = near_ends(lambda x: np.where(x <= 3.0, -np.inf, 0.0), np.array(3.0), -distances)
    assert np.all(outside == -np.inf)


@pytest.mark.parametrize("lam", [-1.2, -0.3, 0.0, 1e-9, 0.1, 0.5, 1.0, 3.0])
def test_tukeys_lambda_keeps_the_digits_of_its_tails(lam):
    with mp.workdps(50):
        for u in (0.5, 0.3, 1e-3, 1e-8, 1e-12):
            at, order = mp.mpf(u), mp.mpf(lam)
            x = float((at**order - (1 - at) ** order) / order if lam else mp.log(at) - mp.log1p(-at))
            if lam > 0.4 and u < 1e-3:
                continue  # the float next to the end has lost how far from it x is
            exact = -mp.log(at ** (order - 1) + (1 - at) ** (order - 1))
            for side in (x, -x):
                found = float(INSIDE["tukeylambda"](np.array(side), lam))
                assert abs(found - exact) < 1e-9 * max(1, abs(exact))
    assert INSIDE["tukeylambda"](np.array([-2.1, 2.1]), 0.5).tolist() == [-math.inf, -math.inf]
