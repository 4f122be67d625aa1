"""What a build refuses: digits that kltools contradicts, and scenes over their budgets."""

from __future__ import annotations

import math
import random

import pytest
import sympy as sp

from kltools.explorables import Readout
from kltools.explorables.check import (
    MOST_CORNERS,
    SceneTooLarge,
    WrongDigit,
    check_formula,
    check_size,
    sample_states,
)
from tests.explorables.scenes_for_tests import formula, rate, recorded, shift, waves


def normal_mass(nodes_wide: float) -> sp.Expr:
    u = sp.Symbol("u", real=True)
    density = sp.exp(-(u**2) / (2 * rate.symbol**2)) / (rate.symbol * sp.sqrt(2 * sp.pi))
    return sp.Integral(density, (u, -nodes_wide, nodes_wide))


def test_right_digits_pass_at_corners_centre_and_random_states() -> None:
    assert check_formula(formula()) == 16 + 1 + 32


def test_a_flipped_sign_is_caught_by_name() -> None:
    wrong = Readout("slope", -shift.symbol, lambda shift, **_: shift)
    with pytest.raises(
        WrongDigit, match=r"scene 'everything', readout 'slope' at \{'rate': 0.5, 'shift': -1"
    ) as caught:
        check_formula(formula(readouts=[wrong], descents=[], description=""))
    assert "would show 1.000" in str(caught.value)
    assert "its truth is −1.000" in str(caught.value)


def test_an_error_in_the_last_digit_is_caught_and_one_below_it_is_not() -> None:
    def off_by(error: float) -> int:
        readout = Readout("half", sp.Rational(1, 2) + 0 * rate.symbol, lambda **_: 0.5 + error, digits=3)
        return check_formula(formula(readouts=[readout], descents=[], description=""))

    assert off_by(0.0004) > 0
    with pytest.raises(WrongDigit):
        off_by(0.0006)


def test_too_few_nodes_and_too_near_ends_are_caught() -> None:
    def masses(ends: float, nodes: int) -> int:
        readout = Readout("mass", normal_mass(ends), lambda **_: 1.0, digits=6)
        return check_formula(formula(readouts=[readout], descents=[], description="", nodes=nodes))

    assert masses(20, 400) > 0
    with pytest.raises(WrongDigit, match="'mass'.*raise the scene's nodes"):
        masses(20, 12)
    with pytest.raises(WrongDigit, match="'mass'.*widen its ends"):
        masses(4, 400)


@pytest.mark.parametrize(
    ("printed", "truth"), [(sp.nan, math.inf), (-sp.oo, math.inf), (sp.nan, 1.0), (sp.oo, math.nan)]
)
def test_infinity_and_nan_are_told_apart(printed: sp.Expr, truth: float) -> None:
    for shown, passes in (
        (printed, False),
        ({math.inf: sp.oo}.get(truth, sp.nan if math.isnan(truth) else 1), True),
    ):
        readouts = [Readout("D", sp.sympify(shown), lambda **_: truth)]
        scene = formula(readouts=readouts, descents=[], description="")
        if passes:
            assert check_formula(scene) > 0
        else:
            with pytest.raises(WrongDigit):
                check_formula(scene)


def test_states_are_the_same_each_time_and_reach_every_corner() -> None:
    states = list(sample_states(formula()))
    assert states == list(sample_states(formula()))
    corners = [state for state in states if state["rate"] in (0.5, 2) and state["shift"] in (-1, 1)]
    assert len(corners) == 16 <= MOST_CORNERS
    assert formula().state() in states
    assert states != list(sample_states(formula(name="another")))


def test_size_of_a_formula_counts_gzipped_bytes() -> None:
    noise = "".join(map(chr, random.Random(1).choices(range(33, 126), k=40_000)))
    check_size(formula(), noise[:25_000])
    with pytest.raises(SceneTooLarge, match="scene 'everything' is too large: .* the budget is 25,000"):
        check_size(formula(), noise)
    check_size(formula(), "x" * 1_000_000)


def test_size_of_a_recording_counts_its_base64() -> None:
    check_size(recorded(waves), f'"bytes":"{"A" * 110_000}"')
    with pytest.raises(SceneTooLarge, match="scene 'waves' is too large to record: 110,001 bytes"):
        check_size(recorded(waves), f'x{"y" * 10**6}"bytes":"{"A" * 110_001}","digits"')
