"""Readouts that their truths contradict, over the box of controls; and truths that are at fault themselves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from kltools.explorables import Readout, SceneMistake
from kltools.explorables.scene_check import check_box
from tests.explorables.scenes_for_tests import formula, rate, shift


def states_compared(expression: Any, truth: Callable[..., Any], digits: int = 3, **changes: Any) -> int:
    """How many states a scene of one readout is compared at."""
    readout = Readout("D", sp.sympify(expression), truth, digits=digits)
    return check_box(formula(readouts=[readout], descents=[], description="", **changes)).states


def normal_mass(nodes_wide: float) -> sp.Expr:
    u = sp.Symbol("u", real=True)
    density = sp.exp(-(u**2) / (2 * rate.symbol**2)) / (rate.symbol * sp.sqrt(2 * sp.pi))
    return sp.Integral(density, (u, -nodes_wide, nodes_wide))


def test_right_digits_pass_at_corners_first_and_random_states() -> None:
    assert check_box(formula()).states == 16 + 1 + 32


def test_a_flipped_sign_is_caught_by_name_and_blames_neither() -> None:
    with pytest.raises(
        SceneMistake, match=r"^scene 'everything': readout 1 'D' at \{'rate': 0.5, 'shift': -1"
    ) as caught:
        states_compared(-shift.symbol, lambda shift, **_: shift)
    message = str(caught.value)
    assert "the page would show 1.000 (1)" in message.replace("(1.0)", "(1)")
    assert "its truth is −1.000 (-1.0); either may be at fault: mend the expression or the truth" in message
    assert "(and at 48 more of 49 states)" in message


def test_an_error_in_the_last_digit_is_caught_and_one_below_it_is_not() -> None:
    half = sp.Rational(1, 2)
    assert states_compared(half, lambda **_: 0.5004) > 0
    with pytest.raises(SceneMistake, match=r"would show 0.500 \(0.5\), its truth is 0.501 \(0.5006\)"):
        states_compared(half, lambda **_: 0.5006)


def test_too_few_nodes_and_too_near_ends_are_caught() -> None:
    def masses(ends: float, nodes: int) -> int:
        return states_compared(normal_mass(ends), lambda **_: 1.0, 6, nodes=nodes)

    assert masses(20, 400) > 0
    with pytest.raises(SceneMistake, match="'D'.*raise the scene's nodes"):
        masses(20, 12)
    with pytest.raises(SceneMistake, match="'D'.*widen its ends"):
        masses(4, 400)


@pytest.mark.parametrize(
    ("printed", "truth"), [(sp.nan, math.inf), (-sp.oo, math.inf), (sp.nan, 1.0), (sp.oo, math.nan)]
)
def test_infinity_and_nan_are_told_apart(printed: sp.Expr, truth: float) -> None:
    same = {math.inf: sp.oo}.get(truth, sp.nan if math.isnan(truth) else 1)
    assert states_compared(same, lambda **_: truth) > 0
    with pytest.raises(SceneMistake):
        states_compared(printed, lambda **_: truth)


@pytest.mark.parametrize(
    ("truth", "words"),
    [
        (
            lambda **_: math.inf,
            "would show 0.500 (0.5), its truth is ∞ (inf), which is not finite; either may be at fault",
        ),
        (lambda **_: math.nan, "its truth is undefined (nan), which is not finite"),
        (
            lambda **_: 1 // 0,
            "its truth raises ZeroDivisionError (integer division or modulo by zero), while the page would",
        ),
        (
            lambda **_: None,
            "its truth gives None, of type NoneType, while the page would show 0.500 (0.5); let the truth",
        ),
        (lambda **_: [1, 2], "its truth gives [1, 2], of type list, while the page"),
    ],
)
def test_a_truth_that_is_no_number_is_named(truth: Callable[..., Any], words: str) -> None:
    with pytest.raises(SceneMistake, match="^scene 'everything': readout 1 'D' at {'rate': 0.5, ") as caught:
        states_compared(sp.Rational(1, 2), truth)
    assert words in str(caught.value)


def test_a_truth_that_fails_in_one_corner_alone_is_told_with_that_corner() -> None:
    with pytest.raises(
        SceneMistake, match=r"at \{'rate': 2, 'shift': 1, 'kind': 'flat', 'shown': True\}: its truth raises"
    ) as caught:
        states_compared(
            1, lambda rate, shift, kind, shown: 1 / (not (rate == 2 and shift == 1 and kind == "flat" and shown))
        )
    assert "more of" not in str(caught.value)


def test_every_wrong_readout_is_told() -> None:
    readouts = [Readout(name, rate.symbol, lambda **_: 0.0) for name in ("one", "other")]
    with pytest.raises(SceneMistake) as caught:
        check_box(formula(readouts=readouts, descents=[], description=""))
    assert [mistake.split(" at ")[0] for mistake in caught.value.mistakes] == ["readout 1 'one'", "readout 2 'other'"]
