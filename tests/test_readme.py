"""What the README shows is tried: its scene of ten lines is checked and becomes a page's block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_scene_in_the_readme_works(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KLTOOLS_BUILD", "1")
    text = README.read_text(encoding="utf8").partition("## An explorable in ten lines")[2]
    block = re.search(r"(?:^    .*\n|^\n)+", text[text.index("    import sympy") :], re.MULTILINE)
    assert block is not None
    names: dict = {}
    exec("\n".join(line[4:] for line in block.group().splitlines()), names)
    scene = names["two_exponentials"].describe()
    assert scene.truths(scene.state())["D(p‖q)"] > 0.1, "its first state shows a divergence"
    shown = names["two_exponentials"]()._repr_html_()
    assert 'data-scene="two_exponentials"' in shown and "D(p‖q)" in shown
