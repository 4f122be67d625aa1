"""Cases for the checks: random ones, and the edges where claims break."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp
import sympy as sp

PMF = list[Any]
"""Probabilities as mpmath numbers that sum to 1."""


def number(rng: random.Random, low: float = 0.0, high: float = 1.0) -> mp.mpf:
    """A random number with all the digits of the working precision."""
    return mp.mpf(low) + (mp.mpf(high) - low) * mp.mpf(rng.getrandbits(mp.mp.prec)) / mp.mpf(2) ** mp.mp.prec


def normalised(weights: list[Any]) -> PMF:
    """Weights scaled to sum to 1."""
    total = mp.fsum(weights)
    return [mp.mpf(weight) / total for weight in weights]


def pmf(rng: random.Random, k: int, power: int = 1) -> PMF:
    """A random PMF on k outcomes, all positive; a higher power makes it more uneven."""
    return normalised([(number(rng) + mp.mpf("1e-30")) ** power for _ in range(k)])


def pmf_pairs(rng: random.Random, count: int = 40, sizes: tuple[int, ...] = (2, 3, 5, 12)) -> Iterator[tuple[PMF, PMF]]:
    """Pairs with q > 0 throughout: random, uneven, nearly equal, nearly disjoint, p with zeros, p all on one outcome, equal."""
    for _ in range(count):
        for k in sizes:
            yield pmf(rng, k), pmf(rng, k)
        k = rng.choice(sizes)
        p = pmf(rng, k, power=8)
        yield p, pmf(rng, k, power=8)
        yield p, normalised([one * (1 + mp.mpf("1e-12") * number(rng, -1, 1)) for one in p])
        half = [mp.mpf(1) if i % 2 else mp.mpf("1e-30") for i in range(k)]
        yield normalised(half), normalised(half[1:] + half[:1])
        yield normalised([0 if i == 0 else number(rng) for i in range(k)]), pmf(rng, k)
        yield [mp.mpf(int(i == 0)) for i in range(k)], pmf(rng, k)
        yield p, p


def kl(p: PMF, q: PMF) -> mp.mpf:
    """The definition: the sum of p log(p/q) over p > 0, infinite where q = 0 < p."""
    if any(a > 0 and b == 0 for a, b in zip(p, q)):
        return mp.inf
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q) if a > 0)


def entropy(p: PMF) -> mp.mpf:
    """The sum of -p log p."""
    return -mp.fsum(a * mp.log(a) for a in p if a > 0)


def cross_entropy(p: PMF, q: PMF) -> mp.mpf:
    """The mean of -log q under p."""
    return -mp.fsum(a * mp.log(b) for a, b in zip(p, q) if a > 0)


def mixed(p: PMF, q: PMF, weight: Any = 0.5) -> PMF:
    """weight p + (1 - weight) q."""
    return [weight * a + (1 - weight) * b for a, b in zip(p, q)]


def jsd(p: PMF, q: PMF) -> mp.mpf:
    """The mean of D(p||m) and D(q||m)."""
    m = mixed(p, q)
    return (kl(p, m) + kl(q, m)) / 2


def total_variation(p: PMF, q: PMF) -> mp.mpf:
    """Half the sum of |p - q|."""
    return mp.fsum(abs(a - b) for a, b in zip(p, q)) / 2


def line(mean: Any, spread: Any, reach: int = 14, parts: int = 14) -> list[Any]:
    """Points to integrate a normal density between: `reach` standard deviations each way."""
    return mp.linspace(mean - reach * spread, mean + reach * spread, parts + 1)


def positive(letter: str, k: int) -> list[Any]:
    """SymPy symbols for k positive numbers: letter_1 to letter_k."""
    return list(sp.symbols(f"{letter}_1:{k + 1}", positive=True))


def kl_symbols(p: list[Any], q: list[Any]) -> Any:
    """The definition for SymPy expressions: the sum of p log(p/q) over all p but those that are 0."""
    return sp.Add(*[a * sp.log(a / b) for a, b in zip(p, q) if a != 0])


def logs_apart(expression: Any) -> Any:
    """A SymPy expression with each logarithm of a product or a power as a sum, so that equal ones cancel."""
    return sp.expand(sp.sympify(expression).replace(sp.log, log_apart))


@cache
def log_apart(argument: Any) -> Any:
    """The logarithm of a SymPy expression's factors, as a sum."""
    return sp.expand_log(sp.log(sp.factor(argument)))


def gathered(expression: Any) -> Any:
    """A SymPy expression with each logarithm once, times its factor's numerator: 0 only if the expression is."""
    apart = logs_apart(expression)
    parts = sp.collect(apart, sorted(apart.atoms(sp.log), key=str), evaluate=False)
    return sp.Add(*(sp.expand(sp.numer(sp.together(factor))) * part for part, factor in parts.items()))


def float_pmf(rng: random.Random, k: int) -> list[float]:
    """A random PMF of floats that sum to exactly 1."""
    cuts = sorted(rng.sample(range(1, 2**40), k - 1))
    return [(high - low) / 2**40 for low, high in zip([0, *cuts], [*cuts, 2**40])]


