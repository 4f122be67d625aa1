"""What a figure shows, in one answer of the page, against what Python gives for the same state."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from playwright.sync_api import Locator

from kltools.drawing.panels import LAYOUTS
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from tests.browser.pages import SET, named

PIXELS = 0.1
SHOWN = """(figure) => {
    const player = figure.klPlayer, wide = figure.querySelector(".kl-picture.kl-wide").checkVisibility();
    const layout = wide ? "wide" : "narrow";
    const points = Object.fromEntries(player.spec.marks.map((mark) => {
        const group = document.getElementById(`${figure.id}-${layout}-${mark.id}`);
        if (mark.word) {
            const text = group.querySelector("text");
            const hidden = getComputedStyle(group).display === "none";
            return [mark.id, hidden ? [] : [[Number(text.getAttribute("x")), Number(text.getAttribute("y"))]]];
        }
        const d = group.querySelector("path").getAttribute("d");
        return [mark.id, [...d.matchAll(/[ML]([-\\d.e]+) ([-\\d.e]+)/g)].map((m) => [Number(m[1]), Number(m[2])])];
    }));
    const readouts = [...figure.querySelectorAll(".kl-readout output")].map((one) => one.textContent);
    const natives = Object.fromEntries([...figure.querySelectorAll("[data-control]")]
        .map((control) => [control.dataset.control, Number(control.value)]));
    return { layout, numbers: [...player.state], points, readouts, natives };
}"""
"""All that a figure shows: its layout, its state, each moving artist's points (a hidden word has none), its native controls."""
WALK = f"""(figure, steps) => {{
    const shown = {SHOWN}, set = {SET};
    return JSON.stringify(steps.map((step) => {{
        for (const [name, position] of step) set(figure.querySelector(`[data-control="${{name}}"]`), position);
        return shown(figure);
    }}));
}}"""
"""What a figure shows after each step; as text, which Playwright hands on as it is, where it looks at each number of an array."""
Step = list[tuple[str, float]]
"""Controls that move at once, and where to; none leaves the figure as it is."""


def frame(figure: Locator) -> dict[str, Any]:
    """What a figure shows now."""
    return json.loads(figure.evaluate(WALK, [[]]))[0]


def assert_shows(figure: Locator, scene: Explorable) -> None:
    """The page's picture and readouts are Python's for the page's state."""
    assert_frame(scene, frame(figure))


def assert_walk_shows(figure: Locator, scene: Explorable, steps: list[Step]) -> None:
    """After each step, which moves native controls as a reader does, the page's picture and readouts are Python's."""
    for seen in json.loads(figure.evaluate(WALK, steps)):
        assert_frame(scene, seen)


def assert_frame(scene: Explorable, seen: dict[str, Any]) -> None:
    """What a figure showed is Python's for the state that it was in."""
    layout = next(one for one in LAYOUTS if one.name == seen["layout"])
    state = named(scene, seen["numbers"])
    if not isinstance(scene, Formula):
        names = [control.name for control in scene.controls]
        grids = dict(zip(names, (control.states() for control in scene.controls)))
        state = {name: min(grids[name], key=lambda one: abs(one - state[name])) for name in names}
    expected = scene.frame(state, layout)
    for gid, given in seen["points"].items():
        where = f"{scene.name}: {gid} at {state}"
        truth = expected.paths[gid]
        truth = truth[np.isfinite(truth).all(axis=1)]
        truth = np.clip(truth, -3200 if not isinstance(scene, Formula) else -2e4, 2e4)
        points = np.array(given).reshape(-1, 2)
        if len(truth) == 1 and len(points) == 2:  # a dot is a line from a point to itself
            points = points[:1]
        if not isinstance(scene, Formula):  # a recording rests at the last point of a shorter path
            points = points[: len(truth)]
        assert points.shape == truth.shape, where
        if len(truth):
            assert np.abs(points - truth).max() <= PIXELS, where
    shown = [readout.shown(expected.readouts[readout.name]) for readout in scene.readouts]
    assert seen["readouts"] == shown, f"{scene.name} at {state}"
