"""The player's modules joined without Node: in the order they need one another, and nothing that is not understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kltools.explorables.bundle import PLAYER, CannotBundle, bundle, exported
from tests.explorables.v8 import Engine


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf8")
    return folder


def test_a_module_stands_after_what_it_imports_and_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        one='import { two } from "./two.js";\nimport { three } from "./three.js";\nexport const one = two() + three;\n',
        two='import { three } from "./three.js";\n/** Twice. */\nexport function two() {\n  return 2 * three; // of it\n}\n',
        three="// a number\n/*\n * of\n * several lines\n */\nexport const three = 3;\n",
    )
    joined = bundle(["one.js", "two.js"], folder)
    assert joined == "const three = 3;\nfunction two() {\n  return 2 * three; // of it\n}\nconst one = two() + three;\n"
    assert Engine(joined).value("one") == 9
    assert exported("two.js", folder) == ("two",)


REFUSED = {
    "export default": ("export default 3;\n", r"one.js, line 1: 'export default 3;' is no import of names"),
    "all of a module": ('import * as two from "./two.js";\n', r"one.js, line 1: .* is no import of names"),
    "a renamed import": ('import { two as three } from "./two.js";\n', r"one.js, line 1: .* is no import of names"),
    "an effect": ("const a = 1;\n\nstart();\n", r"one.js, line 3: 'start\(\);' is no import of names"),
    "parts of an object": ("const { a } = b;\n", r"one.js, line 1: .* is no import of names"),
    "a dynamic import": ("function a() {\n  return import('./two.js');\n}\n", r"one.js, line 2: .* imports as it runs"),
    "a long literal": ("const a = `\n// not a comment\n`;\n", r"one.js, line 1: a template literal runs over lines"),
    "a name not exported": ('import { own } from "./two.js";\n', r"one.js imports 'own', which two.js does not export"),
    "a name not there": ('import { none } from "./two.js";\n', r"one.js imports 'none', which two.js does not export"),
    "a name twice": ('import { two } from "./two.js";\nconst own = 4;\n', r"one.js and two.js both declare 'own'"),
    "a circle": (
        'import { last } from "./last.js";\nexport const one = 1;\n',
        r"one.js imports last.js imports one.js",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_understood_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    source, message = REFUSED[what]
    last = 'import { one } from "./one.js";\nexport const last = one;\n'
    folder = write(tmp_path, one=source, two="export const two = 2;\nconst own = 3;\n", last=last)
    with pytest.raises(CannotBundle, match=message):
        bundle(["one.js"], folder)


def test_every_file_of_the_player_is_one_that_a_page_or_a_widget_gets() -> None:
    """But the types, which no engine reads."""
    reached = {"contract.js"}
    pending = ["helpers.js", "start.js", "live.js", "widget.js", "alone.js"]
    while pending:
        name = pending.pop()
        reached.add(name)
        pending += set(re.findall(r'from "\./([\w.]+)";', (PLAYER / name).read_text(encoding="utf8"))) - reached
    assert reached == {one.name for one in PLAYER.iterdir() if one.name.endswith(".js")}
