"""Another unit or origin of the outcomes changes no divergence, and an entropy by the logarithm of the unit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from kltools import entropy, js_divergence, kl_divergence, total_variation
from tests.distributions.sweep_continuous import FAMILIES

pytestmark = pytest.mark.filterwarnings("error")

#: One pair of shapes of each family that has closed forms or goes by quadrature alone.
SHAPES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "norm": ((), ()), "laplace": ((), ()), "cauchy": ((), ()), "logistic": ((), ()), "gumbel_r": ((), ()), "gumbel_l": ((), ()),
    "hypsecant": ((), ()), "t": ((3.0,), (5.0,)), "gennorm": ((1.5,), (3.0,)), "skewnorm": ((2.0,), (1.0,)),
    "gamma": ((2.0,), (3.5,)), "beta": ((2.0, 3.0), (1.5, 1.2)), "weibull_min": ((1.5,), (2.5,)), "lognorm": ((0.5,), (0.8,)),
    "invgauss": ((0.5,), (1.5,)), "betaprime": ((2.0, 3.0), (1.5, 4.0)), "f": ((3.0, 5.0), (4.0, 7.0)), "chi": ((2.0,), (3.0,)),
    "triang": ((0.3,), (0.6,)), "semicircular": ((), ()), "cosine": ((), ()), "uniform": ((), ()), "rdist": ((3.0,), (5.0,)),
    "powerlaw": ((2.0,), (3.0,)), "johnsonsu": ((0.5, 1.5), (0.0, 2.0)), "genextreme": ((0.2,), (0.1,)),
    "vonmises_line": ((2.0,), (0.5,)), "halfcauchy": ((), ()), "levy": ((), ()), "fisk": ((2.0,), (3.0,)),
    "burr12": ((2.0, 1.0), (3.0, 2.0)),
}  # fmt: skip


def pair(name: str, unit: float, origin: float) -> tuple[Any, Any]:
    """A p and a q; q is wider where supports allow it, else of the same support."""
    make, (of_p, of_q) = getattr(stats, name), SHAPES[name]
    line = make(*of_p).support() == (-math.inf, math.inf)
    shift, width = (
        (0.7, 1.4) if line and name != "logistic" else (0.0, 1.4 if make(*of_p).support()[1] == math.inf else 1.0)
    )
    return make(*of_p, origin * unit, unit), make(*of_q, (origin + shift) * unit, width * unit)


def test_the_families_are_those_of_the_sweep() -> None:
    assert set(SHAPES) <= set(FAMILIES)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_units(name: str) -> None:
    p, q = pair(name, 1.0, 0.0)
    expected = [function(p, q) for function in (kl_divergence, js_divergence, total_variation)]
    own = entropy(p)
    for unit in (1e-100, 1e-9, 1e9, 1e100):
        far_p, far_q = pair(name, unit, 0.0)
        for function, value in zip((kl_divergence, js_divergence, total_variation), expected, strict=True):
            assert function(far_p, far_q) == pytest.approx(value, rel=1e-8, abs=1e-13), (unit, function)
        assert entropy(far_p) == pytest.approx(own + math.log(unit), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"vonmises_line"}))
def test_origins(name: str) -> None:
    """At 1000 units from 0 a float has 13 digits of its place in the law."""
    for function in (kl_divergence, js_divergence):
        expected = function(*pair(name, 1.0, 0.0))
        assert function(*pair(name, 1e-9, 1000.0)) == pytest.approx(expected, rel=1e-7, abs=1e-13)


def test_mixtures() -> None:
    from kltools import Mixture

    values = []
    for unit in (1.0, 1e-9, 1e9, 1e-100, 1e100):
        p = Mixture([stats.norm(0, unit), stats.t(4, 3 * unit, 0.1 * unit)], [0.7, 0.3])
        values.append(
            (
                kl_divergence(p, stats.norm(unit, 2 * unit)),
                js_divergence(p, stats.laplace(0, unit)),
                entropy(p) - math.log(unit),
            )
        )
    assert np.array(values) == pytest.approx(np.array([values[0]] * 5), rel=1e-9)
