"""Mistakes of whoever writes a scene that show as it is described: each told with scene or part, value found, and cure."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from kltools.drawing import Panel
from kltools.explorables import (
    Bars,
    Choice,
    Curve,
    Descent,
    Formula,
    Handle,
    Polyline,
    Readout,
    Slider,
    Toggle,
    Trace,
    Word,
    X,
)
from tests.explorables.scenes_for_tests import PANEL, formula, rate, recorded, shift, waves

TRUTH = lambda **_: 0.0  # noqa: E731
T = sp.Symbol("t", real=True)


def handle(**changes: Any) -> Handle:
    """A handle that a scene could have, but for the changes."""
    given = {"panel": "main", "x": shift.symbol, "y": rate.symbol, "moves": ("rate", "shift"), "label": "the peak"}
    return Handle(**{**given, **changes})


def slider(**changes: Any) -> Slider:
    """A slider that a scene could have, but for the changes."""
    given = {"name": "mu", "start": 0.0, "stop": 2.0, "value": 1.0, "step": 0.5, "label": "mean"}
    return Slider(**{**given, **changes})


PARTS: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "a slider's name": (
        lambda: slider(name="2mu"),
        ValueError,
        "slider '2mu': the name '2mu' is not an identifier; use",
    ),
    "a word of Python": (
        lambda: slider(name="lambda"),
        ValueError,
        "slider 'lambda': the name 'lambda' is a word of Python's",
    ),
    "scene": (
        lambda: slider(name="scene"),
        ValueError,
        "every widget has something of the name 'scene' already; choose",
    ),
    "keys": (
        lambda: Choice("keys", ("a", "b"), "k"),
        ValueError,
        "choice 'keys': every widget has something of the name",
    ),
    "comm": (
        lambda: Toggle("comm", "c"),
        ValueError,
        "toggle 'comm': every widget has something of the name 'comm' already",
    ),
    "ends": (
        lambda: slider(start=3.0),
        ValueError,
        "slider 'mu': start is 3.0 and stop 2.0; start must lie below stop",
    ),
    "step": (lambda: slider(step=0.0), ValueError, "slider 'mu': step is 0.0; give a step above 0"),
    "first value": (
        lambda: slider(value=9),
        ValueError,
        "slider 'mu': value 9 lies outside [0.0, 2.0]; start it within",
    ),
    "values": (
        lambda: slider(values=(1, 3)),
        ValueError,
        "slider 'mu': values holds 3, outside [0.0, 2.0]; keep values within",
    ),
    "too few branches": (
        lambda: Choice("kind", ("a", "b"), "k").select([1]),
        ValueError,
        "choice 'kind' has 2 options, not 1; give one expression for each",
    ),
    "a truth that is text": (
        lambda: Readout("D", rate.symbol, "nats"),  # type: ignore[arg-type]
        TypeError,
        "readout 'D': truth is 'nats', which is no function; give one of the controls, such as lambda",
    ),
    "digits": (
        lambda: Readout("D", digits=-1),
        ValueError,
        "readout 'D': digits is -1; give a whole number from 0 to 15",
    ),
    "a readout's role": (
        lambda: Readout("D", role="red"),
        ValueError,
        "readout 'D': role is 'red', which has no colour; choose one of 'p', 'q'",
    ),
    "moves is text": (
        lambda: handle(moves="rate"),
        TypeError,
        "handle 'the peak': moves is the text 'rate'; give a tuple of names, ('rate',)",
    ),
    "moves is a symbol": (
        lambda: handle(moves=(rate.symbol,)),
        TypeError,
        "handle 'the peak': moves holds rate, of type Symbol; give names of sliders",
    ),
    "moves nothing": (lambda: handle(moves=()), ValueError, "handle 'the peak': moves is empty; name the sliders"),
    "a handle's role": (
        lambda: handle(role="inc"),
        ValueError,
        "handle 'the peak': role is 'inc', which has no colour; did you",
    ),
    "a descent's moves": (
        lambda: Descent("Go", "bowl", "rate"),
        TypeError,
        "descent 'Go': moves is the text 'rate'; give a tuple",
    ),
    "bars of unequal length": (
        lambda: Bars("main", [0, 1, 2], [rate.symbol, 1], "p"),
        ValueError,
        "bars in panel 'main': 3 at and 2 heights; give as many of each",
    ),
    "no bars": (
        lambda: Bars("main", [], [], "p"),
        ValueError,
        "bars in panel 'main': 0 at and 0 heights; give as many",
    ),
    "a polyline of unequal length": (
        lambda: Polyline("main", [0, 1], [rate.symbol], "p"),
        ValueError,
        "polyline in panel 'main': 2 xs and 1 ys; give as many of each",
    ),
    "a curve's role": (
        lambda: Curve("main", X, "inks"),
        ValueError,
        "curve in panel 'main': role is 'inks', which has no colour; did you mean 'ink'?",
    ),
    "a curve's fill": (
        lambda: Curve("main", X, "p", fill="ligth"),
        ValueError,
        "curve in panel 'main': fill is 'ligth'; did you mean 'light'?",
    ),
    "one point": (lambda: Curve("main", X, "p", points=1), ValueError, "points is 1; give a whole number, 2 or more"),
    "a trace's role": (
        lambda: Trace("main", T, T, T, (0, 1), "blue"),
        ValueError,
        "trace in panel 'main': role is 'blue', which has no colour; choose",
    ),
    "a polyline's role": (
        lambda: Polyline("main", [0], [0], "blue"),
        ValueError,
        "polyline in panel 'main': role is 'blue', which has no colour; choose",
    ),
    "bars' role": (lambda: Bars("main", [0], [0], "blue"), ValueError, "bars in panel 'main': role is 'blue'"),
    "a word's role": (
        lambda: Word("main", "here", 0, 0, "line"),
        ValueError,
        "word 'here' in panel 'main': role is 'line', which has no colour; choose",
    ),
    "a word's side": (
        lambda: Word("main", "here", 0, 0, align="centre"),
        ValueError,
        "word 'here' in panel 'main': align is 'centre'; did you mean 'center'?",
    ),
    "a panel's ticks": (
        lambda: Panel("main", (0, 1), (0, 1), xticks=(0, 1), xticklabels=("none",)),
        ValueError,
        "panel 'main': 2 xticks and 1 xticklabels; give as many of each",
    ),
}


@pytest.mark.parametrize("mistake", PARTS)
def test_a_part_alone_is_refused_where_it_is_written(mistake: str) -> None:
    make, kind, words = PARTS[mistake]
    with pytest.raises(kind) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "use",
    [
        lambda: 2 * rate,
        lambda: rate**2,
        lambda: -rate,
        lambda: 1 - rate,
        lambda: rate > 1,
        lambda: X * rate,
        lambda: sp.exp(rate),
        lambda: formula(handles=[handle(x=rate)]),
        lambda: formula(marks=[Polyline("main", [rate], [0], "p")]),
        lambda: formula(readouts=[Readout("bowl", rate, TRUTH)]),  # type: ignore[arg-type]
    ],
)
def test_a_slider_in_a_formula_is_told_to_be_its_symbol(use: Callable[[], object]) -> None:
    with pytest.raises(
        TypeError, match="slider 'rate' is a control, not a number; write its symbol, rate.symbol, in formulas"
    ):
        use()


SCENES: dict[str, tuple[dict[str, Any], str]] = {
    "the scene's name": ({"name": "two coins"}, "the name 'two coins' is not an identifier; use letters"),
    "a name twice": ({"controls": [rate, rate, shift]}, "'rate' names two things; give each its own name"),
    "a panel twice": ({"panels": [PANEL, PANEL]}, "panel 'main' stands twice; give each its own name"),
    "a placeholder": (
        {"description": "{bowls}"},
        "the description's {bowls} is no control or readout; did you mean 'bowl'?",
    ),
    "a format": (
        {"description": "{bowl:.2f}"},
        "the description's {bowl:.2f} is no control or readout; did you mean 'bowl'?",
    ),
    "a brace": ({"description": "{bowl"}, "the description has a brace without its fellow; write {name}"),
    "a mark's panel": (
        {"marks": [Curve("main", X, "p"), Curve("mian", X, "q")]},
        "mark 2 (Curve, of role 'q') stands in panel 'mian', which the scene lacks; did you mean 'main'?",
    ),
    "a word's panel": (
        {"marks": [Word("coin", "here", 0, 0)]},
        "mark 1 (Word, 'here') stands in panel 'coin', which the scene lacks; choose one of 'main'",
    ),
    "a handle's panel": (
        {"handles": [handle(), handle(panel="coin", label="other")]},
        "handle 2 'other' stands in panel 'coin', which the scene lacks; choose one of 'main'",
    ),
    "a handle's control": (
        {"handles": [handle(moves=("rates",))]},
        "handle 1 'the peak': there is no control 'rates' to move; did you mean 'rate'?",
    ),
    "a handle that moves a choice": (
        {"handles": [handle(moves=("kind",))]},
        "handle 1 'the peak' moves 'kind', which is no slider; choose one of 'rate', 'shift'",
    ),
    "a handle that rides": (
        {"handles": [handle(y="the dot")]},
        "handle 1 'the peak' rides 'the dot', which only a recorded scene's can; give y as a formula",
    ),
    "a handle's symbol": (
        {"handles": [handle(x=sp.Symbol("rate"))]},
        "handle 1 'the peak' depends on a symbol rate that is not the control's own; write rate.symbol",
    ),
    "a mark's symbol": (
        {"marks": [Word("main", "here", sp.Symbol("shifts"), 0)]},
        "mark 1 (Word, 'here') depends on shifts, which no control sets; write shifts.symbol, or add a control named "
        "'shifts' (did you mean 'shift'?",
    ),
    "a mark's condition": (
        {"marks": [Word("main", "here", 0, 0, shown_if=sp.Symbol("z") > 0)]},
        "mark 1 (Word, 'here') depends on z, which no control sets",
    ),
    "another curve's variable": (
        {"marks": [Curve("main", T, "p")]},
        "mark 1 (Curve, of role 'p') depends on t, which no control sets",
    ),
    "data": (
        {"data": {}},
        "reads data 'samples', which the scene lacks; give data={'samples': …}",
    ),
    "a readout's symbol": (
        {"readouts": [Readout("bowl", sp.Symbol("z"), TRUTH)]},
        "readout 1 'bowl' depends on z, which no control sets; write z.symbol, or add a control named 'z'",
    ),
    "a readout's own symbol": (
        {"readouts": [Readout("bowl", sp.Symbol("rate"), TRUTH)]},
        "readout 1 'bowl' depends on a symbol rate that is not the control's own; write rate.symbol",
    ),
    "no truth": (
        {"readouts": [Readout("bowl", rate.symbol)]},
        "needs an expression and a truth to check it by, and has an",
    ),
    "no expression": (
        {"readouts": [Readout("bowl", truth=TRUTH)]},
        "an expression and a truth to check it by, and has a truth",
    ),
    "a truth of other controls": (
        {"readouts": [Readout("bowl", rate.symbol, lambda rate: rate)]},
        "readout 1 'bowl': its truth takes (rate), and is called with rate, shift, kind, shown (got an unexpected keyword "
        "argument 'shift'); let it take each control by name, or **_",
    ),
    "a descent's readout": (
        {"descents": [Descent("Go", "bowls", ("rate",))]},
        "descent 1 'Go' lowers no readout of this scene: 'bowls'; did you mean 'bowl'?",
    ),
    "a descent's control": (
        {"descents": [Descent("Go", "bowl", ("absent",))]},
        "descent 1 'Go': there is no control 'absent' to move; choose one of 'rate', 'shift'",
    ),
}


@pytest.mark.parametrize("mistake", SCENES)
def test_a_scene_is_refused_as_it_is_described(mistake: str) -> None:
    changes, words = SCENES[mistake]
    with pytest.raises(ValueError) as caught:
        formula(**changes)
    message = str(caught.value)
    assert message.startswith(f"scene {changes.get('name', 'everything')!r}")
    assert words in message


def test_all_mistakes_are_told_at_once_each_on_a_line() -> None:
    with pytest.raises(ValueError) as caught:
        formula(name="two coins", marks=[Curve("coin", X, "p")], handles=[handle(moves=("rates",))])
    first, *lines = str(caught.value).splitlines()
    assert first == "scene 'two coins' has 3 mistakes:"
    assert [line.split(";")[0] for line in lines] == [
        "- the name 'two coins' is not an identifier",
        "- handle 1 'the peak': there is no control 'rates' to move",
        "- mark 1 (Curve, of role 'p') stands in panel 'coin', which the scene lacks",
    ]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_error_points_at_the_line_that_describes() -> None:
    with pytest.raises(ValueError) as caught:
        Formula(name="a b", controls=[rate], panels=[PANEL], marks=[], readouts=[], caption="", description="")
    assert caught.traceback[0].path.name == "test_mistakes.py"
    assert 'Formula(name="a b"' in str(caught.traceback[0].statement)


RECORDED: dict[str, tuple[dict[str, Any], str]] = {
    "draw": ({"draw": 3}, "draw is 3, which is no function; give one that takes the panels' axes and returns update"),
    "first value": (
        {"controls": [Slider("a", 0, 2, 0.7, 0.5, "a"), Slider("b", 0, 1, 0, 1, "b")]},
        "'a' starts at 0.7, which is none of the values it is recorded at; start it at one of them",
    ),
    "truth": (
        {"readouts": [Readout("sum", truth=TRUTH)]},
        "readout 1 'sum' has an expression or a truth, which a recorded",
    ),
    "no update": ({"draw": lambda axes: None}, "draw returns None, which is no function; let it return update"),
    "no artists": ({"draw": lambda axes: lambda a, b: {"sum": a}}, "draw adds nothing to any panel; let it plot what"),
    "a panel in draw": ({"draw": lambda axes: axes["mian"]}, "the figure has no panel 'mian'; did you mean 'main'?"),
    "a readout of another name": (
        {"readouts": [Readout("sums")], "description": ""},
        "update returns no readout 'sums'; add it to what it returns: ['sum']",
    ),
    "a handle's dot": (
        {"handles": [handle(x=sp.Symbol("a", real=True), y="dots", moves=("a",))]},
        "handle 'the peak' rides 'dots', which no artist is labelled; give that label",
    ),
}


@pytest.mark.parametrize("mistake", RECORDED)
def test_a_recorded_scene_is_refused_as_it_is_described_or_drawn(mistake: str) -> None:
    changes, words = RECORDED[mistake]
    with pytest.raises(ValueError) as caught:
        scene = recorded(**{"draw": waves, **changes})
        scene.frame(scene.state())
        scene.ridden(scene.handles[0])
    assert words in str(caught.value)
    assert "scene 'waves'" in str(caught.value) or mistake == "a panel in draw"


def test_an_update_that_fails_is_told_with_scene_and_state() -> None:
    def draw(axes: Any) -> Callable[..., dict[str, float]]:
        axes["main"].plot([0, 1], [0, 1])
        return lambda a, b: {"sum": [][int(a)]}

    scene = recorded(draw)
    with pytest.raises(IndexError) as caught:
        scene.frame(scene.state())
    assert caught.value.__notes__ == ["scene 'waves': update, at {'a': 1, 'b': 2}"]


def test_update_may_return_nothing_but_readouts_by_name() -> None:
    def draw(axes: Any) -> Callable[..., Any]:
        axes["main"].plot([0, 1], [0, 1])
        return lambda a, b: np.float64(a)

    scene = recorded(draw)
    with pytest.raises(
        ValueError, match=r"scene 'waves': update returns np.float64\(1.0\); let it return the readouts by name"
    ):
        scene.frame(scene.state())
