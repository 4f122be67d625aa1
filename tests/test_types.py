"""mypy finds nothing in what is strict, and tells whoever uses the package what its functions return."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
USER = "tests/user_code.py"
#: What `mypy --strict` finds nothing in; a package is named by its folder.
STRICT = ["kltools"]


@cache
def findings() -> list[tuple[str, int, str]]:
    """What mypy says of the package and of its user: file, line and message."""
    command = [sys.executable, "-m", "mypy", "--no-pretty", "--no-error-summary", "kltools", USER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1) and not done.stderr, done.stdout + done.stderr
    matches = [re.match(r"(.+?):(\d+): (.+)", line) for line in done.stdout.splitlines()]
    assert all(matches), done.stdout
    return [(match[1], int(match[2]), match[3]) for match in matches if match]


@pytest.mark.parametrize("place", STRICT)
def test_what_is_strict_stays_so(place: str) -> None:
    assert (ROOT / place).exists()
    found = [one for one in findings() if one[0] == place or one[0].startswith(f"{place}/")]
    assert found == []


def test_a_user_is_told_what_the_functions_return() -> None:
    lines = (ROOT / USER).read_text(encoding="utf8").splitlines()
    comments = {number: re.search(r"\S  # (.+)", line) for number, line in enumerate(lines, 1)}
    told = {number: _short(message) for file, number, message in findings() if file == USER and _tells(message)}
    assert told == {number: comment[1] for number, comment in comments.items() if comment}


def _tells(message: str) -> bool:
    """Whether mypy says a type or an error: its notes on the overloads there are come besides."""
    return message.startswith(("error: ", "note: Revealed type"))


def _short(message: str) -> str:
    """An error's code, or the revealed type, with arrays as one writes them."""
    if message.startswith("error: "):
        return f"error: {message.rpartition('[')[2].rstrip(']')}"
    kind = message.removeprefix('note: Revealed type is "').rstrip('"').replace("builtins.", "")
    return re.sub(r"numpy\.ndarray\[.+?, numpy\.dtype\[numpy\.(\w+?)_?\]\]", r"NDArray[\1]", kind)
