"""Exponential families of counts: Bernoulli and binomial, Poisson, geometric and its kin."""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.notation import ETA, LOC, X, pair, parameter, phi
from kltools.distributions.closed_forms.registry import register

_E = ETA[0]
_P, _N, _MU, _LAMBDA, _A = (parameter(name) for name in ("p", "n", "mu", "lambda_", "a"))
_TRIALS = sp.Symbol("n", positive=True)
_THETA, _MEAN, _RATE, _DECAY = pair("p"), pair("mu"), pair("lambda_"), pair("a")
_COIN = _THETA.p * sp.log(_THETA.p / _THETA.q) + (1 - _THETA.p) * sp.log((1 - _THETA.p) / (1 - _THETA.q))
_COIN_PER_HEAD = sp.log(_THETA.p / _THETA.q) + (1 - _THETA.p) / _THETA.p * sp.log((1 - _THETA.p) / (1 - _THETA.q))

BINOMIAL = declare(
    ExponentialFamily(
        log_partition=_TRIALS * sp.log(1 + sp.exp(_E)),
        statistics=(X - LOC,),
        fixed=(LOC, _TRIALS),
        members=(
            Member("bernoulli", (sp.log(_P) - sp.log(1 - _P),), (LOC, 1), _COIN, ({"p": 0.3}, {"p": 0.6}), "equal loc"),
            Member(
                "binom",
                (sp.log(_P) - sp.log(1 - _P),),
                (LOC, _N),
                pair("n").p * _COIN,
                ({"n": 7, "p": 0.3}, {"n": 7, "p": 0.6}),
            ),
        ),
    )
)

POISSON = declare(
    ExponentialFamily(
        log_partition=sp.exp(_E),
        statistics=(X - LOC,),
        fixed=(LOC,),
        members=(
            Member("poisson", (sp.log(_MU),), (LOC,), _MEAN.p * phi(_MEAN.q / _MEAN.p), ({"mu": 2.0}, {"mu": 3.5})),
        ),
    )
)

GEOMETRIC = declare(
    ExponentialFamily(
        log_partition=-sp.log(1 - sp.exp(_E)),
        statistics=(X - LOC - 1,),
        fixed=(LOC,),
        members=(Member("geom", (sp.log(1 - _P),), (LOC,), _COIN_PER_HEAD, ({"p": 0.3}, {"p": 0.6})),),
    )
)

NEGATIVE_BINOMIAL = declare(
    ExponentialFamily(
        log_partition=-_TRIALS * sp.log(1 - sp.exp(_E)),
        statistics=(X - LOC,),
        fixed=(LOC, _TRIALS),
        members=(
            Member(
                "nbinom",
                (sp.log(1 - _P),),
                (LOC, _N),
                pair("n").p * _COIN_PER_HEAD,
                ({"n": 4, "p": 0.3}, {"n": 4, "p": 0.6}),
            ),
        ),
    )
)

PLANCK = declare(
    ExponentialFamily(
        log_partition=-sp.log(1 - sp.exp(_E)),
        statistics=(X - LOC,),
        fixed=(LOC,),
        members=(
            Member(
                "planck",
                (-_LAMBDA,),
                (LOC,),
                sp.log((1 - sp.exp(-_RATE.p)) / (1 - sp.exp(-_RATE.q))) + (_RATE.q - _RATE.p) / (sp.exp(_RATE.p) - 1),
                ({"lambda_": 0.5}, {"lambda_": 1.2}),
            ),
        ),
    )
)

LOGARITHMIC = declare(
    ExponentialFamily(
        log_partition=sp.log(-sp.log(1 - sp.exp(_E))),
        statistics=(X - LOC,),
        fixed=(LOC,),
        members=(
            Member(
                "logser",
                (sp.log(_P),),
                (LOC,),
                sp.log(sp.log(1 - _THETA.q) / sp.log(1 - _THETA.p))
                - _THETA.p / ((1 - _THETA.p) * sp.log(1 - _THETA.p)) * sp.log(_THETA.p / _THETA.q),
                ({"p": 0.3}, {"p": 0.6}),
            ),
        ),
    )
)

DISCRETE_LAPLACE = declare(
    ExponentialFamily(
        log_partition=-sp.log(sp.tanh(-_E / 2)),
        statistics=(sp.Abs(X - LOC),),
        fixed=(LOC,),
        members=(
            Member(
                "dlaplace",
                (-_A,),
                (LOC,),
                sp.log(sp.tanh(_DECAY.p / 2) / sp.tanh(_DECAY.q / 2)) + (_DECAY.q - _DECAY.p) / sp.sinh(_DECAY.p),
                ({"a": 0.8}, {"a": 1.3}),
            ),
        ),
    )
)

# A start that is later by k outcomes adds k log(1/(1 - q)), the price of q's passing over them.
register(
    "geom",
    _COIN_PER_HEAD - (pair("loc").p - pair("loc").q) * sp.log(1 - _THETA.q),
    condition="p starts 0, 1, 2, … outcomes after q",
    source="geometric, and the outcomes that q passes over",
    example=({"p": 0.3, "loc": 2}, {"p": 0.4}),
)
