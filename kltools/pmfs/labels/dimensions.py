"""The axes of labelled arguments, put into one order before their labels are matched."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from kltools.pmfs.labels.labelled import Labelled


def in_one_order(given: Sequence[Labelled | None], names: Sequence[str], axes: Sequence[int]) -> list[Labelled | None]:
    """Return labelled arguments with their axes in the order of the one that has most.

    Those of xarray are matched by the names of their dimensions; another one of a single axis runs along the outcomes.

    Raises
    ------
    ValueError
        If one of xarray has a dimension that the one with most of them lacks.
    """
    ordered = list(given)
    by_name = [i for i, one in enumerate(given) if one is not None and _named(one)]
    if len(by_name) > 1:
        most = max(by_name, key=lambda i: _axes_of(given[i]))
        reference = _dimensions(given[most])
        for i in by_name:
            ordered[i] = _arranged(given[i], names[i], reference, names[most])
            _refuse_without_outcomes(_dimensions(given[i]), names[i], reference, axes)
        return [one if i in by_name else _along_outcomes(one, axes) for i, one in enumerate(ordered)]
    return [_along_outcomes(one, axes) for one in ordered]


def _axes_of(one: Labelled | None) -> int:
    return one.array.ndim if one is not None else 0


def _dimensions(one: Labelled | None) -> tuple[Hashable, ...]:
    return (one.dimensions or ()) if one is not None else ()


def _named(one: Labelled) -> bool:
    """Whether all axes of an argument have names that somebody gave them."""
    return bool(one.dimensions) and not any(str(name).startswith("dim_") for name in _dimensions(one))


def _arranged(one: Labelled | None, name: str, reference: tuple[Hashable, ...], most: str) -> Labelled | None:
    """Return an argument of xarray with its dimensions in the order of another's, and of length 1 where it lacks one."""
    own = _dimensions(one)
    if one is None or own == reference:
        return one
    strange = [dimension for dimension in own if dimension not in reference]
    if strange:
        raise ValueError(
            f"{name} has the dimension {strange[0]!r}, and {most} has {_listed(reference)}; "
            f"give dimensions that mean the same one name, as with {name}.rename"
        )
    kept = [dimension for dimension in reference if dimension in own]
    array = one.array.transpose([own.index(dimension) for dimension in kept])
    lengths = iter(array.shape)
    shape = tuple(next(lengths) if dimension in own else 1 for dimension in reference)
    labels = tuple(one.axes[own.index(dimension)] if dimension in own else None for dimension in reference)
    return replace(one, array=array.reshape(shape), axes=labels)


def _refuse_without_outcomes(
    own: tuple[Hashable, ...], name: str, reference: tuple[Hashable, ...], axes: Sequence[int]
) -> None:
    """Raise if an argument lacks a dimension along which outcomes run."""
    for axis in axes:
        if len(reference) >= -axis and reference[axis] not in own:
            raise ValueError(
                f"{name} has no dimension {reference[axis]!r}, along which outcomes run with axis={axis}; "
                "name another axis, or give it that dimension"
            )


def _listed(names: tuple[Hashable, ...]) -> str:
    return " and ".join(map(repr, names))


def _along_outcomes(one: Labelled | None, axes: Sequence[int]) -> Labelled | None:
    """Return an argument of one axis with that along the outcomes, as the axis of a PMF is."""
    if one is None or one.array.ndim != 1 or len(axes) != 1 or axes[0] == -1:
        return one
    after = -1 - axes[0]
    return replace(one, array=one.array.reshape((-1, *[1] * after)), axes=(one.axes[0], *[None] * after))
