"""``python -m kltools.book.lab`` sets up JupyterLab in the environment that runs it."""

from kltools.book.lab import install

install()
