"""``python -m kltools.lab`` sets up JupyterLab in the environment that runs it."""

from kltools.lab import install

install()
