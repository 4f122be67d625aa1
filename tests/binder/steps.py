"""What repo2docker does for the last commit, as it prints it, done here without Docker or conda.

Docker gives it an empty machine and conda the Python of ``runtime.txt`` with JupyterLab's own packages in it. Here a
virtual environment stands in for both, with the versions that repo2docker's lock file names.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

BASE = (
    *("ipywidgets", "jupyter-offlinenotebook", "jupyter-resource-usage"),
    *("jupyter_server", "jupyterhub-base", "jupyterlab", "notebook"),
)
"""What repo2docker puts into the environment before the repository's own requirements; Node.js and pip aside."""
STEP = re.compile(
    r"^RUN (\$\{KERNEL_PYTHON_PREFIX\}/bin/pip install .*|chmod \+x postBuild|\./postBuild)$", re.MULTILINE
)


def dockerfile(repository: Path) -> str:
    """What ``jupyter-repo2docker --no-build --debug`` prints."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(repository)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr + done.stdout


def steps(dockerfile: str) -> list[str]:
    """The commands that depend on the repository, in their order.

    Examples
    --------
    >>> steps("FROM scratch\\nRUN ./postBuild\\nRUN locale-gen")
    ['./postBuild']
    """
    return STEP.findall(dockerfile)


def start_command(dockerfile: str) -> list[str]:
    """What a session starts.

    Examples
    --------
    >>> start_command('CMD ["jupyter", "notebook"]')
    ['jupyter', 'notebook']
    """
    found = re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    if len(found) != 1:
        raise ValueError(f"repo2docker printed {len(found)} lines CMD; expected one")
    command = json.loads(found[0])
    assert isinstance(command, list)
    return command


def base_packages(python: str) -> list[str]:
    """Pins of what repo2docker's environment for a Python holds already, from its lock file."""
    lock = (files("repo2docker") / "buildpacks" / "conda" / f"environment.py-{python}-linux-64.lock").read_text("utf8")
    versions = dict(re.findall(r"/noarch/([\w-]+?)-(\d[\w.]*)-[\w.]+\.conda", lock))
    return [f"{name.removesuffix('-base')}=={versions[name]}" for name in BASE]


def build(repository: Path, prefix: Path, interpreter: str, printed: str) -> None:
    """Make the environment and take the steps in it."""
    subprocess.run([interpreter, "-m", "venv", str(prefix)], check=True)
    python = ".".join(
        subprocess.check_output([str(prefix / "bin" / "python"), "-V"], text=True).split()[1].split(".")[:2]
    )
    pip = f"{prefix}/bin/pip install --quiet --disable-pip-version-check"
    environment = {**os.environ, "KERNEL_PYTHON_PREFIX": str(prefix), "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
    for step in [f"{pip} {' '.join(base_packages(python))}", *steps(printed)]:
        print(f"$ {step}", flush=True)
        subprocess.run(step, shell=True, check=True, cwd=repository, env=environment)
