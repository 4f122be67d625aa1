"""The scenes of the book, one file each."""

from kltools.explorables.scenes.binning import binning
from kltools.explorables.scenes.candidates import candidates
from kltools.explorables.scenes.evidence import evidence
from kltools.explorables.scenes.two_normals import two_normals

__all__ = ["binning", "candidates", "evidence", "two_normals"]
