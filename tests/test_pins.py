"""The pins: exact, from no particular index, and within what the package allows and the book asks for."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")


def requirements(name: str) -> list[str]:
    """The lines of a requirements file, without comments."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf8").splitlines())
    return [line for line in lines if line]


def allowed() -> list[Requirement]:
    """What pyproject.toml and requirements.in ask for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    beside = [one for one in requirements("requirements.in") if not one.startswith("-e")]
    every = [Requirement(one) for one in [*asked, *beside]]
    return [one for one in every if one.name != "kltools"]  # an extra may hold another


def applies(marker: Marker | None, python: str) -> bool:
    """Whether a pin is for a Python, on Linux."""
    on = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux", "os_name": "posix"}
    return marker is None or marker.evaluate(on)


def test_the_package_itself_is_installed_from_here():
    assert "-e .[book]" in requirements("requirements.in")
    assert "-e ." in requirements("requirements.txt")


def test_every_pin_is_one_exact_version_from_whatever_index_is_asked():
    for line in requirements("requirements.txt"):
        assert line == "-e ." or re.fullmatch(r"[a-z0-9.-]+==[\w.!+]+( ; .+)?", line), line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("wanted", allowed(), ids=lambda one: one.name)
def test_what_is_asked_for_is_pinned_once_and_within_its_range(wanted: Requirement, python: str):
    pins = [Requirement(line) for line in requirements("requirements.txt") if line != "-e ."]
    found = [one for one in pins if one.name == canonicalize_name(wanted.name) and applies(one.marker, python)]
    assert len(found) == 1, f"{wanted.name} is pinned {len(found)} times; run `make pins`"
    version = str(found[0].specifier).removeprefix("==")
    assert wanted.specifier.contains(version, prereleases=True), f"{version} is not {wanted}; run `make pins`"
