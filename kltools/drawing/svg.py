"""A matplotlib figure as SVG for a page: text as text, colours as CSS variables, nothing that varies by build."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure

from kltools.drawing.palette import css_variables

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def to_svg(
    figure: Figure, prefix: str, *, kept: frozenset[str] = frozenset(), hidden: frozenset[str] = frozenset()
) -> str:
    """Write a figure as an ``<svg>`` element to stand inside an HTML page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at 72 dots an inch, so that its units are CSS pixels.
    prefix : str
        Starts every id in the result; two pictures on one page need different ones.
    kept : frozenset of str
        The ``gid`` of each artist that a script will move; other ids are dropped unless referred to.
    hidden : frozenset of str
        Those of them that do not show yet.

    Returns
    -------
    str
        The element, the same to the byte for the same figure.

    Raises
    ------
    ValueError
        If matplotlib drew no artist for one of the kept ids.

    Examples
    --------
    >>> from kltools.drawing.panels import NARROW, Panel, draw_panels
    >>> figure, axes = draw_panels([Panel("a", x=(0, 1), y=(0, 1))], NARROW)
    >>> to_svg(figure, "demo")[:4]
    '<svg'
    """
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": prefix, "hatch.linewidth": 1.2}):
        figure.savefig(
            buffer,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Type": None, "Format": None},
        )
    root = ElementTree.fromstring(buffer.getvalue())
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        if element.attrib.get("id") in hidden:
            element.attrib["style"] = "display:none"
    _rename_ids(root, prefix, kept)
    _soften(root)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib.pop("version", None)
    return _recolour(ElementTree.tostring(root, encoding="unicode"))


def _rename_ids(root: ElementTree.Element, prefix: str, kept: frozenset[str]) -> None:
    """Keep only ids that are used, and start each with the prefix."""
    found = {element.attrib["id"] for element in root.iter() if "id" in element.attrib and len(element)}
    if missing := sorted(kept - found):
        raise ValueError(
            f"figure {prefix!r} has no artist with gid {missing[0]!r}, or one without points; give the artist that gid, "
            "and a point (NaN where it is not to show)"
        )
    text = ElementTree.tostring(root, encoding="unicode")
    referred = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    for element in root.iter():
        if (name := element.attrib.get("id")) is None:
            continue
        if name in kept or name in referred:
            element.attrib["id"] = f"{prefix}-{name}"
        else:
            del element.attrib["id"]
        for key, value in element.attrib.items():
            if key != "id":
                element.attrib[key] = _point_to(value, prefix)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key != "id" and f"#{prefix}-" not in value:
                element.attrib[key] = _point_to(value, prefix)


def _point_to(value: str, prefix: str) -> str:
    """An attribute's references, led to the renamed ids."""
    value = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", value)
    return re.sub(r"^#(?=[A-Za-z])(?![0-9a-f]{6}$)(.+)", rf"#{prefix}-\1", value)


def _soften(root: ElementTree.Element) -> None:
    """Let the page choose the font, and drop what only a file of its own needs."""
    for style in list(root.iter(f"{{{SVG}}}defs")):
        for child in list(style):
            if child.tag == f"{{{SVG}}}style":
                style.remove(child)
    for element in root.iter(f"{{{SVG}}}text"):
        style_text = element.attrib.get("style", "")
        size = re.search(r"font(?:-size)?:[^;]*?([\d.]+)px", style_text)
        anchor = re.search(r"text-anchor: *(\w+)", style_text)
        fill = re.search(r"fill: *(#[0-9a-f]{6})", style_text)
        parts = [f"font-size:{size.group(1)}px"] if size else []
        parts += [f"text-anchor:{anchor.group(1)}"] if anchor else []
        parts += [f"fill:{fill.group(1)}"] if fill else []
        parts += ["font-weight:bold"] if "bold" in style_text or "700" in style_text else []
        element.attrib["style"] = ";".join(parts)
        if element.attrib.get("transform", "").startswith("rotate(-0"):
            del element.attrib["transform"]
    for element in root.iter(f"{{{SVG}}}path"):
        # a line that has no points yet has no "d" either
        element.attrib["d"] = re.sub(r"-?\d+\.\d+", _shorten, element.attrib.get("d", "")).strip()
    _drop_empty_groups(root)


def _shorten(number: re.Match[str]) -> str:
    """A coordinate to a hundredth of a pixel."""
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _drop_empty_groups(parent: ElementTree.Element) -> None:
    """Remove the groups that matplotlib leaves where nothing was drawn, and all indentation."""
    for child in list(parent):
        _drop_empty_groups(child)
        if child.tag == f"{{{SVG}}}g" and len(child) == 0 and "id" not in child.attrib:
            parent.remove(child)
        child.tail = None
    if parent.tag != f"{{{SVG}}}text":
        parent.text = None


def _recolour(text: str) -> str:
    """Each colour of the book's style becomes its CSS variable."""
    for colour, variable in css_variables().items():
        text = re.sub(rf"(fill|stroke): *{colour}\b", rf"\1:{variable}", text)
        # a hatch's ground has its colour as an attribute, where var() is not understood
        text = text.replace(f'fill="{colour}"', f'style="fill:{variable}"')
    return text
