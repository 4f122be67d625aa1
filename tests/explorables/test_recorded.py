"""Recorded scenes: what the player plays back is what a fresh update draws."""

from __future__ import annotations

import base64
import gzip
import json
import random
from itertools import product
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from kltools.book.scenes import binning, evidence
from kltools.drawing.panels import NARROW, WIDE
from kltools.explorables import Handle, Readout, Recorded, Slider
from tests.explorables.scenes_for_tests import recorded, waves
from tests.explorables.v8 import Engine

# what `unpack` in recording.js does once the browser has inflated the bytes, which V8 alone cannot
PLAYBACK = """
const play=(bytes,recording,counts,places)=>{const slices=recording.arrays.map((array)=>{
  const index=array.on.reduce((sum,control)=>sum*counts[control]+places[control],0);
  const key=array.start;cache[key]??=decode(bytes,array,counts);
  return cache[key].subarray(index*array.size,(index+1)*array.size)});
  return{m:slices.slice(0,-1).map(points),
    r:Array.from(slices[slices.length-1],(value,i)=>number(value,recording.digits[i]))}};
const cache={};
"""


def player_of(scene: Recorded) -> tuple[Engine, dict[str, Any]]:
    """A player that holds a scene's recording, and the recording."""
    recording = scene.record()
    whole = list(gzip.decompress(base64.b64decode(recording["bytes"])))
    told = json.dumps({"arrays": recording["arrays"], "digits": recording["digits"]})
    counts = [len(control.states()) for control in scene.controls]
    held = f"const recording={told},bytes=Uint8Array.from({whole}),counts={counts};"
    return Engine(PLAYBACK + held, player=True), recording


@pytest.mark.parametrize(
    "scene", [binning.describe(), evidence.describe(), recorded(waves)], ids=lambda scene: scene.name
)
def test_playback_shows_what_update_draws(scene: Recorded) -> None:
    engine, _ = player_of(scene)
    grids = [control.states() for control in scene.controls]
    states = list(product(*[range(len(grid)) for grid in grids]))
    for places in random.Random(2).sample(states, min(40, len(states))):
        state = {control.name: grid[place] for control, grid, place in zip(scene.controls, grids, places, strict=True)}
        frame = scene.frame(state)
        played = engine.value(f"play(bytes,recording,counts,{list(places)})")
        for (gid, points), found in zip(frame.paths.items(), played["m"], strict=True):
            found = np.array(found, dtype=float).T
            expected = np.concatenate([points, np.repeat(points[-1:], len(found) - len(points), axis=0)])
            np.testing.assert_allclose(found, expected, atol=0.05 + 1e-9, err_msg=f"{gid} at {state}")
        for readout, number in zip(scene.readouts, played["r"], strict=True):
            assert readout.shown(number) == readout.shown(frame.readouts[readout.name]), state


def test_what_depends_on_some_controls_is_stored_on_their_grid() -> None:
    both, one, none, shape, word, readouts = recorded(waves).record()["arrays"]
    assert [array["on"] for array in (both, one, none, shape, word, readouts)] == [
        [0, 1],
        [0],
        [],
        [0, 1],
        [0, 1],
        [0, 1],
    ]
    assert (both["inner"], word["inner"], readouts["inner"]) == ([2, 41], [2, 1], [1])
    assert (both["width"], readouts["width"]) == (2, 4)


def test_gaps_and_closed_shapes() -> None:
    frame = recorded(waves).frame({"a": 1.5, "b": 8})
    both, shape = frame.paths["m0"], frame.paths["m3"]
    assert np.isnan(both[20]).any()
    assert np.isfinite(np.delete(both, 20, axis=0)).all()
    assert shape[0].tolist() == shape[-1].tolist()
    assert frame.readouts == {"sum": np.inf}


def test_closed_strokes_of_one_shape_lift_the_pen_between_them() -> None:
    def draw(axes):
        stroke = [
            Path.MOVETO,
            Path.LINETO,
            Path.LINETO,
            Path.CLOSEPOLY,
        ]  # the last vertex means nothing
        places = [(-2, 0), (-1, 0), (-1, 1), (9, 9), (1, 0), (2, 0), (2, 1), (9, 9)]
        axes["main"].add_patch(PathPatch(Path(places, stroke * 2)))
        return lambda a, b: {"sum": a}

    points = recorded(draw).frame({"a": 1, "b": 2}).paths["m0"]
    (gap,) = np.flatnonzero(np.isnan(points[:, 0]))
    for stroke in (points[:gap], points[gap + 1 :]):
        assert stroke[0].tolist() == stroke[-1].tolist()
        assert len(stroke) == 4


