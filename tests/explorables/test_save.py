"""A figure written to a file of its own: in its present state, and only once it has passed its check."""

from __future__ import annotations

from pathlib import Path

import pytest

from kltools.explorables import Readout, SceneMistake, SceneTooLarge, save_html
from kltools.explorables.widget import make_widget
from tests.explorables.scenes_for_tests import formula, rate, recorded, waves


def test_a_figure_is_saved_in_its_present_state(tmp_path: Path) -> None:
    widget = make_widget(formula())
    widget.rate = 1.5
    page = save_html(widget, tmp_path / "figure.html").read_text(encoding="utf8")
    assert 'data-control="rate" min="0.5" max="2" step="0.1" value="1.5"' in page
    assert 'data-scene="everything"' in save_html(formula(), tmp_path / "other.html").read_text(encoding="utf8")


def test_a_figure_whose_truth_is_wrong_is_not_written(tmp_path: Path) -> None:
    widget = make_widget(formula(readouts=[Readout("D", rate.symbol, lambda **_: 0.0)], descents=[], description=""))
    with pytest.raises(SceneMistake, match="scene 'everything': readout 1 'D' at .* either may be at fault"):
        save_html(widget, tmp_path / "figure.html")
    assert list(tmp_path.iterdir()) == []


def test_a_figure_over_its_budget_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kltools.explorables.scene_check.RECORDING_BYTES", 100)
    with pytest.raises(SceneTooLarge, match="scene 'waves': it is too large to record"):
        save_html(recorded(waves), tmp_path / "figure.html")
    assert list(tmp_path.iterdir()) == []
