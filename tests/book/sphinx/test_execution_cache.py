"""The execution cache of a build: its fingerprint, what is kept of it; and an extension that imports nothing heavy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kltools.book.sphinx import execution_cache


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that a test may change, fingerprinted in place of the real one."""
    copy = tmp_path / "kltools"
    shutil.copytree(execution_cache.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(execution_cache, "PACKAGE", copy)
    return copy


def test_fingerprint_is_the_contents_alone(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = execution_cache.fingerprint()
    assert len(before) == 16
    assert int(before, 16) >= 0
    (package / "__init__.py").touch()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "__init__.cpython-311.pyc").write_bytes(b"compiled")
    assert execution_cache.fingerprint() == before
    package.rename(tmp_path / "elsewhere")
    monkeypatch.setattr(execution_cache, "PACKAGE", tmp_path / "elsewhere")
    assert execution_cache.fingerprint() == before


@pytest.mark.parametrize(
    "path", ["pmfs/validation.py", "exact/density.py", "explorables/player/player.js", "book/quiz.css"]
)
def test_fingerprint_follows_each_kind_of_file(package: Path, path: str) -> None:
    before = execution_cache.fingerprint()
    (package / path).write_text((package / path).read_text(encoding="utf8") + "\n", encoding="utf8")
    assert execution_cache.fingerprint() != before


def test_fingerprint_follows_names_new_files_and_versions(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {execution_cache.fingerprint()}
    (package / "new.py").write_text("")
    seen.add(execution_cache.fingerprint())
    (package / "new.py").rename(package / "newer.py")
    seen.add(execution_cache.fingerprint())
    monkeypatch.setattr(execution_cache, "version", lambda name: "0.0" if name == "numpy" else "1.0")
    seen.add(execution_cache.fingerprint())
    assert len(seen) == 4


class Settings(dict):
    """As much of Sphinx's configuration as the cache needs."""

    html_static_path = ["static"]


def test_only_the_current_cache_is_kept(tmp_path: Path) -> None:
    caches = tmp_path / ".jupyter_cache"
    current, stale = caches / execution_cache.fingerprint(), caches / "0123456789abcdef"
    for folder in (current, stale):
        folder.mkdir(parents=True)
        (folder / "global.db").write_text("")
    (caches / "stray.txt").write_text("")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "look.css").write_text("p {}")
    config: Any = Settings()
    app: Any = SimpleNamespace(outdir=str(tmp_path / "html"), srcdir=str(tmp_path))
    execution_cache._use_cache(app, config)
    assert sorted(caches.iterdir()) == [current]
    assert (current / "global.db").exists()
    assert config["nb_execution_cache_path"] == str(current)
    seen = config["kltools_fingerprint"]
    assert seen.startswith(current.name)
    (tmp_path / "static" / "look.css").write_text("p { color: navy }")
    execution_cache._use_cache(app, config)
    assert config["kltools_fingerprint"] != seen


def test_the_extension_imports_nothing_heavy() -> None:
    script = (
        "import sys, kltools.book.sphinx\n"
        "heavy = ('scipy', 'sympy', 'matplotlib', 'ipywidgets', 'anywidget')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
