"""The chapters as notebooks, saved to HTML by nbconvert."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.pages import ROOT, explorables, open_explorable, readouts, set_control


@pytest.mark.parametrize("chapter", [pytest.param("01-what-it-measures", marks=pytest.mark.nightly), "02-definition"])
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
    for one in explorables():
        if chapter in one.address:
            figure = open_explorable(page, f"file://{tmp_path}/{chapter}.html", one.scene)
            control = one.scene.controls[-1]
            before = readouts(figure)
            set_control(figure, control.name, 0 if getattr(control, "values", None) else control.start)
            assert readouts(figure) != before
    context.close()
