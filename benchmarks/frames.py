"""What a frame costs in time and bytes: from a formula, from a recording, from Panel's embed, from a live kernel."""

from __future__ import annotations

import gzip
import importlib.util
import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jupyter_client.manager import start_new_kernel
from v8 import Engine

from benchmarks.embed import CENTRES, SPLITS, STATES, embed
from benchmarks.table import Table, shown
from kltools.book.scenes import binning, two_normals
from kltools.explorables import Formula, Recorded
from kltools.explorables.page import explorable_parts

FRAMES = 2000
Cells = tuple[str, ...]

IN_A_KERNEL = "from kltools.book.scenes import binning; scene = binning.describe()"
A_FRAME = "frame = scene.frame(scene.state(centre={}, splits={}))"
POINTS = {"points": "[path.tolist() for path in frame.paths.values()]"}


def _bytes(text: str) -> tuple[str, str]:
    return f"{len(text.encode()):,}", f"{len(gzip.compress(text.encode())):,}"


def _formula(scene: Formula) -> Cells:
    """Frames of random states in V8, the engine of Chromium."""
    rng = np.random.default_rng(1)
    states = [[float(rng.uniform(one.start, one.stop)) for one in scene.controls] for _ in range(100)]
    engine = Engine(f"const source={scene.script()},states={states};")
    run = f"(()=>{{const t=Date.now();for(let i=0;i<{FRAMES};i++)source.frame(states[i%100]);return Date.now()-t;}})()"
    taken = [engine.value(run) / FRAMES for _ in range(6)][1:]
    return (
        f"formula: `{scene.name}`, any state",
        shown(float(np.median(taken))),
        *_bytes("".join(explorable_parts(scene, "one"))),
    )


def _recorded(scene: Recorded) -> Cells:
    states = np.prod([len(one.states()) for one in scene.controls])
    start = time.process_time()
    scene.record()
    taken = 1e3 * (time.process_time() - start) / states
    return (
        f"recorded: `{scene.name}`, {states} states",
        shown(float(taken)),
        *_bytes("".join(explorable_parts(scene, "one"))),
    )


def _panel(scene: Recorded) -> Iterator[Cells]:
    if importlib.util.find_spec("panel"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "embedded.html")
            taken = 1e3 * embed(scene, path, resources="cdn")
            yield f"Panel's embed of the same figure, {STATES} states", shown(taken), *_bytes(path.read_text("utf8"))


def _kernel() -> Cells:
    """The round trip of a state to a kernel and of its points back, by the clock on the wall."""
    manager, client = start_new_kernel()
    taken = []
    try:
        client.execute_interactive(IN_A_KERNEL, timeout=120)
        for state in itertools.product(CENTRES, SPLITS):
            start = time.perf_counter()
            reply = client.execute_interactive(A_FRAME.format(*state), user_expressions=POINTS, timeout=60)
            taken.append(1e3 * (time.perf_counter() - start))
        size = len(reply["content"]["user_expressions"]["points"]["data"]["text/plain"])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "a live kernel's round trip, a state (wall clock)", shown(float(np.median(taken))), f"{size:,} each", ""


def tables() -> list[Table]:
    """Milliseconds a frame, and bytes of everything."""
    scene = binning.describe()
    rows = [_formula(two_normals.describe()), _recorded(scene), *_panel(scene), _kernel()]
    note = (
        "A formula's frame is computed in V8 as the reader drags; a recording's and Panel's when the book is built. Bytes are "
        "of all states, figure included; the player, and Bokeh's scripts, come once a page."
    )
    return [Table("What does a frame cost?", ("frames from", "ms a frame", "bytes", "bytes, gzipped"), rows, note)]
