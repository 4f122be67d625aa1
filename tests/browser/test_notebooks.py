"""The chapters as notebooks: saved to HTML by nbconvert, and live in a real JupyterLab."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT, explorables, open_explorable, readouts, set_control, state_of

from kltools.explorables import scenes

LIVE = [
    "from kltools.explorables.scenes import evidence, two_normals\nfigure = two_normals()\nfigure",
    "record = evidence()\nrecord",
    "figure.mu, figure.sigma, record.mean = -1.0, 2.0, 0.3333",
    "print('state', round(figure.mu, 3), round(record.mean, 3))",
]


def notebook(cells: list[str]) -> dict:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{place}",
                "metadata": {},
                "source": cell,
                "outputs": [],
                "execution_count": None,
            }
            for place, cell in enumerate(cells)
        ],
    }


@pytest.mark.parametrize("chapter", ["01-what-it-measures", "02-definition"])
def test_a_page_saved_by_nbconvert_lives(browser, tmp_path: Path, chapter: str):
    converted = tmp_path / f"{chapter}.ipynb"
    run = [
        sys.executable,
        "-m",
        "jupytext",
        "--to",
        "ipynb",
        "-o",
        str(converted),
        str(ROOT / "book" / f"{chapter}.md"),
    ]
    subprocess.run(run, check=True, capture_output=True)
    environment = {**os.environ, "KLTOOLS_BUILD": "1"}
    convert = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", str(converted)]
    subprocess.run(convert, check=True, capture_output=True, env=environment)
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    for address, scene in explorables():
        if chapter in address:
            figure = open_explorable(page, f"file://{tmp_path}/{chapter}.html", scene)
            control = scene.controls[-1]
            before = readouts(figure)
            set_control(figure, control.name, 0 if getattr(control, "values", None) else control.start)
            assert readouts(figure) != before
    context.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab server on a folder of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
    ]
    command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    environment = {key: value for key, value in os.environ.items() if key != "KLTOOLS_BUILD"}
    with open(folder / "log.txt", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api").close()
            break
        except OSError:
            time.sleep(0.5)
    else:
        server.kill()
        pytest.fail(f"JupyterLab did not start: {(folder / 'log.txt').read_text()[-2000:]}", pytrace=False)
    yield address, folder
    server.terminate()
    server.wait(20)


def test_explorables_live_in_jupyterlab(lab, watched):
    address, folder = lab
    (folder / "live.ipynb").write_text(json.dumps(notebook(LIVE)))
    page = watched.page
    page.goto(f"{address}/lab/tree/live.ipynb?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    page.get_by_text("| Idle").wait_for(timeout=60_000)  # a key pressed before the kernel is ready is lost
    page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-editor").first.click()

    def run_cell() -> None:
        page.keyboard.press("Shift+Enter")

    run_cell()
    formula = page.locator('[data-scene="two_normals"][data-ready]')
    formula.wait_for(timeout=60_000)
    run_cell()
    recorded = page.locator('[data-scene="evidence"][data-ready]')
    recorded.wait_for(timeout=60_000)

    two_normals, evidence = scenes.two_normals.describe(), scenes.evidence.describe()
    run_cell()  # Python moves the page, the recorded scene to a value between the recorded ones
    page.wait_for_function("document.querySelector('[data-scene=evidence]').klPlayer.state[0] === 0.3333")
    expected = two_normals.truths({"mu": -1.0, "sigma": 2.0})
    assert readouts(formula) == [one.shown(expected[one.name]) for one in two_normals.readouts]
    page.wait_for_timeout(1000)
    frame = evidence.frame({**evidence.state(), "mean": 0.3333})
    assert readouts(recorded) == [one.shown(frame.readouts[one.name]) for one in evidence.readouts]

    set_control(formula, "mu", 0.75)  # the page moves Python
    set_control(recorded, "mean", 0.65)
    page.wait_for_timeout(500)
    run_cell()
    page.locator(".jp-OutputArea-output", has_text="state 0.75 0.65").wait_for(timeout=10_000)
    assert state_of(formula, two_normals)["mu"] == 0.75
