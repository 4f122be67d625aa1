"""The one check of a scene: what it takes, what it answers, and budgets of size."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sympy as sp

from kltools.drawing.block import BUILD
from kltools.explorables import Checked, Handle, Readout, SceneMistake, SceneTooLarge, check, scene
from kltools.explorables.engine import V8
from kltools.explorables.scene_check import check_box, check_size
from kltools.explorables.showing import StaticExplorable
from kltools.explorables.widget import make_widget
from tests.explorables.scenes_for_tests import formula, rate, recorded, shift, waves

LOOKED_AT = Checked("everything", readouts=2, states=49, handles=1, handle_states=49 + 217)


def wrong() -> Any:
    """A scene with a readout and a handle at fault."""
    return formula(
        readouts=[Readout("D", rate.symbol, lambda rate, **_: rate + 1)],
        handles=[Handle("main", 9 * shift.symbol, sp.S.One, ("shift",), "far")],
        descents=[],
        description="",
    )


def test_a_description_a_widget_and_a_block_are_checked_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BUILD, raising=False)
    for figure in (formula(), make_widget(formula()), StaticExplorable(formula())):
        assert check(figure) == LOOKED_AT
    assert str(LOOKED_AT) == "scene 'everything': no mistake; readouts: 2, at 49 states; handles: 1, at 266 states"


def test_a_live_widget_does_not_hide_what_is_wrong() -> None:
    with pytest.raises(SceneMistake) as caught:
        check(make_widget(wrong()))
    assert [mistake.partition(" at ")[0] for mistake in caught.value.mistakes] == ["readout 1 'D'", "handle 1 'far'"]


def test_a_recorded_scene_is_checked_with_its_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(recorded(waves)) == Checked("waves", 1, 4 + 1 + 8, 0, 13 + 205)
    monkeypatch.setattr("kltools.explorables.scene_check.RECORDING_BYTES", 100)
    with pytest.raises(SceneTooLarge, match="scene 'waves': it is too large to record"):
        check(recorded(waves))


def test_an_update_that_fails_is_the_authors_own_error() -> None:
    def draw(axes: Any) -> Any:
        axes["main"].plot([0, 1], [0, 1])
        return lambda a, b: {"sum": 1 / (a - 2)}

    with pytest.raises(ZeroDivisionError) as caught:
        check(recorded(draw))
    assert caught.value.__notes__[0].startswith("scene 'waves': update, at {'a': 2.0, ")


def test_what_is_no_figure_is_refused() -> None:
    @scene
    def uncalled() -> Any:
        return formula()

    with pytest.raises(TypeError, match=r"figure is the scene function uncalled; call it, uncalled\(\)"):
        check(uncalled)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="figure is of type int; give what a scene function returned"):
        check(3)  # type: ignore[arg-type]


def test_any_engine_that_runs_scripts_will_do() -> None:
    class Told:
        """An engine that keeps the scripts it is given."""

        def __init__(self) -> None:
            self.engine, self.scripts = V8(), 0

        def run(self, script: str) -> str:
            self.scripts += 1
            return self.engine.run(script)

    engine = Told()
    assert check_box(formula(), engine) == LOOKED_AT
    assert engine.scripts == 3


def test_size_of_a_formula_counts_gzipped_bytes() -> None:
    noise = "".join(map(chr, random.Random(1).choices(range(33, 126), k=40_000)))
    check_size(formula(), noise[:25_000])
    with pytest.raises(SceneTooLarge, match="scene 'everything': it is too large: .* the budget is 25,000"):
        check_size(formula(), noise)
    check_size(formula(), "x" * 1_000_000)


def test_size_of_a_recording_counts_its_base64() -> None:
    check_size(recorded(waves), f'"bytes":"{"A" * 110_000}"')
    with pytest.raises(SceneTooLarge, match="scene 'waves': it is too large to record: 110,001 bytes"):
        check_size(recorded(waves), f'x{"y" * 10**6}"bytes":"{"A" * 110_001}","digits"')
