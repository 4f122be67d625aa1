"""Waiting for a server that a test has started."""

from __future__ import annotations

import subprocess
import time
import urllib.request

EACH = 0.25  # seconds between two questions


def answers(address: str, server: subprocess.Popen, seconds: float) -> bool:
    """Wait until the server answers; False where it ended or took too long, as it may on a busy machine."""
    for _ in range(round(seconds / EACH)):
        try:
            urllib.request.urlopen(address).close()
            return True
        except OSError:
            if server.poll() is not None:
                return False
            time.sleep(EACH)
    return False
