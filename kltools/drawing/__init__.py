"""Pictures in the book's one style: its palette, its panels, and matplotlib's figures as SVG."""

from kltools.extras import require

require("explorables", "matplotlib")

from kltools.drawing.block import ALONE, Block, ShownAsBlock, building
from kltools.drawing.palette import HATCH, PALETTE, TEXT, Stroke, check_role, lettering, stroke, style_rules
from kltools.drawing.panels import LAYOUTS, WIDE, Layout, Panel, draw_panels
from kltools.drawing.pdf import to_pdf
from kltools.drawing.still import Still, picture_style
from kltools.drawing.suggestions import instead
from kltools.drawing.svg import to_svg

__all__ = [
    "ALONE",
    "Block",
    "HATCH",
    "LAYOUTS",
    "Layout",
    "PALETTE",
    "Panel",
    "Still",
    "ShownAsBlock",
    "Stroke",
    "TEXT",
    "WIDE",
    "building",
    "check_role",
    "draw_panels",
    "instead",
    "lettering",
    "picture_style",
    "stroke",
    "style_rules",
    "to_pdf",
    "to_svg",
]
