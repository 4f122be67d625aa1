"""What only an extra of the package brings is asked for before it is imported, so that an error can name the extra."""

from __future__ import annotations

from importlib.util import find_spec


def require(extra: str, *modules: str) -> None:
    """Raise an error that names the extra where one of its modules is not installed.

    Parameters
    ----------
    extra : {"explorables", "book"}
        The extra of kltools that brings the modules.
    *modules : str
        Their names, as they are imported.

    Raises
    ------
    ModuleNotFoundError
        Which is an ImportError, for the first that is missing.

    Examples
    --------
    >>> require("explorables", "numpy")
    >>> require("explorables", "numpy", "a_module_of_no_package")
    Traceback (most recent call last):
        ...
    ModuleNotFoundError: a_module_of_no_package is not installed; pip install "kltools[explorables]" brings it
    """
    for module in modules:
        if find_spec(module) is None:
            raise ModuleNotFoundError(
                f'{module} is not installed; pip install "kltools[{extra}]" brings it', name=module
            )
