"""Controls and readouts: values they take, values they refuse, and numbers as the page prints them."""

from __future__ import annotations

import math
import random

import pytest

from kltools.explorables.controls import Choice, Readout, Slider, Toggle
from kltools.explorables.explorable import shown_value
from tests.explorables.v8 import Engine


def test_slider_states_meet_its_ends() -> None:
    slider = Slider("mu", -0.3, 0.3, 0, 0.1, "mean")
    assert slider.states() == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    assert Slider("n", 1, 9, 1, 1, "n", values=(1, 3, 9)).states() == [1.0, 3.0, 9.0]


def test_slider_states_never_overshoot() -> None:
    assert Slider("a", 0.01, 1, 0.51, 0.25, "a").states() == [0.01, 0.26, 0.51, 0.76]
    assert Slider("a", 0, 1, 0, 0.3, "a").states()[-1] == pytest.approx(0.9)


def test_symbols_know_their_sign() -> None:
    assert Slider("sigma", 0.1, 2, 1, 0.1, "spread").symbol.is_positive
    assert Slider("mu", 0, 2, 1, 0.1, "mean").symbol.is_positive is None
    assert Toggle("on", "on").symbol.is_integer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "2mu"}, "not an identifier"),
        ({"start": 3.0}, "start must lie below stop"),
        ({"step": 0.0}, "step above 0"),
        ({"value": 9.0}, "outside"),
    ],
)
def test_impossible_sliders(changes: dict, words: str) -> None:
    given = {"name": "mu", "start": 0.0, "stop": 2.0, "value": 1.0, "step": 0.5, "label": "mean"}
    with pytest.raises(ValueError, match=words):
        Slider(**{**given, **changes})


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "1", None, -0.1, 2.1])
def test_slider_refuses(value: object) -> None:
    with pytest.raises(ValueError, match="mu is"):
        Slider("mu", 0, 2, 1, 0.5, "mean").number(value)


def test_choice() -> None:
    choice = Choice("family", ("a", "b", "c"), "family", "b")
    assert (choice.number("c"), choice.value, choice.states()) == (2.0, "b", ["a", "b", "c"])
    picked = choice.select([10, 20, 30])
    assert [picked.subs(choice.symbol, place) for place in range(3)] == [10, 20, 30]
    with pytest.raises(ValueError, match="family is 'd'; choose one of 'a', 'b', 'c'"):
        choice.number("d")
    with pytest.raises(ValueError, match="3 options, not 2"):
        choice.select([1, 2])
    with pytest.raises(ValueError, match="1 option"):
        Choice("family", ("a",), "family")
    with pytest.raises(ValueError, match="family is 'z'"):
        Choice("family", ("a", "b"), "family", "z")


def test_toggle() -> None:
    assert [Toggle("on", "on").number(value) for value in (False, True)] == [0.0, 1.0]
    with pytest.raises(ValueError, match="on is 1; give True or False"):
        Toggle("on", "on").number(1)


def test_readouts_are_printed_as_the_player_prints_them() -> None:
    choice = random.Random(3)
    values = [choice.uniform(-1, 1) * 10 ** choice.uniform(-6, 12) for _ in range(300)]
    values += [
        0.125,
        -0.125,
        1.005,
        2.5,
        -0.0004,
        -0.0,
        0.0,
        1e20,
        1e21,
        -3e25,
        math.inf,
        -math.inf,
        math.nan,
    ]
    engine = Engine(player=True)
    for digits in (0, 1, 2, 4):
        told = [str(value).replace("inf", "Infinity").replace("nan", "NaN") for value in values]
        player = engine.value(f"[{','.join(told)}].map((v)=>shown(v,{digits}))")
        assert [Readout("r", digits=digits).shown(value) for value in values] == player


def test_control_values_are_worded_as_the_player_words_them() -> None:
    choice = random.Random(4)
    values = [choice.uniform(-1, 1) * 10 ** choice.uniform(-4, 7) for _ in range(300)]
    values += [0.125, -0.125, -0.001, 0.0, 3.0, -2.5, 12345.67, 1_000_000.0, 1e6 + 0.5]
    player = Engine(player=True).value(f"{values}.map((v)=>inWords({{kind:'slider'}},v))")
    assert [shown_value(value) for value in values] == player
    assert [shown_value(value) for value in (True, False, "Poisson")] == ["on", "off", "Poisson"]
