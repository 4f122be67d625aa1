"""Gauss-Kronrod rules, and the adaptive subdivision of many panels at once.

The nodes and weights are those of QUADPACK (Piessens et al. 1983), as is the error estimate; the
panels are evaluated together, because one call of a SciPy density costs as much for a thousand
points as for one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array

_HALF_15 = (
    (0.0, 0.20778495500789848, 0.4058451513773972, 0.5860872354676911, 0.7415311855993945,
     0.8648644233597691, 0.9491079123427585, 0.9914553711208126),
    (0.20948214108472782, 0.20443294007529889, 0.19035057806478542, 0.1690047266392679, 0.14065325971552592,
     0.10479001032225019, 0.06309209262997856, 0.022935322010529224),
    (0.4179591836734691, 0.0, 0.38183005050511876, 0.0, 0.2797053914892766, 0.0, 0.12948496616886992, 0.0),
)  # fmt: skip
_HALF_21 = (
    (0.0, 0.14887433898163122, 0.2943928627014602, 0.4333953941292472, 0.5627571346686047, 0.6794095682990244,
     0.7808177265864169, 0.8650633666889845, 0.9301574913557082, 0.9739065285171717, 0.9956571630258081),
    (0.1494455540029169, 0.14773910490133849, 0.14277593857706009, 0.13470921731147334, 0.12349197626206584,
     0.10938715880229764, 0.0931254545836976, 0.07503967481091996, 0.054755896574351995, 0.032558162307964725,
     0.011694638867371874),
    (0.0, 0.2955242247147533, 0.0, 0.26926671930999674, 0.0, 0.21908636251598224, 0.0, 0.14945134915058053,
     0.0, 0.06667134430868714, 0.0),
)  # fmt: skip

EPS = float(np.finfo(float).eps)


def _mirrored(half: tuple[tuple[float, ...], ...]) -> tuple[Array, Array, Array]:
    nodes, kronrod, gauss = (np.array(row) for row in half)
    return (
        np.concatenate([-nodes[:0:-1], nodes]),
        np.concatenate([kronrod[:0:-1], kronrod]),
        np.concatenate([gauss[:0:-1], gauss]),
    )


NODES_15, KRONROD_15, GAUSS_15 = _mirrored(_HALF_15)
NODES_21, KRONROD_21, GAUSS_21 = _mirrored(_HALF_21)


def error_estimate(difference: Array, variation: Array, magnitude: Array) -> Array:
    """Return QUADPACK's error estimate from |Kronrod - Gauss|, the integrals of |f - mean| and of |f|."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = variation * np.minimum(1.0, (200.0 * difference / variation) ** 1.5)
    return np.maximum(np.where(variation > 0, scaled, difference), EPS * magnitude)


def worst(errors: Array, allowed: float) -> NDArray[np.intp]:
    """Return the fewest panels to split so that the errors of the others sum to at most `allowed`."""
    order = np.argsort(errors)
    return order[np.cumsum(errors[order]) > allowed]
