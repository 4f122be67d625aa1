"""What an extra brings and is missing is named with the extra; tests/test_wheel.py tries it where it is truly missing."""

from __future__ import annotations

import sys

import pytest

from kltools.book.scenes import tangent_line
from kltools.explorables import check, save_html


@pytest.mark.parametrize("missing", ["anywidget", "ipywidgets"])
def test_a_scene_without_widgets_names_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KLTOOLS_BUILD", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf'{missing} is not installed; pip install "kltools\[explorables\]"'):
        tangent_line()


@pytest.mark.parametrize("use", [check, lambda scene: save_html(scene, "never.html")], ids=["check", "save_html"])
def test_a_check_without_an_engine_names_the_extra(use, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "py_mini_racer", None)
    with pytest.raises(ImportError, match=r'py_mini_racer is not installed; pip install "kltools\[explorables\]"'):
        use(tangent_line.describe())
