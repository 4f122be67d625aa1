"""Figures that answer to controls: in a built page without a kernel, in a notebook as widgets.

An *explorable* is a figure that answers to controls; a *scene* is the Python function that makes one. Each
scene is a file in :mod:`kltools.book.scenes`.
"""

from kltools.explorables.controls import Choice, Descent, Handle, Readout, Slider, Toggle
from kltools.explorables.formula import Formula
from kltools.explorables.marks import Bars, Curve, Polyline, Trace, Word, X
from kltools.explorables.recorded import Recorded
from kltools.explorables.save import save_html
from kltools.explorables.scene import scene

__all__ = [
    "Bars",
    "Choice",
    "Curve",
    "Descent",
    "Formula",
    "Handle",
    "Polyline",
    "Readout",
    "Recorded",
    "Slider",
    "Toggle",
    "Trace",
    "Word",
    "X",
    "save_html",
    "scene",
]