def fraction_pmf(rng: random.Random, k: int) -> list[Any]:
    """A random PMF on k outcomes, all positive: multiples of 2^-20, which doubles hold exactly."""
    cuts = [0, *sorted(rng.sample(range(1, 2**20), k - 1)), 2**20]
    return [Fraction(high - low, 2**20) for low, high in zip(cuts, cuts[1:])]


def fraction_pairs(
    rng: random.Random, count: int = 4, sizes: tuple[int, ...] = (2, 3, 5)
) -> Iterator[tuple[list[Any], list[Any]]]:
    """Pairs of PMFs of fractions that doubles hold exactly: as `pmf_pairs`, and with zeros in q, in both, and disjoint."""
    zero = [Fraction(0)]
    for _ in range(count):
        for k in sizes:
            p, tiny = fraction_pmf(rng, k), Fraction(1, 2**45)
            yield p, fraction_pmf(rng, k)
            yield p, [p[0] + tiny, p[1] - tiny, *p[2:]]
            yield zero + p, fraction_pmf(rng, k + 1)
            yield fraction_pmf(rng, k + 1), zero + p
            yield zero + p, zero + fraction_pmf(rng, k)
            yield zero + p, fraction_pmf(rng, k) + zero
            yield p + zero * k, zero * k + p
            yield [Fraction(1)] + zero * (k - 1), p
            yield p, p


def evaluated(expression: Any) -> mp.mpf:
    """A SymPy number to the working precision, whatever cancels in it."""
    if expression == sp.oo:
        return mp.inf
    return mp.mpf(sp.N(expression, mp.mp.dps, maxn=1000))


def evidence(a: Any, b: Any) -> mp.mpf:
    """log(a/b), infinite where b = 0 and minus infinity where a = 0."""
    if b == 0:
        return mp.inf
    return mp.log(a / b) if a > 0 else -mp.inf


def with_zeros(rng: random.Random, pairs: Any) -> Iterator[tuple[PMF, PMF]]:
    """PMF pairs; each also with the first outcome impossible under p, the last under q, and both."""
    for p, q in pairs:
        k = len(p)
        without_first = normalised([0] + [number(rng, 0.1) for _ in range(k - 1)])
        without_last = normalised([number(rng, 0.1) for _ in range(k - 1)] + [0])
        yield from [(p, q), (without_first, q), (p, without_last), (without_first, without_last)]


def binomial_law(n: int, a: Any) -> PMF:
    """The probabilities of 0 to n heads of a coin with heads a, 0 <= a < 1."""
    chance, law = (1 - a) ** n, []
    for k in range(n + 1):
        law.append(chance)
        chance = chance * (n - k) * a / ((k + 1) * (1 - a))
    return law


def quantile(chance: Any) -> mp.mpf:
    """Where the standard normal's distribution function is `chance`."""
    return mp.sqrt(2) * mp.erfinv(2 * mp.mpf(chance) - 1)


FINE = 100
"""Digits for sums whose terms cancel: a divergence of 1e-50 then keeps 50 of them."""


def rational_pairs(rng: random.Random, count: int = 20) -> Iterator[tuple[list[Any], list[Any]]]:
    """Pairs of fractions that sum to exactly 1, q > 0 wherever p is: random, with zeros, one outcome, nearly equal, equal."""

    def scaled(weights: list[int]) -> list[Any]:
        return [Fraction(weight, sum(weights)) for weight in weights]

    for _ in range(count):
        k = rng.choice((2, 3, 5, 12))
        weights = [rng.randint(1, 10**6) for _ in range(k)]
        p, q = scaled(weights), scaled([rng.randint(1, 10**6) for _ in range(k)])
        yield p, q
        yield scaled([0, *weights[1:]]), q
        yield [Fraction(int(i == 0)) for i in range(k)], q
        yield p, scaled([weight * 10**12 + rng.randint(-9, 9) for weight in weights])
        yield p, p
        yield [*p, Fraction(0)], [*p, Fraction(0)]
        yield [*p, Fraction(0)], scaled([*weights, 1])  # in proportion to p where p is, and a little elsewhere
        yield [*p, Fraction(0)], [*scaled([weight * 10**30 for weight in weights[:-1]] + [1]), Fraction(0)]


def sums(values: list[Any], weights: PMF, n: int) -> Iterator[tuple[mp.mpf, mp.mpf]]:
    """The sums of n independent draws of `values`, each with its probability; draws of probability 0 never happen."""
    from collections import Counter
    from itertools import combinations_with_replacement
    from math import factorial, prod

    kept = [(value, weight) for value, weight in zip(values, weights) if weight > 0]
    for drawn in combinations_with_replacement(range(len(kept)), n):
        counts = Counter(drawn)
        ways = factorial(n) // prod(factorial(times) for times in counts.values())
        chance = ways * mp.fprod(kept[i][1] ** times for i, times in counts.items())
        yield mp.fsum(times * kept[i][0] for i, times in counts.items()), chance


def log_normal(at: Any, mean: Any, spread: Any) -> Any:
    """The logarithm of a normal density for SymPy."""
    return -((at - mean) ** 2) / (2 * spread**2) - sp.log(spread) - sp.log(2 * sp.pi) / 2
