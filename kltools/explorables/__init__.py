"""Figures that answer to controls: in a built page without a kernel, in a notebook as widgets.

An *explorable* is a figure that answers to controls; a *scene* is the Python function that makes one.
"""

from kltools.extras import require

require("explorables", "matplotlib")

from kltools.explorables.check import check_formula, check_size
from kltools.explorables.controls import Choice, Descent, Handle, Readout, Slider, State, Toggle, Value
from kltools.explorables.explorable import Explorable
from kltools.explorables.extremes import Largest, Smallest
from kltools.explorables.formula import Formula
from kltools.explorables.logspace import LogSumExp
from kltools.explorables.marks import Bars, Curve, Mark, Polyline, Trace, Word, X
from kltools.explorables.page import explorable_block, player_block
from kltools.explorables.recorded import Recorded, Update
from kltools.explorables.save import save_html
from kltools.explorables.showing import building, scene
from kltools.explorables.standalone import standalone_page, standalone_script

__all__ = [
    "Bars",
    "Choice",
    "Curve",
    "Descent",
    "Explorable",
    "Formula",
    "Handle",
    "Largest",
    "LogSumExp",
    "Mark",
    "Polyline",
    "Readout",
    "Recorded",
    "Slider",
    "Smallest",
    "State",
    "Toggle",
    "Trace",
    "Update",
    "Value",
    "Word",
    "X",
    "save_html",
    "scene",
]
__all__ += [
    "building",
    "check_formula",
    "check_size",
    "explorable_block",
    "player_block",
    "standalone_page",
    "standalone_script",
]  # for the layers above
