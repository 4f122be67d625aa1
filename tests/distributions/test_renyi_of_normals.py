"""The Rényi divergence of two normals against its textbook formula at 400 digits."""

from __future__ import annotations

import math

import mpmath as mp
import pytest
from scipy import stats

from kltools.distributions import kl_divergence, renyi_divergence


def textbook(mean_p, sd_p, mean_q, sd_q, alpha):
    """Van Erven and Harremoës 2014, equation 10, as it is printed: without care for what cancels."""
    with mp.workdps(400):
        m, s, n, t, a = map(mp.mpf, (mean_p, sd_p, mean_q, sd_q, alpha))
        mixed = (1 - a) * s**2 + a * t**2
        return a * (n - m) ** 2 / (2 * mixed) + mp.log(mp.sqrt(mixed) / (s ** (1 - a) * t**a)) / (1 - a)


@pytest.mark.parametrize("alpha", [0.01, 0.5, 0.999, 1.001, 1.05, 2.0, 30.0])
@pytest.mark.parametrize(
    ("p", "q"),
    [
        ((1.0, 1.5), (4.0, 2.0)),  # neither mean is 0
        ((-1.0, 2.0), (3.0, 2.0)),  # equal widths
        ((2.0, 0.3), (2.0, 4.0)),  # equal means, p far narrower
        ((0.5, 1.0), (0.5, 1.0000001)),  # nearly equal
        ((5.0, 1e-160), (5.0, 1.0)),  # p's variance underflows
        ((7.0, 2.2), (1.0, 2.1)),  # p wider: diverges for large alpha
        ((7.0, 1e3), (1.0, 1.0)),
    ],
)
def test_renyi_of_normals_keeps_its_digits(p, q, alpha):
    d = mp.mpf(p[1]) ** 2 / mp.mpf(q[1]) ** 2 - 1
    found = renyi_divergence(stats.norm(*p), stats.norm(*q), alpha)
    if 1 + (1 - mp.mpf(alpha)) * d <= 0:
        assert found == math.inf
    else:
        assert found == pytest.approx(float(textbook(*p, *q, alpha)), rel=1e-14)


def test_renyi_of_normals_diverges_where_the_tilted_density_is_flat():
    # 1 + (1 - 9/8) (3^2 - 1) is 0, in floats too
    assert renyi_divergence(stats.norm(0, 3), stats.norm(0, 1), 1.125) == math.inf
    assert renyi_divergence(stats.norm(0, 3), stats.norm(0, 1), 1.1249) < math.inf


def test_order_1_is_the_kullback_leibler_divergence():
    p, q = stats.norm(1, 1.5), stats.norm(4, 2)
    assert renyi_divergence(p, q, 1) == kl_divergence(p, q)
    assert renyi_divergence(p, q, 1 + 1e-9) == pytest.approx(kl_divergence(p, q), rel=1e-7)


def test_normals_too_far_apart_for_floats():
    with pytest.raises(OverflowError, match=r"order 0.5 of p = norm\(loc=0, .* largest floating-point number; rescale"):
        renyi_divergence(stats.norm(0, 1e-200), stats.norm(1, 1e-200), 0.5)
    assert renyi_divergence(stats.norm(0, 1e-200), stats.norm(1e-100, 1e-200), 0.5) == pytest.approx(2.5e199, rel=1e-14)
