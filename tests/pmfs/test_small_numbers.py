"""Numbers below the range of doubles, and numbers in types of others: never 0 in silence."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

import kltools
from kltools.arguments import real_array

SMALL = {
    "longdouble": np.array(["1e-400", "1"], dtype=np.longdouble),
    "longdouble that loses digits": np.array(["1.2345678901e-310", "1"], dtype=np.longdouble),
    "fraction": [Fraction(1, 10**400), 1],
    "fraction that loses digits": [Fraction(1, 3 * 10**310), 1],
    "decimal": [Decimal("1e-400"), Decimal(1)],
    "mpf": [mpmath.mpf("1e-400"), 1],
    "an array of objects": np.array([Fraction(1, 10**400), 1], dtype=object),
    "dict": {"a": Fraction(1, 10**400), "b": 1},
}


@pytest.mark.parametrize("kind", SMALL)
def test_a_number_too_small_for_a_double_is_refused_and_its_logarithm_taken(kind: str) -> None:
    message = (
        r"^p\[('a'|0)\] is .*, which is below the range of doubles and would lose its digits; rescale it, or pass the"
    )
    for call in (
        lambda p: kltools.kl_divergence(p, [0.5, 0.5]),
        lambda p: kltools.js_divergence(p, [0.5, 0.5], where=[True, True]),
        lambda p: kltools.entropy(p, renormalise=True),
        lambda p: kltools.kl_terms(p, [0.5, 0.5]),
    ):
        with pytest.raises(ValueError, match=message):
            call(SMALL[kind])
    with pytest.raises(ValueError, match=r"^q\[('a'|0)\] is "):
        kltools.kl_divergence([0.5, 0.5], SMALL[kind])
    tiny = -400 * math.log(10)
    found = kltools.kl_divergence(np.log([0.5, 0.5]), [tiny, 0.0], log=True)
    assert found == pytest.approx(-math.log(2) - tiny / 2, rel=1e-14)


def test_what_a_double_holds_is_let_in() -> None:
    exact = 2.0**-1074
    for values in (
        [Fraction(exact), 1],
        [Decimal(exact), 1],
        [mpmath.mpf(exact), 1],
        np.array([exact, 1], dtype=np.longdouble),
        np.array([0, 1], dtype=np.longdouble),
        [Fraction(0), Decimal(1)],
    ):
        array = real_array(values, "p", "probabilities")
        assert float(array[0]) in (exact, 0.0) and float(array[1]) == 1.0
        assert kltools.kl_divergence(values, [0.5, 0.5], base=2) == 1.0
    assert kltools.entropy([Fraction(1, 10**400), 0.5, 0.5], where=[False, True, True], base=2) == 1.0


class Tensor:
    """What NumPy cannot read, and says so."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __array__(self, *args: Any, **options: Any) -> np.ndarray:
        raise self.error


@pytest.mark.parametrize("error", [TypeError("Got unsupported ScalarType BFloat16"), RuntimeError("it requires grad")])
def test_a_tensor_that_is_no_array_is_refused_with_its_own_words(error: Exception) -> None:
    with pytest.raises(TypeError, match=rf"^p becomes no array \({error}\); convert it to a NumPy array of float64"):
        kltools.entropy(Tensor(error))
    with pytest.raises(TypeError, match=rf"^where becomes no array \({error}\); convert"):
        kltools.entropy([1.0], where=Tensor(error))


def test_structured_arrays_are_no_numbers() -> None:
    for array in (np.zeros(2, dtype="V2"), np.zeros(2, dtype=[("x", np.float32)])):
        with pytest.raises(TypeError, match=r"^p has dtype .*, but probabilities are real numbers; convert"):
            kltools.entropy(array)
