"""Exponential families on the line and on the circle: normal, log-normal, von Mises."""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.notation import ETA, LOC, SCALE, X, pair, parameter, phi

_NORMAL = -(ETA[0] ** 2) / (4 * ETA[1]) - sp.log(-2 * ETA[1]) / 2
_S, _KAPPA = parameter("s"), parameter("kappa")
_MU, _SIGMA, _SHAPE, _C = pair("loc"), pair("scale"), pair("s"), pair("kappa")
_MEDIAN = sp.log(SCALE)

NORMAL = declare(
    ExponentialFamily(
        log_partition=_NORMAL,
        statistics=(X, X**2),
        fixed=(),
        source="Kullback 1959, chapter 9",
        members=(
            Member(
                "norm",
                (LOC / SCALE**2, -1 / (2 * SCALE**2)),
                (),
                phi(_SIGMA.p**2 / _SIGMA.q**2) / 2 + (_MU.p - _MU.q) ** 2 / (2 * _SIGMA.q**2),
                ({"loc": 0.0, "scale": 1.0}, {"loc": 1.0, "scale": 2.0}),
            ),
        ),
    )
)

LOG_NORMAL = declare(
    ExponentialFamily(
        log_partition=_NORMAL,
        statistics=(sp.log(X - LOC), sp.log(X - LOC) ** 2),
        fixed=(LOC,),
        source="normal, through log x",
        members=(
            Member(
                "lognorm",
                (_MEDIAN / _S**2, -1 / (2 * _S**2)),
                (LOC,),
                phi(_SHAPE.p**2 / _SHAPE.q**2) / 2 + sp.log(_SIGMA.p / _SIGMA.q) ** 2 / (2 * _SHAPE.q**2),
                ({"s": 0.5, "scale": 1.0}, {"s": 0.8, "scale": 2.0}),
            ),
        ),
    )
)

_MEAN_LENGTH = sp.besseli(1, _C.p) / sp.besseli(0, _C.p)

VON_MISES = declare(
    ExponentialFamily(
        log_partition=sp.log(sp.besseli(0, sp.sqrt(ETA[0] ** 2 + ETA[1] ** 2))),
        statistics=(sp.cos(X / SCALE), sp.sin(X / SCALE)),
        fixed=(SCALE,),
        members=(
            Member(
                "vonmises",
                (_KAPPA * sp.cos(LOC / SCALE), _KAPPA * sp.sin(LOC / SCALE)),
                (SCALE,),
                sp.log(sp.besseli(0, _C.q) / sp.besseli(0, _C.p))
                + _MEAN_LENGTH * (_C.p - _C.q * sp.cos((_MU.p - _MU.q) / _SIGMA.p)),
                ({"kappa": 2.0, "loc": 0.5}, {"kappa": 0.8, "loc": -1.0}),
            ),
        ),
    )
)

VON_MISES_LINE = declare(
    ExponentialFamily(
        log_partition=sp.log(sp.besseli(0, ETA[0])),
        statistics=(sp.cos((X - LOC) / SCALE),),
        fixed=(LOC, SCALE),
        members=(
            Member(
                "vonmises_line",
                (_KAPPA,),
                (LOC, SCALE),
                sp.log(sp.besseli(0, _C.q) / sp.besseli(0, _C.p)) + _MEAN_LENGTH * (_C.p - _C.q),
                ({"kappa": 2.0}, {"kappa": 0.8}),
            ),
        ),
    )
)
