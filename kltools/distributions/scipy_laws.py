"""SciPy's families as families of `kltools.exact`: one plain table.

An entry says that a function of the outcome has a law of `exact`, with parameters in terms of SciPy's: the logarithm
of a log-normal variable is normal, the square of a Rayleigh one is exponential. Where that function is the same for p
and for q, D(p||q) is the divergence of the two laws of `exact`, since an invertible map leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp
from scipy import stats
from sympy import exp, log

from kltools.distributions.univariate import parameter_names

X = sp.Symbol("x", real=True)
"""An outcome."""


def parameter(name: str) -> sp.Symbol:
    """The symbol of one of SciPy's parameters: any real number for ``loc``, else a positive one."""
    return sp.Symbol("loc", real=True) if name == "loc" else sp.Symbol(name, positive=True)


SIGN = sp.Symbol("pm", positive=True)
"""A fair random sign, independent of the outcome, which p and q share."""

SIZE = sp.Symbol("d", integer=True, positive=True)
"""The number of coordinates of a vector, or of rows of a matrix."""


@dataclass(frozen=True)
class Law:
    """What a SciPy family is in terms of `kltools.exact`: a function of its outcome has a law of a family there.

    Parameters
    ----------
    outcome : sympy.Expr
        The function, in the symbol x and SciPy's parameters. It must be invertible on the support.
    family : str
        The name of the family, as closed forms are registered by: see `kltools.exact.closed_form`.
    parameters : tuple of sympy.Expr
        The parameters of that family, in SciPy's.

    Notes
    -----
    Symbols are told by their names alone, whatever their assumptions.

    Examples
    --------
    >>> x, loc, s, scale = sp.symbols("x loc s scale")
    >>> Law(sp.log(x - loc), "normal", (sp.log(scale), s)).held
    (loc,)
    """

    outcome: Any
    family: str
    parameters: tuple[Any, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcome", _by_name(self.outcome))
        object.__setattr__(self, "parameters", tuple(map(_by_name, self.parameters)))

    @property
    def held(self) -> tuple[Any, ...]:
        """What the function of the outcome depends on beside it: p and q must agree in these."""
        return tuple(
            sorted(set(_without_outcome(self.outcome)), key=lambda part: (part != parameter("loc"), str(part)))
        )

    @property
    def reads(self) -> set[str]:
        """The names of SciPy's parameters that it is written in."""
        parts = (self.outcome, *self.parameters)
        return {str(symbol) for part in parts for symbol in part.free_symbols if symbol not in (X, SIGN, SIZE)}


def _by_name(part: Any) -> Any:
    part = sp.sympify(part)
    known = {one: X if one.name == "x" else parameter(one.name) for one in part.atoms(sp.Symbol) if one != SIZE}
    return part.xreplace(known)


def _without_outcome(part: Any) -> Iterator[Any]:
    """The largest parts of an expression in x that are free of it: of a function of one symbol, that symbol."""
    if not part.has(X):  # a vector, as it is
        return
    free = [one for one in part.args if not one.has(X)]
    for one in [part.func(*free)] if part.is_Add or part.is_Mul else free:
        symbols = one.free_symbols - {SIGN}
        if len(symbols) == 1:
            yield symbols.pop()
        elif symbols:
            numerator, denominator = one.as_numer_denom()
            yield denominator if numerator.is_number else numerator
    for one in part.args:
        if one.has(X):
            yield from _without_outcome(one)


loc, scale, a, b, c, n, p, s = map(parameter, ("loc", "scale", "a", "b", "c", "n", "p", "s"))
df, nu, mu, kappa, lambda_ = map(parameter, ("df", "nu", "mu", "kappa", "lambda_"))
low, high, count = map(parameter, ("low", "high", "N"))
y, z = X - loc, (X - loc) / scale

LAWS: dict[str, tuple[Law, ...]] = {
    # on the line
    "norm": (Law(X, "normal", (loc, scale)),),
    "lognorm": (Law(log(y), "normal", (log(scale), s)),),
    "laplace": (Law(X, "laplace", (loc, scale)),),
    "loglaplace": (Law(log(y), "laplace", (log(scale), 1 / c)),),
    "cauchy": (Law(X, "cauchy", (loc, scale)),),
    "halfcauchy": (Law(SIGN * y, "cauchy", (0, scale)),),
    "logistic": (Law(X, "logistic", (loc, scale)),),
    "fisk": (Law(log(y), "logistic", (log(scale), 1 / c)),),
    "gumbel_r": (Law(X, "gumbel", (loc, scale)),),
    "gumbel_l": (Law(-X, "gumbel", (-loc, scale)),),
    "weibull_min": (Law(-log(y), "gumbel", (-log(scale), 1 / c)),),
    "weibull_max": (Law(-log(-y), "gumbel", (-log(scale), 1 / c)),),
    "invweibull": (Law(log(y), "gumbel", (log(scale), 1 / c)),),
    # on the half-line
    "expon": (Law(y, "exponential", (1 / scale,)), Law(X, "shifted_exponential", (loc, 1 / scale))),
    "gamma": (Law(y, "gamma", (a, 1 / scale)),),
    "erlang": (Law(y, "gamma", (a, 1 / scale)),),
    "chi2": (Law(y, "gamma", (df / 2, 1 / (2 * scale))),),
    "invgamma": (Law(1 / y, "gamma", (a, scale)),),
    "levy": (Law(1 / y, "gamma", (sp.S.Half, scale / 2)),),
    "chi": (Law(y**2, "gamma", (df / 2, 1 / (2 * scale**2))),),
    "halfnorm": (Law(y**2, "gamma", (sp.S.Half, 1 / (2 * scale**2))),),
    "rayleigh": (Law(y**2, "exponential", (1 / (2 * scale**2),)),),
    "maxwell": (Law(y**2, "gamma", (3 * sp.S.Half, 1 / (2 * scale**2))),),
    "nakagami": (Law(y**2, "gamma", (nu, nu / scale**2)),),
    "invgauss": (Law(y, "inverse_gaussian", (mu * scale, scale)),),
    "pareto": (Law(log(y), "shifted_exponential", (log(scale), b)),),
    "lomax": (Law(log(1 + z), "exponential", (c,)),),
    # on an interval or the circle
    "uniform": (Law(X, "uniform", (loc, loc + scale)), Law(z, "beta", (1, 1))),
    "beta": (Law(z, "beta", (a, b)),),
    "betaprime": (Law(z / (1 + z), "beta", (a, b)),),
    "powerlaw": (Law(-log(z), "exponential", (a,)), Law(z, "beta", (a, 1))),
    "truncexpon": (Law(y / (b * scale), "truncated_exponential", (b,)),),
    "vonmises": (Law(X / scale, "von_mises", (loc / scale, kappa)),),
    "vonmises_line": (Law(z, "von_mises", (0, kappa)),),
    # counts
    "binom": (Law(y, "binomial", (n, p)),),
    "bernoulli": (Law(y, "bernoulli", (p,)),),
    "poisson": (Law(y, "poisson", (mu,)),),
    "nbinom": (Law(y, "negative_binomial", (n, p)),),
    "geom": (Law(y - 1, "negative_binomial", (1, p)), Law(X, "shifted_geometric", (loc, p))),
    "planck": (Law(y, "negative_binomial", (1, 1 - exp(-lambda_))),),
    "logser": (Law(y, "logarithmic", (p,)),),
    "dlaplace": (Law(y, "discrete_laplace", (a,)),),
    "randint": (Law(X, "discrete_uniform", (low + loc, high + loc)),),
    "boltzmann": (Law(y, "truncated_geometric", (lambda_, count)),),
    "zipf": (Law(y, "zipf", (a,)),),
}
"""SciPy's name of a family to what it is; where several hold, the first that covers p and q gives D(p||q). The name
that is a family's own stands before the others."""


def _column(name: str) -> sp.MatrixSymbol:
    return sp.MatrixSymbol(name, SIZE, 1)


def _square(name: str) -> sp.MatrixSymbol:
    return sp.MatrixSymbol(name, SIZE, SIZE)


LAWS |= {
    "rv_sample": (Law(_column("outcome"), "table", (_column("values"),)),),
    "multinomial": (Law(_column("x"), "multinomial", (n, _column("p"))),),
    "dirichlet": (Law(_column("x"), "dirichlet", (_column("alpha"),)),),
    "multivariate_normal": (Law(_column("x"), "multivariate_normal", (_column("mean"), _square("cov"))),),
    "vonmises_fisher": (Law(_column("x"), "von_mises_fisher", (_column("mu"), kappa)),),
    "wishart": (Law(_square("x"), "wishart", (df, _square("scale"))),),
    "invwishart": (Law(_square("x").inv(), "wishart", (df, _square("scale").inv())),),
}  # vectors and matrices


def declare(name: str, *laws: Law) -> None:
    """Say what one of SciPy's families is in terms of `kltools.exact`, so that `kl_divergence` finds its closed form.

    Parameters
    ----------
    name : str
        SciPy's name, such as "gengamma".
    *laws : Law
        In the order in which they are tried. They take the place of what was declared before.

    Raises
    ------
    ValueError
        If SciPy has no such family, or a law leaves one of its parameters unread: two distributions that differ in
        it alone would be taken for one.

    Examples
    --------
    >>> from kltools.distributions import kl_divergence
    >>> x, loc, scale, a, c = sp.symbols("x loc scale a c", positive=True)
    >>> declare("gengamma", Law((x - loc) ** c, "gamma", (a, scale**-c)))
    >>> round(kl_divergence(stats.gengamma(2, 1.7, scale=1.1), stats.gengamma(3, 1.7, scale=0.8)), 12)
    0.082972237352
    >>> del LAWS["gengamma"]  # forgets it again
    """
    family = getattr(stats, name, None)
    if not isinstance(family, stats.rv_continuous | stats.rv_discrete):
        raise ValueError(f"name is {name!r}, which is no family of scipy.stats; give a name such as 'gengamma'")
    for law in laws:
        if unread := sorted(set(parameter_names(family)) - law.reads):
            raise ValueError(
                f"the law of {name!r} leaves {', '.join(unread)} unread; let the outcome or a parameter depend on it"
            )
    LAWS[name] = laws
