"""The layers hold: who may import whom, as pyproject.toml's contracts say, judged by import-linter."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["tool"]["importlinter"]["contracts"]
PACKAGES = {f"kltools.{path.parent.name}" for path in (ROOT / "kltools").glob("*/__init__.py")}


def test_no_import_breaks_a_contract(capsys: pytest.CaptureFixture[str]):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    report = capsys.readouterr().out
    assert status == 0, report


def test_every_package_is_used_through_its_face_and_has_its_place():
    """A new package is under contract too: it is no one's by leaving it out."""
    faces = {one["allowed_importers"][0] for one in CONTRACTS if one["type"] == "protected"}
    layers = {
        name for one in CONTRACTS if one["type"] == "layers" for row in one["layers"] for name in row.split(" | ")
    }
    assert faces == PACKAGES
    assert layers >= PACKAGES
