"""Build the last commit twice, as differently as one machine can, and compare the pages: ``make reproducible``.

The two builds run at once, in folders of different depth, with different hash seeds, on different dates and with
different clocks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UNLIKE = (
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "Etc/GMT+12", "LANG": "C", "PYTHONUTF8": "1"},  # the date is never the other's
)
"""What the environments of two builds differ in."""


def differences(one: Path, other: Path) -> list[str]:
    """What differs between two folders, file by file: where the first different byte is, or which file is missing."""
    files = sorted({path.relative_to(top) for top in (one, other) for path in top.rglob("*") if path.is_file()})
    return [f"{file}: {where}" for file in files if (where := difference(one / file, other / file))]


def difference(one: Path, other: Path) -> str:
    """Where two files first differ, with the text about it; empty where they agree."""
    for path in (one, other):
        if not path.is_file():
            return f"not in {path.parent}"
    left, right = one.read_bytes(), other.read_bytes()
    if left == right:
        return ""
    at = len(os.path.commonprefix([left, right]))
    near = slice(max(at - 40, 0), at + 40)
    return f"byte {at}: {left[near]!r} is {right[near]!r} in the other"


def start(place: Path, commit: str, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """Lay a commit out in a folder and start its build there."""
    place.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x"], cwd=place, input=archive, check=True)
    environment = {**os.environ, "PYTHONPATH": str(place), **variables}
    command = [sys.executable, "-m", "kltools.book.build", ".", "-W", "-n", "--keep-going"]  # as `make book` does
    log = (place / "build.log").open("wb")
    return subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=subprocess.STDOUT)


def main() -> None:
    """Build twice, compare, and say what differs."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        places = [Path(folder, "one"), Path(folder, "another", "place", "for the second")]
        builds = [start(place, commit, variables) for place, variables in zip(places, UNLIKE, strict=True)]
        for place, build in zip(places, builds, strict=True):
            if build.wait():
                sys.exit(f"{(place / 'build.log').read_text('utf8')[-4000:]}\nThe book was not built.")
        sites = [place / "_build" / "html" for place in places]
        files = sum(path.is_file() for path in sites[0].rglob("*"))
        found = differences(*sites)
    if found:
        sys.exit("\n".join([f"Two builds of {commit[:7]} differ in {len(found)} of {files} files:", *found]))
    print(f"Two builds of {commit[:7]} agree to the byte: {files} files.")


if __name__ == "__main__":
    main()
