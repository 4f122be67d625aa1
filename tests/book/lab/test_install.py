"""What `postBuild` writes into an environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from py_mini_racer import MiniRacer

from kltools.book import lab

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = Path("etc", "jupyter", "labconfig", "default_setting_overrides.json")
EXTENSION = Path("share", "jupyter", "labextensions", lab.NAME)


def test_settings_of_others_stay(tmp_path: Path) -> None:
    file = tmp_path / SETTINGS
    file.parent.mkdir(parents=True)
    manager = "@jupyterlab/docmanager-extension:plugin"
    file.write_text(json.dumps({manager: {"defaultViewers": {"python": "Editor"}, "autosaveInterval": 9}, "other": {}}))
    lab.install(tmp_path)
    lab.install(tmp_path)
    settings = json.loads(file.read_text())
    assert settings["other"] == {}
    assert settings[manager]["autosaveInterval"] == 9
    assert settings[manager]["defaultViewers"] == {"python": "Editor", "markdown": "Jupytext Notebook"}


def test_the_extension_is_one_script_that_jupyterlab_loads(tmp_path: Path) -> None:
    (tmp_path / EXTENSION / "static").mkdir(parents=True)
    (tmp_path / EXTENSION / "static" / "old.js").write_text("")
    lab.install(tmp_path)
    described = json.loads((tmp_path / EXTENSION / "package.json").read_text())
    (script,) = (tmp_path / EXTENSION / "static").iterdir()
    assert tmp_path / EXTENSION / described["jupyterlab"]["_build"]["load"] == script
    racer = MiniRacer()
    racer.eval("const window = {};" + script.read_text(encoding="utf8"))
    assert racer.eval(f'Object.keys(window._JUPYTERLAB["{lab.NAME}"]).join()') == "init,get"


def test_post_build_sets_up_the_environment_whose_python_comes_first(tmp_path: Path) -> None:
    """A stand-in for that environment's python notes what it was asked to run."""
    noted = tmp_path / "noted"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" > "{noted}"\n')
    python.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run([str(ROOT / "postBuild")], check=True, env=environment, cwd=ROOT)
    assert noted.read_text().split() == ["-m", "kltools.book.lab"]
