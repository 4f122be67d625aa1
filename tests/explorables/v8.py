"""JavaScript in V8, the engine of Chromium and Node, for tests that need no browser."""

from __future__ import annotations

import json
from typing import Any

from py_mini_racer import MiniRacer

from kltools.explorables.javascript import HELPERS_SCRIPT
from kltools.explorables.page import player_script

SPECIAL = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class Engine:
    """A fresh V8 with the helpers of printed formulas and some declarations in it."""

    def __init__(self, declarations: str = "", *, player: bool = False) -> None:
        self._racer = MiniRacer()
        self._racer.eval((player_script() if player else HELPERS_SCRIPT) + declarations)

    def value(self, expression: str) -> Any:
        """An expression's value: numbers, text, and arrays and objects of them."""
        tagged = '(k,v)=>typeof v==="number"&&!isFinite(v)?{special:String(v)}:v'
        text = self._racer.eval(f"JSON.stringify({expression},{tagged})")
        return json.loads(
            str(text), object_hook=lambda found: SPECIAL[found["special"]] if "special" in found else found
        )
