"""The files on which a chapter's outputs depend: what its cells import, what that imports, and what a cell names.

Imports are read, not run. Those within functions count too. Where reading does not tell what is imported, the whole package
counts: an output may be computed once more than it has to be, and is never stale.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

FACES = ("kltools.book.scenes",)
"""Packages that only gather what their modules define: whoever takes a name from one depends on that name's module alone."""
DYNAMIC = {"__import__", "import_module", "exec", "eval", "run_path", "run_module"}
"""What imports by a name that is not known before it runs."""
CELL = re.compile(
    r"^(?P<fence>`{3,}|:{3,}|~{3,})\{code-cell\}[^\n]*\n(?P<cell>.*?)^(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE
)
OPTIONS = re.compile(r"\A(?:---\n.*?^---[ \t]*\n|(?::[\w-]+:[^\n]*\n)+)", re.DOTALL | re.MULTILINE)


class UnknownImport(Exception):
    """Reading does not tell what is imported."""


def cells_of(chapter: str) -> list[str]:
    """The code of a chapter's cells.

    Parameters
    ----------
    chapter : str
        The text notebook.

    Raises
    ------
    UnknownImport
        If it has a cell in a form that this reader does not know.

    Examples
    --------
    >>> cells_of("Text.\\n\\n```{code-cell} python\\n:tags: [hide-input]\\n\\nx = 1\\n```\\n")
    ['\\nx = 1\\n']
    """
    found = [OPTIONS.sub("", match["cell"]) for match in CELL.finditer(chapter)]
    if len(found) != chapter.count("{code-cell}"):
        raise UnknownImport("a cell in another form")
    return found


def imported_names(code: str, module: str = "", *, package: bool = False) -> Iterator[tuple[str, str]]:
    """Each module that a program imports, with the name that it takes from it: all of it is "*", and of ``import`` too.

    Parameters
    ----------
    code : str
        A program's source, or a cell's.
    module : str
        The name of the module that it is, from which relative imports count.
    package : bool
        Whether that module is a package.

    Raises
    ------
    UnknownImport
        If it is no plain Python, or imports by a name that it computes.

    Examples
    --------
    >>> list(imported_names("import a.b\\nfrom . import d", "c.e"))
    [('a.b', '*'), ('c', 'd')]
    """
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        raise UnknownImport("no plain Python") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, "*") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            start = base[: len(base) - node.level + package] if node.level else []
            source = ".".join([*start, *filter(None, [node.module])])
            yield from ((source, one.name) for one in node.names)
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in DYNAMIC and not (isinstance(node, ast.Attribute) and name in ("eval", "exec")):
                raise UnknownImport(name)


