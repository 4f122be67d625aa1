"""Handles outside their panels, hidden for good, or idle, over the box of controls."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from kltools.drawing import Panel
from kltools.explorables import Handle, SceneMistake, Slider, Toggle
from kltools.explorables.scene_check import check_box
from tests.explorables.scenes_for_tests import formula, rate, recorded, shift

a, s = rate.symbol, shift.symbol
FREE: Any = {"controls": [rate, shift], "marks": [], "description": ""}


def checked(*handles: Handle, **changes: Any) -> int:
    """At how many states a scene's handles are looked at."""
    readouts = formula().readouts
    return check_box(formula(handles=handles, readouts=readouts, **{**FREE, **changes})).handle_states


def refused(*handles: Handle, **changes: Any) -> str:
    with pytest.raises(SceneMistake) as caught:
        checked(*handles, **changes)
    return str(caught.value)


def test_a_handle_in_its_panel_passes_at_corners_centre_and_random_states() -> None:
    assert checked(Handle("main", 3 * s, 2 * a, ("rate", "shift"), "h")) == (4 + 1 + 32) + (4 + 1 + 200)


@pytest.mark.parametrize(
    ("x", "y", "state", "where", "axis"),
    [
        (3.01 * s, a, "'shift': -1", "(-3.01, ", "x runs from -3 to 3"),
        (s, 2.01 * a, "'rate': 2, ", ", 4.02)", "y runs from -1 to 4"),
        (s + a + 1, a, "{'rate': 2, 'shift': 1}", "(4, 2)", "x runs from -3 to 3"),
        (s, s * a + a * 0 - sp.Rational(1, 10), "{'rate': 2, 'shift': -1}", "(-1, -2.1)", "y runs from -1 to 4"),
    ],
)
def test_a_handle_outside_at_a_corner_is_told_where(x: sp.Expr, y: sp.Expr, state: str, where: str, axis: str) -> None:
    message = refused(Handle("main", x, y, ("rate", "shift"), "h"))
    assert message.startswith("scene 'everything': handle 1 'h' at {")
    for words in (state, where, "outside panel 'main', whose", axis, "widen the panel's", "shown_if"):
        assert words in message


def test_a_handle_outside_in_the_middle_of_the_box_alone_is_seen() -> None:
    """Its height is 3 at either end of ``shift`` and 5 half way, where the panel ends at 4."""
    message = refused(Handle("main", s, 5 - 2 * s**2 + a / 1000, ("rate", "shift"), "h"))
    assert "outside panel 'main', whose y runs from -1 to 4" in message
    assert "'shift': -1" not in message and "'shift': 1" not in message


def test_a_handle_may_stand_on_the_edge_and_hide_where_it_would_leave() -> None:
    assert checked(Handle("main", 3 * s, a, ("rate", "shift"), "h")) > 0
    assert checked(Handle("main", 4 * s, a, ("rate", "shift"), "h", shown_if=sp.Abs(s) <= sp.Rational(3, 4))) > 0
    assert "outside" in refused(Handle("main", 4 * s, a, ("rate", "shift"), "h", shown_if=sp.Abs(s) <= 0.8))


def test_a_handle_at_no_finite_place_hides_as_the_player_has_it() -> None:
    for nowhere in (sp.oo, sp.nan):
        away = sp.Piecewise((nowhere, s > sp.Rational(9, 10)), (0, True))
        assert checked(Handle("main", s + away, a, ("rate", "shift"), "h")) > 0
        assert checked(Handle("main", s, a + away, ("rate", "shift"), "h")) > 0


def test_a_square_panel_is_as_narrow_as_on_a_phone() -> None:
    square = Panel("main", x=(-30, 30), y=(-1, 4), height=220, square=True)
    assert "whose x runs from -" in refused(Handle("main", 5 * s, a, ("rate", "shift"), "h"), panels=[square])
    assert checked(Handle("main", 3 * s, a, ("rate", "shift"), "h"), panels=[square]) > 0


