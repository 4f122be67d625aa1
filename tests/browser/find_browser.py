"""Find a Chromium or Chrome to test pages in; with --install, get one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without a window's own parts, which would start anew with each test's page."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOW = (
    "No Chromium or Chrome found, and the tests need one. On Debian or Ubuntu: "
    "apt-get install chromium-headless-shell, or chromium. "
    "Elsewhere: .venv/bin/playwright install chromium. Or name one: CHROME=/path/to/chrome make test"
)


def browser_path() -> str | None:
    """The executable of an installed browser: CHROME, one on the path, an application, or Playwright's own."""
    if named := os.environ.get("CHROME"):
        return named
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in APPLICATIONS if Path(path).exists()]
    return found[0] if found else _playwright_path()


def _playwright_path() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def install() -> None:
    """Install a browser: Debian's where we may, else Playwright's."""
    if os.name == "posix" and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update"], check=False)
        for package in (SHELL, "chromium"):  # an older Debian has no package of the first
            command = ["apt-get", "install", "-y", "--no-install-recommends", package]
            if subprocess.run(command, check=False).returncode == 0:
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    if browser_path() is None and "--install" in sys.argv:
        install()
    path = browser_path()
    if path is None:
        sys.exit(HOW)
    print(f"Browser for the tests: {path}")


if __name__ == "__main__":
    main()
