"""Figures that answer to controls: in a built page without a kernel, in a notebook as widgets.

An *explorable* is a figure that answers to controls; a *scene* is the Python function that makes one.
"""

from kltools.extras import require

require("explorables", "matplotlib")

from kltools.drawing import building
from kltools.explorables.controls import Choice, Readout, Slider, State, Toggle, Value
from kltools.explorables.explorable import Explorable
from kltools.explorables.extremes import Largest, Smallest
from kltools.explorables.formula import Formula
from kltools.explorables.handles import Descent, Handle
from kltools.explorables.logspace import LogSumExp
from kltools.explorables.marks import Bars, Curve, Mark, Polyline, Trace, Word, X
from kltools.explorables.mistakes import SceneMistake
from kltools.explorables.page import explorable_block
from kltools.explorables.recorded import Recorded, Update
from kltools.explorables.save import save_html
from kltools.explorables.scene_check import Checked, SceneTooLarge, check, check_box, check_size
from kltools.explorables.showing import scene
from kltools.explorables.standalone import standalone_page

__all__ = [
    "Bars",
    "Checked",
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
    "SceneMistake",
    "SceneTooLarge",
    "Slider",
    "Smallest",
    "State",
    "Toggle",
    "Trace",
    "Update",
    "Value",
    "Word",
    "X",
    "check",
    "save_html",
    "scene",
]
__all__ += [
    "building",
    "check_box",
    "check_size",
    "explorable_block",
    "standalone_page",
    "standalone_script",
]  # for the layers above