def test_a_handle_that_never_shows_is_told() -> None:
    message = refused(Handle("main", s, a, ("rate", "shift"), "h", shown_if=s > 1))
    assert "handle 1 'h' hides at all of 242 states; mend its shown_if, x or y" in message


@pytest.mark.parametrize(("x", "y", "idle"), [(s, s**2, "rate"), (a, sp.S.One, "shift"), (sp.S.Zero, sp.S.One, "rate")])
def test_a_handle_that_does_not_depend_on_what_it_moves_is_told_with_both_names(x: Any, y: Any, idle: str) -> None:
    message = refused(Handle("main", x, y, ("rate", "shift"), "h"))
    assert (
        f"handle 1 'h' does not depend on '{idle}', which it is to move: its derivatives are 0 at all of 242" in message
    )
    assert f"write x or y in terms of {idle}, or leave '{idle}' out of moves" in message


def test_one_derivative_is_enough_and_so_is_one_state() -> None:
    assert checked(Handle("main", s, a, ("rate",), "h"), Handle("main", s, a, ("shift",), "i")) > 0
    bent = sp.Piecewise((a, s > sp.Rational(9, 10)), (1, True))
    assert checked(Handle("main", s, bent, ("rate", "shift"), "h")) > 0


def test_where_a_handle_hides_its_derivatives_do_not_count() -> None:
    message = refused(Handle("main", s, sp.Piecewise((a, s > 0), (1, True)), ("rate",), "h", shown_if=s < 0))
    assert "does not depend on 'rate'" in message


def test_every_handle_at_fault_is_told_beside_every_readout() -> None:
    with pytest.raises(SceneMistake) as caught:
        checked(
            Handle("main", 9 * s, a, ("shift",), "far"),
            Handle("main", s, a, ("shift",), "good"),
            Handle("main", 0, 9 * a, ("rate",), "high"),
        )
    assert [mistake.split(" at ")[0] for mistake in caught.value.mistakes] == ["handle 1 'far'", "handle 3 'high'"]


def test_toggles_are_part_of_the_box() -> None:
    shown = Toggle("shown", "show it")
    message = refused(
        Handle("main", s + 3 * shown.symbol * s, a, ("rate", "shift"), "h"), controls=[rate, shift, shown]
    )
    assert "'shown': True" in message


def climbing(height: float) -> Any:
    """A drawing whose dot climbs with a."""

    def draw(axes: Any) -> Any:
        (dot,) = axes["main"].plot([], [], label="the dot")

        def update(a: float, b: float) -> dict[str, float]:
            dot.set_data([a, a], [height * a, height * a])
            return {"sum": a + b}

        return update

    return draw


def recorded_at(x: sp.Expr, y: Any, height: float = 1.0) -> int:
    return check_box(recorded(climbing(height), handles=[Handle("main", x, y, ("a",), "h")])).handle_states


def test_a_recorded_scene_has_its_handles_looked_at_in_data_units() -> None:
    across = Slider("a", 0, 2, 1, 0.5, "a").symbol
    assert recorded_at(across, 2 * across) == (4 + 1 + 8) + (4 + 1 + 200)
    with pytest.raises(SceneMistake, match=r"stands at \(4, 1\), outside panel 'main', whose x runs from -3 to 3"):
        recorded_at(2 * across, sp.S.One)
    with pytest.raises(SceneMistake, match=r"does not depend on 'a', which it is to move"):
        recorded_at(sp.S.One, sp.S.One)


def test_a_handle_that_rides_stands_where_its_dot_does() -> None:
    across = Slider("a", 0, 2, 1, 0.5, "a").symbol
    assert recorded_at(across, "the dot", height=2) > 0
    with pytest.raises(
        SceneMistake, match=r"at \{'a': 2.0, 'b': .*stands at \(2, 4.2\), outside panel 'main', whose y"
    ):
        recorded_at(across, "the dot", height=2.1)
    with pytest.raises(SceneMistake, match="does not depend on 'a'"):
        recorded_at(sp.S.One, "the dot")
