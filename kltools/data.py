"""Real data that the chapters and scenes use, with their sources."""

from __future__ import annotations

HORSE_KICKS: tuple[int, ...] = (109, 65, 22, 3, 1)
"""Corps-years of the Prussian army with 0, 1, 2, 3 and 4 deaths by horse kick: 200 in all, 122 deaths.

Ten corps over twenty years (1875 to 1894), from Bortkiewicz, *Das Gesetz der kleinen Zahlen* (1898).
"""