def test_a_line_may_be_empty_in_some_states() -> None:
    def draw(axes):
        (line,) = axes["main"].plot([0], [0])

        def update(a: float, b: float):
            line.set_data([0, 1, 2][: round(2 * a)], [0, 1, 2][: round(2 * a)])
            return {"sum": a}

        return update

    scene = recorded(draw, controls=[Slider("a", 0, 1, 1, 0.5, "a"), Slider("b", 0, 1, 0, 1, "b")])
    engine, _ = player_of(scene)
    shown = [engine.value(f"play(bytes,recording,counts,[{place},0]).m[0][0]") for place in range(3)]
    assert np.isnan(shown[0]).all()
    assert len(set(shown[1])) == 1
    assert len(set(shown[2])) == 2


def test_the_narrow_picture_is_the_wide_one_scaled() -> None:
    scene = recorded(waves)
    state = {"a": 0.5, "b": 8}
    wide, narrow = (scene.frame(state, layout).paths for layout in (WIDE, NARROW))
    a, b, c, d = scene.picture(NARROW, "u").scales["main"]
    for gid in wide:
        np.testing.assert_allclose(narrow[gid], wide[gid] * [b, d] + [a, c], atol=1e-9)
    assert scene.picture(WIDE, "u").scales["main"] == pytest.approx((0, 1, 0, 1), abs=1e-12)


def test_the_same_recording_twice_is_the_same_bytes() -> None:
    assert recorded(waves).record() == recorded(waves).record()
    assert binning.describe().record() == binning.describe().record()


def drawing(act):
    """A drawing that does one thing to the panel and never moves."""

    def draw(axes):
        act(axes["main"])
        return lambda a, b: {"sum": a + b}

    return draw


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda panel: panel.scatter([0], [0]), "'main' holds a PathCollection, which cannot be recorded"),
        (lambda panel: panel.fill_between([0, 1], [0, 1]), "which cannot be recorded; draw it with plot"),
        (lambda panel: panel.imshow([[0, 1]]), "'main' holds a AxesImage"),
        (lambda panel: panel.add_patch(Circle((0, 0), 1)), "Circle, whose outline is curved"),
        (lambda panel: panel.set_yscale("log"), "axes must stay linear; plot the logarithm"),
        (lambda panel: panel.set_xscale("symlog"), "axes must stay linear"),
    ],
)
def test_what_cannot_be_recorded_is_refused(act, words: str) -> None:
    with pytest.raises(ValueError, match="scene 'waves'") as caught:
        recorded(drawing(act)).record()
    assert words in str(caught.value)


def test_a_start_off_the_grid_is_refused() -> None:
    controls = [Slider("a", 0, 2, 0.7, 0.5, "a"), Slider("b", 0, 1, 0, 1, "b")]
    with pytest.raises(ValueError, match="scene 'waves': 'a' starts at 0.7, which is none of the values"):
        recorded(waves, controls=controls)


def test_a_missing_readout_is_refused() -> None:
    scene = recorded(waves, readouts=[Readout("sum"), Readout("product")])
    with pytest.raises(ValueError, match="scene 'waves': update returns no readout 'product'"):
        scene.frame(scene.state())


def test_a_readout_too_large_for_its_digits_is_refused() -> None:
    def draw(axes):
        axes["main"].plot([0], [0])
        return lambda a, b: {"sum": a * 3e7}

    with pytest.raises(ValueError, match="scene 'waves': readout 'sum' is .* too large to record with 2 digits"):
        recorded(draw).record()


def test_a_handle_rides_the_dot_of_its_label() -> None:
    def drawing(axes):
        (dot,) = axes["main"].plot([], [], label="the dot")

        def update(a, b):
            dot.set_data([a, a], [b, b])
            return {"sum": a + b}

        return update

    def scene(label: str) -> Recorded:
        handle = Handle("main", Slider("a", 0, 2, 1, 0.5, "a").symbol, label, ("a",), "a on its dot")
        return recorded(drawing, handles=[handle])

    riding, lost = scene("the dot"), scene("another")
    assert riding.ridden(riding.handles[0]) == 0
    with pytest.raises(ValueError, match="'a on its dot' rides 'another', which no artist is labelled"):
        lost.ridden(lost.handles[0])