class Sources:
    """The modules of a package, or of a chapter's own folder, and what each imports; every file is read once.

    Parameters
    ----------
    package : Path
        The package's folder.
    aside : tuple of str
        Folders of the package on which no output depends.
    """

    def __init__(self, package: Path, aside: tuple[str, ...] = ()) -> None:
        self.package, self.aside = package, aside
        self._imports: dict[Path, set[str]] = {}
        self._digests: dict[Path, bytes] = {}
        self._gathered: dict[str, list[tuple[str, str]]] = {}

    @cached_property
    def modules(self) -> dict[str, Path]:
        """The package's modules by their dotted names."""
        return dict(_named(path, self.package.parent) for path in self._files("*.py"))

    @cached_property
    def data(self) -> list[Path]:
        """The package's other files: scripts, styles and texts. Which module reads which of them is not looked into."""
        return [path for pattern in ("*.js", "*.css", "*.txt") for path in self._files(pattern)]

    def _files(self, pattern: str) -> list[Path]:
        folders = tuple(f"{folder}/" for folder in self.aside)
        found = sorted(self.package.rglob(pattern))
        return [path for path in found if not path.relative_to(self.package).as_posix().startswith(folders)]

    def of_chapter(self, chapter: Path) -> list[Path]:
        """The files on which a chapter's outputs depend, beside its own cells, in order.

        Parameters
        ----------
        chapter : Path
            The text notebook; modules and files beside it count where a cell imports or names them.
        """
        try:
            cells = cells_of(chapter.read_text(encoding="utf8"))
            modules = self._reached([name for cell in cells for name in imported_names(cell)], chapter.parent)
        except UnknownImport:
            return sorted([*self.modules.values(), *chapter.parent.glob("*.py"), *self.data])
        named = {path for cell in cells for path in _files_named(cell, chapter.parent)}
        return sorted(modules | named | set(self.data))

    def _reached(self, names: Iterable[tuple[str, str]], folder: Path) -> set[Path]:
        """The files of all modules that importing some names runs."""
        beside = {path.stem: path for path in folder.glob("*.py")}
        found: set[Path] = set()
        waiting = set().union(*(self._run_by(*one) for one in names))
        while waiting:
            module = waiting.pop()
            path = self.modules.get(module) or beside.get(module)
            if path is not None and path not in found:
                found.add(path)
                waiting |= self._imported_by(path, module)
        return found

    def _run_by(self, source: str, name: str) -> set[str]:
        """The modules that taking a name from a module may run, beside those that they import; not all of them exist."""
        if f"{source}.{name}" in FACES:
            source, name = f"{source}.{name}", "*"
        if source not in FACES or source not in self.modules:
            parts = f"{source}.{name}".split(".")
            return {".".join(parts[:length]) for length in range(1, len(parts) + 1)} - set(FACES)
        gathered = self._gathered_by(source)
        places = [one for one in gathered if one[1] == name]
        return set().union(*(self._run_by(*one) for one in (places if len(places) == 1 else gathered)))

    def _gathered_by(self, face: str) -> list[tuple[str, str]]:
        """What a face imports, which is all that it may do."""
        if face not in self._gathered:
            code = self.modules[face].read_text(encoding="utf8")
            if not _only_gathers(code):
                raise UnknownImport(f"{face} does more than gather")
            self._gathered[face] = list(imported_names(code, face, package=True))
        return self._gathered[face]

    def _imported_by(self, path: Path, module: str) -> set[str]:
        if path not in self._imports:
            names = imported_names(path.read_text(encoding="utf8"), module, package=path.name == "__init__.py")
            self._imports[path] = set().union(*(self._run_by(*one) for one in names))
        return self._imports[path]

    def digest(self, chapter: Path, *words: str) -> str:
        """Sixteen hexadecimal digits that change with any file on which a chapter's outputs depend, or with some words."""
        hashed = hashlib.sha256()
        for path in self.of_chapter(chapter):
            root = self.package.parent if path.is_relative_to(self.package) else chapter.parent
            if path not in self._digests:
                self._digests[path] = hashlib.sha256(path.read_bytes()).digest()
            hashed.update(path.relative_to(root).as_posix().encode() + b"\0" + self._digests[path])
        for word in words:
            hashed.update(word.encode() + b"\0")
        return hashed.hexdigest()[:16]


def _named(path: Path, root: Path) -> tuple[str, Path]:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _only_gathers(code: str) -> bool:
    """Whether a package's own module imports names, lists them, and does nothing else."""
    statements = ast.parse(code).body
    return all(
        isinstance(one, ast.ImportFrom)
        or (isinstance(one, ast.Assign) and isinstance(one.value, ast.List | ast.Tuple))
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in statements
    )


def _files_named(cell: str, folder: Path) -> Iterator[Path]:
    """The files beside a chapter whose names stand in a cell's texts, those too that the cell writes: it then runs once more."""
    for node in ast.walk(ast.parse(cell)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 200:
            path = folder / node.value
            if "\0" not in node.value and "\n" not in node.value and path.is_relative_to(folder) and path.is_file():
                yield path
