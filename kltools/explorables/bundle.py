"""The player's modules as one script: a page opened from disk cannot import modules, and a build has no Node.

The modules keep to a few plain forms, a declaration beginning each at the start of its line. What is not one of them is
refused, with its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PLAYER = files("kltools.explorables") / "player"
"""The folder of the player's files."""
IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./([\w.]+)";')
DECLARATION = re.compile(r"(export )?(?:async )?(?:function|class|const|let) (\w+)")
CLOSING = re.compile(r"[\])}]+;?$")
DYNAMIC = re.compile(r"\bimport\s*[(.]")


class CannotBundle(ValueError):
    """A module is written in a form that cannot be joined; the message names file, line and cure."""


@dataclass
class Module:
    """One file: what it imports, by file; what it declares and exports; and its lines without imports and comments."""

    name: str
    imports: dict[str, list[str]] = field(default_factory=dict)
    declared: dict[str, bool] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@cache
def player_file(name: str) -> str:
    """One file of the player."""
    return (PLAYER / name).read_text(encoding="utf8")


def bundle(entries: Sequence[str], folder: Traversable = PLAYER) -> str:
    """Join modules, and those they import, into one script of plain declarations.

    Parameters
    ----------
    entries : sequence of str
        File names.
    folder : Traversable
        Where they and what they import stand.

    Returns
    -------
    str
        Each module after those it imports, without comments that have lines of their own.

    Raises
    ------
    CannotBundle
        For a form that is not understood, a name that is not exported, a name declared twice, and modules that import
        one another in a circle.

    Examples
    --------
    >>> bundle(["numerics.js"]).splitlines()[0]
    'function clamp(value, [low, high]) { return Math.min(high, Math.max(low, value)); }'
    """
    modules: dict[str, Module] = {}
    for entry in entries:
        _add(entry, folder, modules, ())
    owners: dict[str, str] = {}
    for module in modules.values():
        for name in module.declared:
            if name in owners:
                raise CannotBundle(f"{module.name} and {owners[name]} both declare {name!r}; rename one of them")
            owners[name] = module.name
    return "".join(f"{line}\n" for module in modules.values() for line in module.lines)


def exported(name: str, folder: Traversable = PLAYER) -> tuple[str, ...]:
    """The names that a module exports.

    Examples
    --------
    >>> exported("helpers.js")
    ('SQ', 'LSE')
    """
    return tuple(one for one, public in _parse(name, folder).declared.items() if public)


def _add(name: str, folder: Traversable, modules: dict[str, Module], path: tuple[str, ...]) -> None:
    """Add a module after those it imports."""
    if name in path:
        raise CannotBundle(f"{' imports '.join([*path, name])}; move what they share to a module of its own")
    if name in modules:
        return
    module = _parse(name, folder)
    for other, names in module.imports.items():
        _add(other, folder, modules, (*path, name))
        if missing := [one for one in names if not modules[other].declared.get(one)]:
            raise CannotBundle(f"{name} imports {missing[0]!r}, which {other} does not export; write export before it")
    modules[name] = module


def _parse(name: str, folder: Traversable) -> Module:
    module, comment = Module(name), False
    for number, line in enumerate((folder / name).read_text(encoding="utf8").splitlines(), 1):
        text = line.strip()
        comment = comment or text.startswith("/*")
        if comment:
            comment = "*/" not in text
            if text.endswith("*/") or comment:
                continue
        if text and not text.startswith("//"):
            _take(line, module, f"{name}, line {number}")
    return module


def _take(line: str, module: Module, place: str) -> None:
    """Take one line of code into a module."""
    if DYNAMIC.search(line):
        raise CannotBundle(f"{place}: {line.strip()!r} imports as it runs; import names at the top of the file")
    if line.count("`") % 2:
        raise CannotBundle(f"{place}: a template literal runs over lines; end it on its line")
    if found := IMPORT.fullmatch(line):
        module.imports.setdefault(found[2], []).extend(found[1].split(", "))
        return
    if not line[0].isspace() and not CLOSING.match(line):
        declared = DECLARATION.match(line)
        if not declared:
            raise CannotBundle(
                f"{place}: {line!r} is no import of names and no declaration of one; write import {{ name }} from "
                '"./file.js"; or begin with function, class, const or let, exported or not'
            )
        module.declared[declared[2]] = bool(declared[1])
        line = line.removeprefix("export ")
    module.lines.append(line)
