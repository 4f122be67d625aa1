"""The wheel, installed in environments of its own: the numerics need four packages, and each extra brings what it promises."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from kltools.explorables.page import player_script, player_style
from tests.clean_environments import ROOT, answer, environment, make_wheel, run

NUMERICS = {"numpy", "scipy", "sympy", "mpmath"}
COLAB = ("numpy==2.0.2", "ipywidgets==7.7.1", "matplotlib==3.10.0")
"""What Google Colab has imported before a notebook begins: replacing it there asks for a restart."""

DOCTESTS = """
import doctest, importlib, pkgutil
names = "pmfs exact distributions projections estimators information_measures"
packages = [importlib.import_module(f"kltools.{name}") for name in names.split()]
modules = ["kltools", "kltools.arguments"]
for one in packages:
    modules += [one.__name__, *(found.name for found in pkgutil.walk_packages(one.__path__, f"{one.__name__}."))]
results = [doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS) for name in modules]
print(sum(one.failed for one in results), sum(one.attempted for one in results))
"""
SCENE = """
import sys
from kltools.book.scenes import tangent_line
from kltools.explorables import check, save_html
figure = tangent_line()
figure.c = 3
print(check(figure))
save_html(figure, sys.argv[1])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and what that requires."""
    return environment(tmp_path_factory.mktemp("bare"), f"kltools @ {wheel.as_uri()}")


@pytest.fixture(scope="module")
def with_explorables(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and its extra for figures."""
    return environment(tmp_path_factory.mktemp("explorables"), f"kltools[explorables] @ {wheel.as_uri()}")


def test_the_wheel_holds_every_file_of_the_package(wheel: Path):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("kltools/")}
    files = [path for path in (ROOT / "kltools").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert held == {path.relative_to(ROOT).as_posix() for path in files}


def test_the_package_alone_brings_what_the_numerics_need(bare: Path, tmp_path: Path):
    script = "from importlib.metadata import distributions; print(*[one.name for one in distributions()])"
    assert set(run(tmp_path, str(bare), "-I", "-c", script).split()) == {"kltools", *NUMERICS}


def test_the_numerics_keep_their_word_without_pictures(bare: Path, tmp_path: Path):
    failed, tried = run(tmp_path, str(bare), "-I", "-c", DOCTESTS).split()[-2:]
    assert failed == "0"
    assert int(tried) > 150, "the examples of the docstrings are found"


@pytest.mark.parametrize("package", ["kltools.drawing", "kltools.explorables", "kltools.book.scenes"])
def test_pictures_without_their_extra_name_it(bare: Path, package: str, tmp_path: Path):
    done = answer(tmp_path, str(bare), "-I", "-c", f"import {package}")
    assert 'matplotlib is not installed; pip install "kltools[explorables]" brings it' in done.stderr


def test_with_their_extra_a_scene_becomes_a_file(with_explorables: Path, tmp_path: Path):
    told = run(tmp_path, str(with_explorables), "-I", "-c", SCENE, "figure.html")
    assert told.startswith("scene 'tangent_line': no mistake; readouts: 3")
    page = (tmp_path / "figure.html").read_text(encoding="utf8")
    assert 'data-scene="tangent_line"' in page
    for part in (player_script(), player_style()):  # of this checkout
        assert part in page


def test_a_build_without_its_extra_names_it(with_explorables: Path, tmp_path: Path):
    named = 'pip install "kltools[book]" brings it'
    done = answer(tmp_path, str(with_explorables), "-I", "-m", "kltools.book.build", ".")
    assert f"jupyter_book is not installed; {named}" in done.stderr


def test_colab_keeps_what_it_has(wheel: Path, tmp_path: Path):
    asked = tmp_path / "asked.in"
    asked.write_text("\n".join([f"kltools[explorables] @ {wheel.as_uri()}", *COLAB]), encoding="utf8")
    compile_them = (sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-python-downloads", "--no-annotate")
    chosen = run(tmp_path, *compile_them, "--python-version=3.12", "--only-binary=:all:", str(asked)).splitlines()
    assert set(COLAB) <= set(chosen)
