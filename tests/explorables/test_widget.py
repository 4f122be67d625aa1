"""Live explorables: each control is a trait, and a recorded scene draws any value in the kernel."""

from __future__ import annotations

import json
import math

import ipywidgets
import numpy as np
import pytest
import traitlets

from kltools.book.scenes import candidates, evidence, two_normals
from kltools.explorables import Readout
from kltools.explorables.bundle import bundle
from kltools.explorables.showing import BUILD
from kltools.explorables.widget import ExplorableWidget, make_widget
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
    assert one._uid != other._uid
    assert one._markup != other._markup


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
    frame = Engine(bundle(["live.js"])).value(f"frameOf({sent})")
    assert frame["r"][:2] == [math.inf, -math.inf]
    assert math.isnan(frame["r"][2])
    assert frame["r"][3] == 2
    assert math.isnan(frame["m"][0][1][1])


def sent(widget: ipywidgets.Widget) -> str:
    """What a kernel sends when a widget is made."""
    return json.dumps(widget.get_state(), default=str)


def test_the_player_is_sent_once_a_kernel_and_a_recording_never() -> None:
    one, other = make_widget(recorded(waves)), make_widget(two_normals.describe())
    assert one._player is other._player
    assert "class Player" in sent(one._player)
    assert "kl-explorable" in sent(one._player)
    for widget in (one, other):
        assert "class Player" not in sent(widget)
        assert '"bytes"' not in sent(widget)
        assert "kl-explorable:not" not in sent(widget), "nor is the style sheet"
        assert f"IPY_MODEL_{one._player.model_id}" in sent(widget)
    assert one._esm == other._esm
    assert len(one._esm) < 1500


def test_when_all_widgets_were_closed_the_next_brings_the_player_again() -> None:
    before = make_widget(two_normals.describe())._player
    before.close()
    after = make_widget(two_normals.describe())._player
    assert after is not before
    assert after.comm is not None
    assert after.version == before.version


def test_readouts_are_the_numbers_of_the_present_state(live: ExplorableWidget) -> None:
    live.mu, live.sigma = 2, 1
    assert live.readouts == live.scene.truths({"mu": 2.0, "sigma": 1.0})
    assert live.readouts["D(p‖q)"] == pytest.approx(2)
    recording = make_widget(evidence.describe())
    recording.mean = 0.7777
    assert recording.readouts == recording.scene.frame({"mean": 0.7777, "n": recording.n}).readouts


def test_an_attribute_that_is_none_of_its_controls_is_refused(live: ExplorableWidget) -> None:
    with pytest.raises(AttributeError, match="two_normals has no control 'mean'; it has mu, sigma"):
        live.mean = 1
    with pytest.raises(AttributeError):
        live.readouts = {}
    live.layout.width = "50%"
    live.tooltip = "what ipywidgets gives every widget"


def test_a_cell_that_sets_a_control_stops_what_plays(live: ExplorableWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another widget sets, through a link, does not."""
    told: list[object] = []
    monkeypatch.setattr(type(live), "send", lambda _, content: told.append(content))
    for kind in ("comm_msg", "execute_request"):
        monkeypatch.setattr(
            "kltools.explorables.asking_cell._request", lambda kind=kind: {"header": {"msg_type": kind}}
        )
        live.mu = {"comm_msg": 1, "execute_request": 2}[kind]
    assert told == [{"stop": {"mu": 2.0, "sigma": 0.8}}]
