"""Distributions for hostile tests: ordinary ones, ones at the edge of floats, and ones that are refused."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from kltools import Mixture

#: Made when they are needed, since SciPy warns of some.
Makers = dict[str, Callable[[], Any]]

SOUND: Makers = {
    "normal": lambda: stats.norm(1, 2),
    "new normal": lambda: stats.Normal(mu=0.0, sigma=1.0),
    "array scalars": lambda: stats.norm(np.array(1.0), np.float32(2)),
    "laplace": lambda: stats.laplace(0, 1),
    "cauchy": stats.cauchy,
    "uniform": lambda: stats.uniform(0, 1),
    "beta": lambda: stats.beta(2, 3),
    "gamma": lambda: stats.gamma(2.5),
    "mixture": lambda: Mixture([stats.norm(-2, 1), stats.norm(2, 1)], [0.5, 0.5]),
    "plane": lambda: stats.multivariate_normal([0, 0], [[2, 1], [1, 2]]),
    "poisson": lambda: stats.poisson(3),
    "binomial": lambda: stats.binom(5, 0.25),
    "table": lambda: stats.rv_discrete(values=([0, 1, 5], [0.5, 0.25, 0.25])),
}

EXTREME: Makers = {
    "narrow": lambda: stats.norm(0, 1e-300),
    "wide": lambda: stats.norm(0, 1e300),
    "far": lambda: stats.norm(1e300, 1),
    "subnormal scale": lambda: stats.norm(0, 5e-324),
    "far exponential": lambda: stats.expon(1e15, 1e-3),
    "tiny shape": lambda: stats.gamma(1e-5),
    "large shape": lambda: stats.gamma(1e4),
    "steep beta": lambda: stats.beta(1e-3, 1e-3),
    "heavy tail": lambda: stats.t(0.1),
    "one trial short": lambda: stats.binom(0, 0.5),
    "sure": lambda: stats.bernoulli(1.0),
    "never": lambda: stats.poisson(0),
    "rare": lambda: stats.poisson(1e-300),
    "often": lambda: stats.poisson(1e9),
    "lopsided": lambda: Mixture([stats.norm(), stats.norm(1e6, 1e-6)], [1 - 1e-15, 1e-15]),
}

REFUSED: Makers = {
    "none": lambda: None,
    "text": lambda: "norm",
    "number": lambda: 3,
    "unfrozen": lambda: stats.norm,
    "new class": lambda: stats.Normal,
    "nan location": lambda: stats.norm(math.nan, 1),
    "infinite location": lambda: stats.norm(math.inf, 1),
    "nan scale": lambda: stats.norm(0, math.nan),
    "infinite scale": lambda: stats.norm(0, math.inf),
    "zero scale": lambda: stats.norm(0, 0),
    "negative scale": lambda: stats.norm(0, -1),
    "new negative scale": lambda: stats.Normal(mu=0.0, sigma=-1.0),
    "nan shape": lambda: stats.gamma(math.nan),
    "negative shape": lambda: stats.gamma(-1),
    "nan rate": lambda: stats.poisson(math.nan),
    "probability above 1": lambda: stats.binom(5, 1.5),
    "half a trial": lambda: stats.binom(2.5, 0.5),
    "ends exchanged": lambda: stats.truncnorm(2, 1),
    "rotations": lambda: stats.special_ortho_group(3),
}


#: Many distributions at once, which only the functions of pairs take.
MANY: Makers = {
    "array": lambda: stats.norm([0, 1], 1),
    "array of one": lambda: stats.norm([0.0], [1.0]),
    "new array": lambda: stats.Normal(mu=[0.0, 1.0], sigma=1.0),
    "array of shapes": lambda: stats.poisson([1, 2]),
}


def made(makers: Makers, name: str) -> Any:
    """One of them, without what SciPy says while it freezes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return makers[name]()
