"""When two pictures look the same: `make picture` changes its file only when they do not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imsave

from tests.browser.take_picture import looks_like

LEVELS = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)


def png(levels: np.ndarray, **metadata: str) -> bytes:
    file = BytesIO()
    imsave(file, levels, format="png", metadata=metadata)
    return file.getvalue()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "picture.png"
    file.write_bytes(png(LEVELS))
    return file


def test_other_bytes_of_the_same_picture_look_like_it(kept: Path) -> None:
    again = png(LEVELS, Comment="drawn on another day")
    assert again != kept.read_bytes() and looks_like(again, kept)
    assert looks_like(png(LEVELS + 8), kept)


def test_one_pixel_of_another_colour_does_not(kept: Path) -> None:
    other = LEVELS.copy()
    other[3, 4, 2] += 9
    assert not looks_like(png(other), kept)


def test_another_size_or_no_picture_does_not(kept: Path) -> None:
    assert not looks_like(png(LEVELS[:3]), kept)
    assert not looks_like(png(LEVELS), kept.with_name("none.png"))
