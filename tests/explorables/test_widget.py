"""Live explorables: each control is a trait, and a recorded scene draws any value in the kernel."""

from __future__ import annotations

import json
import math

import ipywidgets
import numpy as np
import pytest
import traitlets

from kltools.book.scenes import candidates, evidence, two_normals
from kltools.drawing.block import BUILD
from kltools.explorables import Readout
from kltools.explorables.widget import BRIDGE, ExplorableWidget, make_widget
from tests.explorables.scenes_for_tests import recorded, waves
from tests.explorables.v8 import Engine


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> ExplorableWidget:
    monkeypatch.delenv(BUILD, raising=False)
    shown = two_normals()
    assert isinstance(shown, ExplorableWidget)
    return shown


def test_outside_a_build_a_scene_is_an_ipywidget(live: ExplorableWidget) -> None:
    assert isinstance(live, ipywidgets.DOMWidget)
    assert live.state == {"mu": 1.5, "sigma": 0.8}


def test_traits_take_values_in_range_only(live: ExplorableWidget) -> None:
    live.mu = 2
    assert live.mu == 2.0
    for value in (3.1, -4, math.nan, "2"):
        with pytest.raises(traitlets.TraitError):
            live.mu = value
    assert live.state == {"mu": 2.0, "sigma": 0.8}


def test_observers_hear_of_changes(live: ExplorableWidget) -> None:
    heard: list[tuple[str, float, float]] = []
    live.observe(lambda change: heard.append((change["name"], change["old"], change["new"])), names=["mu", "sigma"])
    live.sigma = 1.25
    live.mu = -1
    assert heard == [("sigma", 0.8, 1.25), ("mu", 1.5, -1.0)]


def test_links_to_another_widget_run_both_ways(live: ExplorableWidget) -> None:
    slider = ipywidgets.FloatSlider(value=0.5, min=-3, max=3)
    link = traitlets.link((live, "mu"), (slider, "value"))
    assert slider.value == 1.5
    slider.value = -2
    assert live.mu == -2
    live.mu = 0.75
    assert slider.value == 0.75
    link.unlink()


def test_choices_are_validated_by_name() -> None:
    widget = make_widget(candidates.describe())
    last = candidates.describe().controls[0].states()[-1]
    widget.family = last
    assert widget.state["family"] == last
    with pytest.raises(traitlets.TraitError):
        widget.family = "Cauchy"


def test_two_widgets_do_not_share_state_or_ids() -> None:
    one, other = make_widget(two_normals.describe()), make_widget(two_normals.describe())
    one.mu = -2
    assert other.mu == 1.5
    assert one._esm != other._esm


def test_a_recorded_scene_follows_values_between_the_recorded_ones() -> None:
    widget = make_widget(evidence.describe())
    first = widget._frame
    widget.mean = 0.7777
    assert 0.7777 not in evidence.describe().controls[0].states()
    assert widget._frame != first
    frame = evidence.describe().frame({"mean": 0.7777, "n": widget.n})
    assert widget._frame["r"] == list(frame.readouts.values())
    assert widget._frame["r"][0] == pytest.approx(0.7777**2 / 2)
    for sent, points in zip(widget._frame["m"], frame.paths.values(), strict=True):
        np.testing.assert_allclose(np.array(sent, dtype=float), points.T, atol=0.0051)


def test_a_frame_is_plain_json_infinities_and_gaps_included() -> None:
    def draw(axes):
        axes["main"].plot([0, 1, 2], [0, np.nan, 2])
        return lambda a, b: {"sum": math.inf, "difference": -math.inf, "ratio": math.nan, "product": a * b}

    readouts = [Readout(name) for name in ("sum", "difference", "ratio", "product")]
    widget = make_widget(recorded(draw, readouts=readouts))
    sent = json.dumps(widget._frame, allow_nan=False)
    numbers = next(line for line in BRIDGE.splitlines() if "const numbers" in line)
    frame = Engine(numbers).value(f"numbers({sent})")
    assert frame["r"][:2] == [math.inf, -math.inf]
    assert math.isnan(frame["r"][2])
    assert frame["r"][3] == 2
    assert math.isnan(frame["m"][0][1][1])


def test_a_widget_carries_player_and_scene_and_no_recording() -> None:
    widget = make_widget(recorded(waves))
    assert "class Player" in widget._esm
    assert "SOURCE={frame:null" in widget._esm
    assert '"bytes"' not in widget._esm
    assert "kl-explorable" in widget._css
