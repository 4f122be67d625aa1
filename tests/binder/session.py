"""A Binder session without the service: built, started and read as Binder would have it, ``make binder``.

Follows repo2docker's own steps for the last commit, starts the server they configure, opens the launch link's path in
a browser, runs all cells of every chapter, and moves a widget.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.binder.steps import build, dockerfile, start_command  # noqa: E402
from tests.browser.find_browser import FLAGS, HOW, browser_path  # noqa: E402
from tests.browser.notebook_panel import EXPOSED, close_unsaved, run_all, run_code, shown_notebook  # noqa: E402
from tests.browser.server_answers import answers  # noqa: E402

PORT = 8899
ADDRESS = f"http://127.0.0.1:{PORT}"
ASK = "import kltools; from kltools.book.scenes import two_normals; seen = two_normals(); seen.mu = 2; print(seen.mu)"


def clone(folder: Path) -> Path:
    """The last commit alone: what Binder fetches."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def read(page: Page, chapters: list[str]) -> None:
    """Open each chapter by its launch path, run it, and move its widgets from the page and from Python."""
    for chapter in chapters:
        page.goto(f"{ADDRESS}/lab/tree/notebooks/{chapter}.ipynb")
        shown_notebook(page, f"{chapter}.ipynb")
        errors = run_all(page)
        figure = page.locator("figure.kl-explorable[data-ready]").first
        figure.wait_for()
        before = figure.locator(".kl-readout output").all_text_contents()
        slider = figure.locator('input[type="range"]').first
        for _ in range(5):
            slider.press("ArrowRight")
        page.wait_for_timeout(1500)
        moved = figure.locator(".kl-readout output").all_text_contents() != before
        answered = run_code(page, ASK)
        told = f"{len(errors)} errors, the widget {'moved' if moved else 'STOOD STILL'}, Python answers {answered}"
        print(f"{chapter}: {told}", flush=True)
        if errors or not moved or answered != "2.0":
            raise SystemExit(f"{chapter} does not live in Binder: {errors}")
        close_unsaved(page)


def main() -> None:
    """Build, start, read."""
    parser = argparse.ArgumentParser(
        description="Follow Binder's steps for the last commit, and read the chapters there."
    )
    parser.add_argument("interpreter", help="the Python that runtime.txt names, for instance python3.11")
    interpreter = parser.parse_args().interpreter
    wanted = (ROOT / "runtime.txt").read_text(encoding="utf8").strip().removeprefix("python-")
    version = subprocess.check_output([interpreter, "-V"], text=True).split()[1]
    if not version.startswith(f"{wanted}."):
        raise SystemExit(
            f"{interpreter} is Python {version}; runtime.txt asks for {wanted}: make binder BINDER_PYTHON=…"
        )
    path = browser_path()
    if path is None:
        raise SystemExit(HOW)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        repository, prefix = clone(Path(folder, "home")), Path(folder, "environment")
        printed = dockerfile(repository)
        build(repository, prefix, interpreter, printed)
        here = ["--no-browser", "--allow-root", f"--port={PORT}", "--IdentityProvider.token=", EXPOSED]
        command = [*start_command(printed), *here]
        environment = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}", "HOME": folder, "PYTHONPATH": ""}
        print(f"$ {' '.join(command)}", flush=True)
        with subprocess.Popen(command, cwd=repository, env=environment) as server, sync_playwright() as playwright:
            try:
                if not answers(f"{ADDRESS}/api", server, 120):
                    raise SystemExit("The server did not start; the lines above say why.")
                page = playwright.chromium.launch(executable_path=path, args=FLAGS).new_page()
                read(page, sorted(source.stem for source in (repository / "book").glob("[0-9]*.md")))
                status = subprocess.check_output(["git", "status", "--porcelain"], cwd=repository, text=True)
                print("git status is clean" if not status else f"git status:\n{status}")
            finally:
                server.terminate()
    if status:
        raise SystemExit("Reading the chapters has changed files.")


if __name__ == "__main__":
    main()
