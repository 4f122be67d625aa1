"""``python -m kltools.book.readers_copy`` gives a reader the built notebooks, in a folder of the reader's own.

What a reader has changed is never overwritten: a newer notebook goes beside it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

BUILT = Path("_build", "html", "book")
"""Where a build writes the notebooks beside their pages."""
FOLDER = Path("notebooks")
"""The reader's folder; git ignores it."""
GIVEN = ".given.json"
"""The file in it that notes which bytes the reader was given."""


def give(built: Path, folder: Path) -> list[Path]:
    """Copy the notebooks of a build into a reader's folder.

    Parameters
    ----------
    built : Path
        The folder with the built notebooks.
    folder : Path
        The reader's folder, made if it is not there.

    Returns
    -------
    list of Path
        The notebooks that were put beside those that the reader has changed, as ``name.new.ipynb``.

    Raises
    ------
    FileNotFoundError
        If the build has no notebooks.

    Examples
    --------
    >>> import tempfile
    >>> built, folder = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    >>> for text in ("first", "second"):
    ...     _ = (built / "chapter.ipynb").write_text(text)
    ...     _ = give(built, folder)
    >>> (folder / "chapter.ipynb").read_text()
    'second'
    >>> _ = (folder / "chapter.ipynb").write_text("the reader's"), (built / "chapter.ipynb").write_text("third")
    >>> [path.name for path in give(built, folder)], (folder / "chapter.ipynb").read_text()
    (['chapter.new.ipynb'], "the reader's")
    """
    notebooks = sorted(built.glob("*.ipynb"))
    if not notebooks:
        raise FileNotFoundError(f"{built} holds no notebook; build the book first, with `make book`")
    folder.mkdir(parents=True, exist_ok=True)
    noted = folder / GIVEN
    given = json.loads(noted.read_text(encoding="utf8")) if noted.exists() else {}
    beside = []
    for notebook in notebooks:
        target, newest = folder / notebook.name, _digest(notebook)
        if target.exists() and _digest(target) not in (given.get(notebook.name), newest):
            if newest == given.get(notebook.name):
                continue  # the reader has changed the newest
            target = target.with_suffix(".new.ipynb")
            beside.append(target)
        shutil.copy(notebook, target)
        given[notebook.name] = newest
    noted.write_text(json.dumps(given, indent=1) + "\n", encoding="utf8")
    return beside


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Give the notebooks of this folder's build, and say what was put beside a reader's own."""
    try:
        beside = give(BUILT, FOLDER)
    except FileNotFoundError as error:
        sys.exit(str(error))
    for path in beside:
        own = path.name.replace(".new.", ".")
        print(f"You have changed {FOLDER}/{own}, and the book has too: the book's is {FOLDER}/{path.name}")


if __name__ == "__main__":
    main()
