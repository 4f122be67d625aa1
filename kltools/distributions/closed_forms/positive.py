"""Exponential families on the positive half-line, most of them a gamma law of x, of 1/x or of x squared.

All of these have the log-partition function of the gamma: only the statistic differs.
"""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.notation import ETA, LOC, SCALE, Pair, X, pair, parameter, phi
from kltools.distributions.closed_forms.registry import register

_GAMMA = sp.loggamma(ETA[0]) - ETA[0] * sp.log(-ETA[1])
_Y = X - LOC
_HALF = sp.Rational(1, 2)
_A, _DF, _NU, _MU = (parameter(name) for name in ("a", "df", "nu", "mu"))
_SHAPE, _DEGREES, _SPREAD, _S, _M = pair("a"), pair("df"), pair("nu"), pair("scale"), pair("loc")
_DERIVED = "gamma, Penny 2001"


def _gamma_kl(shape: Pair, scale: Pair) -> sp.Expr:
    """D between two gamma laws with the given shapes and scales."""
    shapes = (shape.p - shape.q) * sp.digamma(shape.p) - sp.loggamma(shape.p) + sp.loggamma(shape.q)
    return shapes + shape.q * sp.log(scale.q / scale.p) + shape.p * (scale.p / scale.q - 1)


GAMMA = declare(
    ExponentialFamily(
        log_partition=_GAMMA,
        statistics=(sp.log(_Y), _Y),
        fixed=(LOC,),
        source=_DERIVED,
        members=(
            Member(
                "gamma", (_A, -1 / SCALE), (LOC,), _gamma_kl(_SHAPE, _S),
                ({"a": 2.0, "scale": 1.5}, {"a": 3.5, "scale": 0.7}),
            ),
            Member(
                "erlang", (_A, -1 / SCALE), (LOC,), _gamma_kl(_SHAPE, _S),
                ({"a": 2, "scale": 1.5}, {"a": 3, "scale": 0.7}),
            ),
            Member(
                "chi2", (_DF / 2, -1 / (2 * SCALE)), (LOC,),
                _gamma_kl(Pair(_DEGREES.p / 2, _DEGREES.q / 2), _S), ({"df": 3.0}, {"df": 5.0}),
            ),
            Member("expon", (1, -1 / SCALE), (LOC,), phi(_S.p / _S.q), ({"scale": 1.0}, {"scale": 3.0})),
        ),
    )
)  # fmt: skip

INVERSE_GAMMA = declare(
    ExponentialFamily(
        log_partition=_GAMMA,
        statistics=(-sp.log(_Y), 1 / _Y),
        fixed=(LOC,),
        source="gamma, through 1/x",
        members=(
            Member(
                "invgamma", (_A, -SCALE), (LOC,), _gamma_kl(_SHAPE, Pair(1 / _S.p, 1 / _S.q)),
                ({"a": 2.0, "scale": 1.5}, {"a": 3.5, "scale": 0.7}),
            ),
            Member("levy", (_HALF, -SCALE / 2), (LOC,), phi(_S.q / _S.p) / 2, ({"scale": 1.0}, {"scale": 3.0})),
        ),
    )
)  # fmt: skip

_SQUARED = Pair(_S.p**2 / _S.q**2, sp.S.One)

SQUARE_GAMMA = declare(
    ExponentialFamily(
        log_partition=_GAMMA,
        statistics=(2 * sp.log(_Y), _Y**2),
        fixed=(LOC,),
        source="gamma, through the square",
        members=(
            Member(
                "chi", (_DF / 2, -1 / (2 * SCALE**2)), (LOC,),
                _gamma_kl(Pair(_DEGREES.p / 2, _DEGREES.q / 2), Pair(_S.p**2, _S.q**2)), ({"df": 3.0}, {"df": 5.0}),
            ),
            Member(
                "halfnorm", (_HALF, -1 / (2 * SCALE**2)), (LOC,), phi(_SQUARED.p) / 2,
                ({"scale": 1.0}, {"scale": 2.0}),
            ),
            Member(
                "rayleigh", (1, -1 / (2 * SCALE**2)), (LOC,), phi(_SQUARED.p), ({"scale": 1.0}, {"scale": 2.0}),
            ),
            Member(
                "maxwell", (3 * _HALF, -1 / (2 * SCALE**2)), (LOC,), 3 * phi(_SQUARED.p) / 2,
                ({"scale": 1.0}, {"scale": 2.0}),
            ),
            Member(
                "nakagami", (_NU, -_NU / SCALE**2), (LOC,),
                _gamma_kl(_SPREAD, Pair(_S.p**2 / _SPREAD.p, _S.q**2 / _SPREAD.q)), ({"nu": 1.0}, {"nu": 2.5}),
            ),
        ),
    )
)  # fmt: skip

_RATIO = pair("mu")
_MEANS = Pair(_RATIO.p * _S.p, _RATIO.q * _S.q)

INVERSE_GAUSSIAN = declare(
    ExponentialFamily(
        log_partition=-sp.log(-2 * ETA[1]) / 2 - 2 * sp.sqrt(ETA[0] * ETA[1]),
        statistics=(_Y, 1 / _Y),
        fixed=(LOC,),
        members=(
            Member(
                "invgauss", (-1 / (2 * _MU**2 * SCALE), -SCALE / 2), (LOC,),
                phi(_S.q / _S.p) / 2 + _S.q * (_MEANS.p - _MEANS.q) ** 2 / (2 * _MEANS.p * _MEANS.q**2),
                ({"mu": 1.0}, {"mu": 0.7, "scale": 2.0}),
            ),
        ),
    )
)  # fmt: skip

# An exponential that starts later by d pays d/scale_q for the stretch that q passes over.
register(
    "expon",
    phi(_S.p / _S.q) + (_M.p - _M.q) / _S.q,
    condition="p starts no earlier than q",
    source="exponential, and the stretch that q passes over",
    example=({"loc": 2.0}, {"scale": 3.0}),
)
