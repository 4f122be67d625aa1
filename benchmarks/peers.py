"""What a reader would pick instead of `kltools`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats
from scipy.spatial import distance

PMF = NDArray[np.float64]
Divergence = Callable[[PMF, PMF], float]

#: dit keeps its outcomes in Python; more of them take minutes.
DIT_OUTCOMES = 1000


@np.errstate(all="ignore")
def one_liner(p: PMF, q: PMF) -> float:
    """What a textbook's formula becomes in NumPy."""
    return float(np.sum(p * np.log(p / q)))


def rel_entr(p: PMF, q: PMF) -> float:
    """The sum of SciPy's p log(p/q)."""
    return float(np.sum(special.rel_entr(p, q)))


def kl_div(p: PMF, q: PMF) -> float:
    """The sum of SciPy's p log(p/q) - p + q."""
    return float(np.sum(special.kl_div(p, q)))


def dit_kl(p: PMF, q: PMF) -> float:
    """dit's divergence of distributions over the same numbered outcomes."""
    import dit

    return float(dit.divergences.kullback_leibler_divergence(*map(dit_distribution, (p, q)))) * np.log(2)


def dit_distribution(p: PMF) -> object:
    """A PMF as dit's own object."""
    import dit

    return dit.Distribution([(k,) for k in range(p.size)], p.tolist())


def torch_kl(p: PMF, q: PMF) -> float:
    """PyTorch's divergence of two categorical distributions, in doubles."""
    import torch

    one, other = (torch.distributions.Categorical(torch.from_numpy(np.asarray(f, dtype=float))) for f in (p, q))
    return float(torch.distributions.kl_divergence(one, other))


def kl_peers() -> Mapping[str, Divergence]:
    """Every way to D(p||q) that is installed here, by its name in the tables."""
    ways: dict[str, Divergence] = {
        "`scipy.stats.entropy`": stats.entropy,
        "`scipy.special.rel_entr`": rel_entr,
        "`scipy.special.kl_div`": kl_div,
        "NumPy, one line": one_liner,
    }
    if importlib.util.find_spec("dit"):
        ways["`dit`"] = dit_kl
    if importlib.util.find_spec("torch"):
        ways["PyTorch"] = torch_kl
    return ways


def jensenshannon(p: PMF, q: PMF) -> float:
    """The square of SciPy's Jensen-Shannon distance: the divergence."""
    return float(distance.jensenshannon(p, q)) ** 2
