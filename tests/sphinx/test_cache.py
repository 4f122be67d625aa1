"""The Sphinx extension's parts: fingerprint, cache, root page, light imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kltools import sphinx


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that a test may change, fingerprinted in place of the real one."""
    copy = tmp_path / "kltools"
    shutil.copytree(sphinx.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sphinx, "PACKAGE", copy)
    return copy


def test_fingerprint_is_the_contents_alone(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sphinx.fingerprint()
    assert len(before) == 16
    assert int(before, 16) >= 0
    (package / "pmf.py").touch()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "pmf.cpython-311.pyc").write_bytes(b"compiled")
    assert sphinx.fingerprint() == before
    package.rename(tmp_path / "elsewhere")
    monkeypatch.setattr(sphinx, "PACKAGE", tmp_path / "elsewhere")
    assert sphinx.fingerprint() == before


@pytest.mark.parametrize("path", ["pmf.py", "exact/density.py", "explorables/player/player.js", "quiz.css"])
def test_fingerprint_follows_each_kind_of_file(package: Path, path: str) -> None:
    before = sphinx.fingerprint()
    (package / path).write_text((package / path).read_text(encoding="utf8") + "\n", encoding="utf8")
    assert sphinx.fingerprint() != before


def test_fingerprint_follows_names_new_files_and_versions(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {sphinx.fingerprint()}
    (package / "new.py").write_text("")
    seen.add(sphinx.fingerprint())
    (package / "new.py").rename(package / "newer.py")
    seen.add(sphinx.fingerprint())
    monkeypatch.setattr(sphinx, "version", lambda name: "0.0" if name == "numpy" else "1.0")
    seen.add(sphinx.fingerprint())
    assert len(seen) == 4


def application(outdir: Path, **config: Any) -> Any:
    builder = SimpleNamespace(format="html")
    return SimpleNamespace(outdir=str(outdir), builder=builder, config=SimpleNamespace(**config))


class Settings(dict):
    """As much of Sphinx's configuration as the cache needs."""

    html_static_path = ["static"]


def test_only_the_current_cache_is_kept(tmp_path: Path) -> None:
    caches = tmp_path / ".jupyter_cache"
    current, stale = caches / sphinx.fingerprint(), caches / "0123456789abcdef"
    for folder in (current, stale):
        folder.mkdir(parents=True)
        (folder / "global.db").write_text("")
    (caches / "stray.txt").write_text("")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "look.css").write_text("p {}")
    config, app = Settings(), application(tmp_path / "html")
    app.srcdir = str(tmp_path)
    sphinx._use_cache(app, config)
    assert sorted(caches.iterdir()) == [current]
    assert (current / "global.db").exists()
    assert config["nb_execution_cache_path"] == str(current)
    seen = config["kltools_fingerprint"]
    assert seen.startswith(current.name)
    (tmp_path / "static" / "look.css").write_text("p { color: navy }")
    sphinx._use_cache(app, config)
    assert config["kltools_fingerprint"] != seen


def test_root_page_leads_to_the_title_page(tmp_path: Path) -> None:
    app = application(
        tmp_path, html_title="D & <JSD>", kltools_description='What "D" is', root_doc="book/index"
    )
    sphinx._write_root_page(app, None)
    page = (tmp_path / "index.html").read_text(encoding="utf8")
    assert "<title>D &amp; &lt;JSD&gt;</title>" in page
    assert 'content="What &quot;D&quot; is"' in page
    assert '<a href="book/index.html">' in page


def test_no_root_page_after_a_failure_or_for_another_builder(tmp_path: Path) -> None:
    app = application(tmp_path, html_title="", kltools_description="", root_doc="index")
    sphinx._write_root_page(app, RuntimeError("failed"))
    app.builder.format = "latex"
    sphinx._write_root_page(app, None)
    assert list(tmp_path.iterdir()) == []


def test_the_extension_imports_nothing_heavy() -> None:
    script = (
        "import sys, kltools.sphinx\n"
        "heavy = ('scipy', 'sympy', 'matplotlib', 'ipywidgets', 'anywidget')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
