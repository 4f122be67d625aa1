"""Kernels of a build are forks of one process: each begins with the libraries loaded and with nothing of another's."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_cache.executors.utils import single_nb_execution
from jupyter_client.manager import start_new_kernel
from nbformat.v4 import new_code_cell, new_notebook

from kltools.book.sphinx.forked_kernels import FORKS, forked_kernels

pytestmark = pytest.mark.skipif(
    not FORKS, reason="kernels are forked on Linux only; elsewhere each imports its own libraries"
)


def printed(folder: Path, *cells: str) -> str:
    """What a notebook prints that runs in a folder."""
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    ran = single_nb_execution(notebook, cwd=str(folder), timeout=60, allow_errors=False)
    assert ran.err is None, ran.err
    return "".join(output.text for cell in notebook.cells for output in cell.outputs if output.output_type == "stream")


def started(folder: Path) -> tuple[int, int]:
    """The processes of a new kernel: what Jupyter started, and what runs the cells."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    said: list[dict[str, Any]] = []
    client.execute_interactive("import os; print(os.getpid())", output_hook=said.append)
    client.stop_channels()
    return manager.provisioner.pid, int(next(one["content"]["text"] for one in said if one["msg_type"] == "stream"))


def ended(pid: int, within: float = 60) -> bool:
    """Whether a process is gone after some seconds at most."""
    until = time.monotonic() + within
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}").exists()


def test_a_kernel_begins_with_the_libraries_loaded_in_its_own_folder_and_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    with forked_kernels():
        monkeypatch.setenv("KLTOOLS_TRIED", "after the server began")
        cell = "import os, sys\nprint(os.getcwd(), os.environ['KLTOOLS_TRIED'], {'scipy.stats', 'sympy'} <= set(sys.modules))"
        assert printed(tmp_path, cell) == f"{tmp_path} after the server began True\n"
    assert os.environ["JUPYTER_PATH"] == "/elsewhere"


def test_no_kernel_sees_what_another_did(tmp_path):
    with forked_kernels():
        printed(tmp_path, "import numpy, sympy\nnumpy.tried = sympy.tried = tried = 1")
        seen = printed(
            tmp_path, "import numpy, sympy\nprint([hasattr(one, 'tried') for one in (numpy, sympy)], 'tried' in dir())"
        )
    assert seen == "[False, False] False\n"


def test_a_kernel_runs_processes_and_draws_as_any_other_does(tmp_path):
    cells = (
        "import subprocess\nprint(subprocess.run(['false']).returncode)",
        "import matplotlib\nprint(matplotlib.get_backend())",
    )
    with forked_kernels():
        forked = printed(tmp_path, *cells)
    assert forked == printed(tmp_path, *cells)


def test_a_kernel_ends_with_whoever_asked_for_it_and_with_the_server(tmp_path):
    with forked_kernels():
        (asked, first), (_, second) = started(tmp_path), started(tmp_path)
        os.kill(asked, signal.SIGKILL)
        assert ended(first)
        assert not ended(second, within=0.2)
    assert ended(second)
