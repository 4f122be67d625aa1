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
    kltools_only = ""


def test_pages_are_written_again_when_a_style_or_the_contents_change(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "look.css").write_text("p {}")
    (tmp_path / "_toc.yml").write_text("root: one")
    config: Any = Settings()
    config.external_toc_path = str(tmp_path / "_toc.yml")
    app: Any = SimpleNamespace(outdir=str(tmp_path / "html"), srcdir=str(tmp_path))
    execution_cache._configure(app, config)
    before = dict(config)
    (tmp_path / "static" / "look.css").write_text("p { color: navy }")
    execution_cache._configure(app, config)
    assert config["kltools_static"] != before["kltools_static"]
    assert config["kltools_machinery"] == before["kltools_machinery"]
    before = dict(config)
    (tmp_path / "_toc.yml").write_text("root: two")
    execution_cache._configure(app, config)
    assert config["kltools_static"] != before["kltools_static"], "each page shows the contents of the book"


def test_only_the_chapters_caches_are_kept_and_changed_chapters_are_named(tmp_path: Path, package: Path) -> None:
    chapter, plain, reference = (tmp_path / f"{name}.md" for name in ("chapter", "plain", "reference"))
    cell = "from kltools.book.scenes import zoom"
    chapter.write_text(f"---\nkernelspec:\n  name: python3\n---\n\n```{{code-cell}} python\n{cell}\n```\n")
    plain.write_text("# A page without cells: kernelspec:\n")
    reference.write_text("```{eval-rst}\n.. autofunction:: kltools.kl_divergence\n```\n")
    caches = tmp_path / ".jupyter_cache"
    current, stale = caches / execution_cache.chapter_keys([chapter])[chapter], caches / "0123456789abcdef"
    for folder in (current, stale):
        folder.mkdir(parents=True)
    (caches / "stray.txt").write_text("")
    app: Any = SimpleNamespace(outdir=str(tmp_path / "html"), config=Settings)
    env: Any = SimpleNamespace(
        found_docs={"chapter", "plain", "reference"}, doc2path=lambda page: str(tmp_path / f"{page}.md")
    )
    assert sorted(execution_cache._find_changed(app, env)) == ["chapter", "reference"]
    assert sorted(caches.iterdir()) == [current]
    env.kltools_keys = app._kltools_keys
    assert execution_cache._find_changed(app, env) == []
    scene = package / "book" / "scenes" / "alpha.py"
    scene.write_text(scene.read_text(encoding="utf8") + "\n", encoding="utf8")
    assert execution_cache._find_changed(app, env) == []
    scene.with_name("zoom.py").write_text("")
    assert execution_cache._find_changed(app, env) == ["chapter"]
    assert not current.exists()
    face = package / "estimators" / "__init__.py"
    env.kltools_keys = app._kltools_keys
    face.write_text(face.read_text(encoding="utf8") + "\n", encoding="utf8")
    assert "reference" in execution_cache._find_changed(app, env)


def test_the_extension_imports_nothing_heavy() -> None:
    script = (
        "import sys, kltools.book.sphinx\n"
        "heavy = ('scipy', 'sympy', 'matplotlib', 'ipywidgets', 'anywidget')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
