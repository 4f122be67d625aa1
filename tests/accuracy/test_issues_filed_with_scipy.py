"""What users of SciPy filed against `entropy`, `rel_entr` and `jensenshannon`, asked of `kltools`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kltools import js_distance, js_divergence, kl_divergence, kl_terms, normalize
from tests.accuracy.fifty_digits import BOUND, error, exact_js, exact_kl


def test_proportional_float32_input_gives_a_number():
    """SciPy issue 20083, open: `jensenshannon` of these is NaN, the root of a small negative number."""
    c1 = np.array([0.027501475, 0.055202297], dtype="float32")
    c2 = np.array([0.027537677, 0.055334348], dtype="float32")
    p, q = normalize(c1), normalize(c2)
    assert error(js_divergence(p, q), exact_js(p, q)) <= BOUND
    assert js_distance(p, q) > 0


@pytest.mark.parametrize("c", [[1, 2, 3], [0.1, 0.7], [3e-5, 7e-3, 0.2]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_proportional_counts_are_as_far_apart_as_their_roundings(c, dtype):
    """SciPy pull request 24664, open: float32 input gives distances near 2e-4 where 0 is right."""
    c = np.array(c, dtype=dtype)
    p, q = normalize(c), normalize(3 * c)
    assert js_distance(p, q) <= 4 * np.finfo(dtype).eps
    assert js_distance(normalize(2 * c), p) == 0.0


def test_neighbours_of_one_half():
    """SciPy issue 20779, a duplicate of 20083: `jensenshannon` of these is NaN."""
    x = float(np.nextafter(0.5, 0))
    p, q = [x, 1 - x], [1 - x, x]
    assert error(js_divergence(p, q), exact_js(p, q)) <= BOUND
    assert js_distance(p, q) == pytest.approx(math.ulp(x) / math.sqrt(2), rel=0.01)


def test_the_smallest_double_is_no_infinity():
    """SciPy issue 19436, open: `jensenshannon` of these is inf. They are disjoint but for 5e-324."""
    assert js_distance([0, 1], [5e-324, 1]) == pytest.approx(0.0, abs=1e-161)
    assert js_distance([0, 1], [1, 5e-324], base=2) == 1.0
    assert kl_divergence([5e-324, 1], [1, 5e-324]) == pytest.approx(1074 * math.log(2), rel=1e-15)


def test_a_ratio_beyond_the_doubles_is_no_infinity():
    """SciPy issue 20710, closed: `rel_entr` overflowed in the ratio."""
    p, q = [0.5, 0.5], [1 - 1e-310, 1e-310]
    assert error(kl_divergence(p, q), exact_kl(p, q)) <= BOUND
    assert kl_terms(p, q)[1] == pytest.approx(0.5 * (math.log(0.5) + 310 * math.log(10)), rel=1e-13)


def test_nothing_is_normalised_in_silence():
    """SciPy issue 12553, closed: `entropy` divides by the sums, so that these are equal."""
    with pytest.raises(ValueError, match=r"q sums to 0\.6.*normalize\(q\)"):
        kl_divergence([1 / 2, 1 / 2], [3 / 10, 3 / 10])
