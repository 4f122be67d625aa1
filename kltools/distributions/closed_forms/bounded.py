"""Families on an interval: beta and its kin, the truncated exponential, and uniforms one inside the other."""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.notation import ETA, LOC, SCALE, X, pair, parameter, phi
from kltools.distributions.closed_forms.registry import register

_LOG_BETA = sp.loggamma(ETA[0]) + sp.loggamma(ETA[1]) - sp.loggamma(ETA[0] + ETA[1])
_A, _B = parameter("a"), parameter("b")
_ONE, _TWO, _S = pair("a"), pair("b"), pair("scale")
_Y = (X - LOC) / SCALE
_SHAPES = ({"a": 2.0, "b": 3.5}, {"a": 1.0, "b": 4.0})


def _beta_kl() -> sp.Expr:
    constants = _LOG_BETA.xreplace({ETA[0]: _ONE.q, ETA[1]: _TWO.q}) - _LOG_BETA.xreplace(
        {ETA[0]: _ONE.p, ETA[1]: _TWO.p}
    )
    slopes = (_ONE.p - _ONE.q) * sp.digamma(_ONE.p) + (_TWO.p - _TWO.q) * sp.digamma(_TWO.p)
    return constants + slopes - (_ONE.p - _ONE.q + _TWO.p - _TWO.q) * sp.digamma(_ONE.p + _TWO.p)


BETA = declare(
    ExponentialFamily(
        log_partition=_LOG_BETA,
        statistics=(sp.log(_Y), sp.log(1 - _Y)),
        fixed=(LOC, SCALE),
        members=(
            Member("beta", (_A, _B), (LOC, SCALE), _beta_kl(), _SHAPES),
            Member("powerlaw", (_A, 1), (LOC, SCALE), phi(_ONE.q / _ONE.p), ({"a": 2.0}, {"a": 0.8})),
            Member("uniform", (1, 1), (LOC, SCALE), sp.S.Zero, ({}, {})),
        ),
    )
)

BETA_PRIME = declare(
    ExponentialFamily(
        log_partition=_LOG_BETA,
        statistics=(sp.log(_Y / (1 + _Y)), -sp.log(1 + _Y)),
        fixed=(LOC, SCALE),
        source="beta, through x/(1 + x)",
        members=(Member("betaprime", (_A, _B), (LOC, SCALE), _beta_kl(), _SHAPES),),
    )
)

_WIDTH = sp.Symbol("width", positive=True)

TRUNCATED_EXPONENTIAL = declare(
    ExponentialFamily(
        log_partition=sp.log((1 - sp.exp(ETA[0])) / -ETA[0]),
        statistics=((X - LOC) / _WIDTH,),
        fixed=(LOC, _WIDTH),
        members=(
            Member(
                "truncexpon",
                (-_B,),
                (LOC, _B * SCALE),
                sp.log(_TWO.p * (1 - sp.exp(-_TWO.q)) / (_TWO.q * (1 - sp.exp(-_TWO.p))))
                + (_TWO.q - _TWO.p) * (1 / _TWO.p - 1 / (sp.exp(_TWO.p) - 1)),
                ({"b": 2.0, "scale": 0.5}, {"b": 4.0, "scale": 0.25}),
                "equal loc and b · scale",
            ),
        ),
    )
)

register(
    "uniform",
    sp.log(_S.q / _S.p),
    condition="p inside q",
    source="the ratio of the two heights, a constant",
    example=({"loc": 1.0, "scale": 2.0}, {"scale": 4.0}),
)
