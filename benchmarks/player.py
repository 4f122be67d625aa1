"""How long the player takes from an input to a changed figure, in Chromium."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from find_browser import FLAGS, HOW, browser_path
from playwright.sync_api import Page, sync_playwright

from benchmarks.embed import embed
from benchmarks.table import Table, shown
from kltools.book.scenes import binning, mixture_fit, two_normals
from kltools.explorables.save import save_html
from kltools.explorables.showing import StaticExplorable

MOVES = """async (figure) => {
    const control = figure.querySelector("input[type=range]"), paths = () => figure.querySelector(".kl-stage").innerHTML;
    const low = Number(control.min), high = Number(control.max), step = Number(control.step), found = [];
    for (let i = 0; i < 60; i++) {
        const before = paths();
        control.value = low + Math.round(((i * 0.381966) % 1) * (high - low) / step) * step;
        const start = performance.now();
        control.dispatchEvent(new Event("input", { bubbles: true }));
        const drawn = performance.now();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        found.push([drawn - start, performance.now() - start, paths() !== before]);
    }
    return found;
}"""
"""Moves the first slider as a reader does, and times until the figure is changed, and until it is painted."""

PANEL_MOVES = """async () => {
    const models = () => [...Bokeh.documents[0]._all_models.values()], picture = () => models().map((one) => one.text).join();
    const slider = models().find((one) => one.type === "Slider"), found = [];
    for (let i = 1; i < 26; i++) {
        const before = picture(), start = performance.now();
        slider.value = i % (slider.end + 1);
        for (let turns = 0; picture() === before && turns < 1000; turns++) await new Promise((done) => setTimeout(done));
        found.push([performance.now() - start, picture() !== before]);
    }
    return found;
}"""
"""The same for Panel's page, whose picture changes some turns of the event loop later."""


def _moved(page: Page, scene, folder: Path) -> tuple[str, ...]:
    page.goto(save_html(StaticExplorable(scene), folder / f"{scene.name}.html").as_uri())
    figure = page.locator("[data-scene][data-ready]").first
    figure.wait_for()
    changed, painted, differs = np.array(figure.evaluate(MOVES)[5:], dtype=float).T
    numbers = (np.median(changed), changed.max(), np.median(painted))
    return (
        f"`{scene.name}`, {'recorded' if hasattr(scene, 'draw') else 'formula'}",
        *map(shown, numbers),
        f"{differs.mean():.0%}",
    )


def _panel(page: Page, folder: Path) -> Iterator[tuple[str, ...]]:
    if importlib.util.find_spec("panel"):
        embed(binning.describe(), folder / "embedded.html", resources="inline")
        page.goto((folder / "embedded.html").as_uri())
        page.wait_for_function("window.Bokeh?.documents?.length")
        changed, differs = np.array(page.evaluate(PANEL_MOVES)[5:], dtype=float).T
        yield (
            "Panel's embed of `binning`",
            shown(np.median(changed)),
            shown(changed.max()),
            "–",
            f"{differs.mean():.0%}",
        )


def tables() -> list[Table]:
    """Milliseconds from an input event to a changed figure."""
    path = browser_path()
    if path is None:
        sys.exit(HOW)
    scenes = [one.describe() for one in (two_normals, mixture_fit, binning)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        rows = [*(_moved(page, scene, Path(folder)) for scene in scenes), *_panel(page, Path(folder))]
        browser.close()
    columns = ("explorable", "ms to a changed figure", "ms, worst", "ms to a painted figure", "moves that changed it")
    note = "By the clock on the wall, in Chromium. A screen of 60 frames a second paints every 16.7 ms."
    return [Table("How fast is the player?", columns, rows, note)]
