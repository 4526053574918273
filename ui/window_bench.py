"""The window's benchmark: frames per second beside a running engine, the engine's loss of speed, delays, memory, the start.

Run as a process of its own (``python -m ui.window_bench``), so that torch and Qt never meet; prints JSON. The window's
engine runs watched and unwatched in turn: a second engine would have its numbers elsewhere in memory, which alone makes it a
twentieth faster or slower.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

DEPTHS = ((10, 64, 64), (100, 64, 64), (100, 128, 128))  # depth, width, batch; of the Chain
OTHERS = (100, 64, 64)  # of every other perspective
SIZE = (1920, 1080)
ROUNDS, SECONDS = 5, 3.0
STARTS = 5
GOALS = {"frames_per_second": {"chain": 60, "other": 30}, "engine_speed": 0.9, "loop_delay_p99_ms": 25,
         "frame_age_median_ms": 25, "pause_ms": 50}
SETTLED, LAST = 70_000, 170_000
_PROBE = "import time, psutil; print(time.time() - psutil.Process().create_time())"


def main(argv: list[str]) -> int:
    """Measure one case (``PERSPECTIVE DEPTH WIDTH BATCH``), ``memory``, or the ``start``; print the numbers as JSON."""
    if argv == ["start"]:
        return _watch_start()
    if argv == ["memory"]:
        print(json.dumps(_Case("chain", 1, 1, 1).measure_memory()))
        return 0
    perspective, *numbers = argv
    print(json.dumps(_Case(perspective, *(int(number) for number in numbers)).measure()))
    return 0


# ---- frames -----------------------------------------------------------------------------------


class _Case:
    """The real window on one network."""

    def __init__(self, perspective: str, depth: int, width: int, batch: int) -> None:
        from gradsim.experiment import Experiment

        self._perspective = perspective
        self._name = f"{perspective}, {depth}×{width}, batch {batch}"
        self._experiment = Experiment.from_dict({
            "device": "cpu", "data": {"kind": "digits", "batch_size": batch}, "optimizer": {"kind": "sgd", "lr": 0.01},
            "model": {"kind": "mlp", "depth": depth, "width": width, "activation": {"kind": "tanh"}}})

    def measure(self) -> dict[str, Any]:
        """Open the window, take turns, close it."""
        from ui.frame_clock import FrameStatistics

        parts = self._open()
        speeds, fps, ages, delays, pauses = [], [], [], [], []
        for _ in range(ROUNDS):
            self._watch(False)
            alone, _ = self._run()
            self._watch(True)
            self._session.clock.statistics = statistics = FrameStatistics(parts)
            watched, pause = self._run()
            speeds.append(watched / alone)
            pauses.append(pause)
            fps.append(len(statistics.ages) / SECONDS)
            ages += statistics.ages
            delays += statistics.delays
            self._session.clock.statistics = None
            statistics.deleteLater()
        self._close(parts)
        return {"case": self._name, "frames_per_second": median(fps), "engine_speed": median(speeds),
                "loop_delay_p99_ms": 1e3 * quantiles(delays, n=100)[98], "frame_age_median_ms": 1e3 * median(ages),
                "pause_ms": 1e3 * max(pauses)}

    def measure_memory(self) -> dict[str, Any]:
        """Megabytes that window and engine grow by from SETTLED steps, when their records are full, to LAST ones."""
        import psutil

        parts = self._open()
        processes = {"window": psutil.Process(), "engine": psutil.Process(self._session.client.pid)}
        self._session.play()
        self._until(lambda: self._session.frame.snapshot.step >= SETTLED)
        before = {name: process.memory_info().rss for name, process in processes.items()}
        self._until(lambda: self._session.frame.snapshot.step >= LAST)
        grown = {name: (process.memory_info().rss - before[name]) / 2**20 for name, process in processes.items()}
        self._close(parts)
        return {f"{name}_mb": growth for name, growth in grown.items()}

    def _open(self) -> Any:
        """The window on screen, its network built and drawn."""
        from ui.application import Application
        from ui.engine_process import EngineProcess

        folder = Path(tempfile.mkdtemp(prefix="gradsim-bench-"))
        self._experiment.save(folder / "case.json")
        parts = Application(_options(folder, self._perspective), EngineProcess(), time.perf_counter())
        parts.show()
        self._until(lambda: parts.session is not None and hasattr(parts.window, "pages"))
        self._session = parts.session
        self._until(lambda: self._session.frame is not None and self._session.clock.asleep)
        for _, patch in self._variants():
            self._session.variants.add(patch)
        self._until(lambda: self._session.clock.asleep and not self._session.client.is_pending(object))
        return parts

    def _variants(self) -> list[Any]:
        """What the Compare perspective compares with: as many runs as it can."""
        from ui.variants import MOST
        from ui.what_if import WHAT_IF, offered

        return offered(WHAT_IF, self._experiment)[:MOST] if self._perspective == "compare" else []

    def _close(self, parts: Any) -> None:
        parts.window.commands.asks_before_closing = False
        parts.window.close()

    def _watch(self, watching: bool) -> None:
        """Ask for frames from now on, or for none, and let nothing be looked at for them."""
        from gradsim.messages import Ask

        self._session.clock.watching = watching
        self._session.client.ask(Ask())
        self._until(lambda: self._session.clock.asleep and not self._session.client.is_pending(object))

    def _run(self) -> tuple[float, float]:
        """Steps per second of the engine, and the seconds a pause took to be answered."""
        before = self._session.frame.snapshot.step
        started = time.perf_counter()
        self._session.play()
        self._wait(SECONDS)
        asked = time.perf_counter()
        self._session.pause()
        self._until(lambda: not self._session.frame.running)
        now = time.perf_counter()
        return (self._session.frame.snapshot.step - before) / (now - started), now - asked

    def _wait(self, seconds: float) -> None:
        deadline = time.perf_counter() + seconds
        self._until(lambda: time.perf_counter() >= deadline)

    def _until(self, done: Any) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if done() else None)
        timer.start(5)
        loop.exec()


def _options(folder: Path, perspective: str = "chain") -> argparse.Namespace:
    return argparse.Namespace(screenshot=None, experiment=str(folder / "case.json"), steps=0, size=SIZE, theme="light",
                              language="en", perspective=perspective)


# ---- start ------------------------------------------------------------------------------------


def _watch_start() -> int:
    """Open the window, print the seconds since the process began until it was visible and until the first step."""
    from ui.engine_process import EngineProcess

    process = EngineProcess()
    import psutil

    from ui.application import Application

    began = psutil.Process().create_time()
    folder = Path(tempfile.mkdtemp(prefix="gradsim-bench-"))
    options = _options(folder)
    options.experiment = None
    parts = Application(options, process, time.perf_counter())
    watch = _Watch(parts, began)
    parts.show()
    parts.application.exec()
    print(json.dumps({"visible": watch.visible, "stepping": watch.stepping}))
    return 0


class _Watch:
    """Notes the moments of the start and closes the window."""

    def __init__(self, parts: Any, began: float) -> None:
        self._parts, self._began = parts, began
        self.visible = self.stepping = 0.0
        parts.window.painted.connect(self._on_window_painted)
        parts.furnished.connect(self._on_parts_furnished)

    def _on_parts_furnished(self) -> None:
        self._parts.session.client.frame_arrived.connect(self._on_client_frame_arrived)

    def _on_window_painted(self) -> None:
        self.visible = time.time() - self._began

    def _on_client_frame_arrived(self, frame: Any, command: Any) -> None:
        if frame.snapshot.phase != "ready" and not self.stepping:
            self.stepping = time.time() - self._began
            self._parts.window.commands.asks_before_closing = False
            self._parts.window.close()


def measure_start() -> dict[str, float]:
    """Start the window and the two bare processes in turn; medians of seconds and their ratios."""
    rows: dict[str, list[float]] = {"window": [], "stepping": [], "qt": [], "torch": []}
    for _ in range(STARTS):
        shown = json.loads(_output("-m", "ui.window_bench", "start"))
        rows["window"].append(shown["visible"])
        rows["stepping"].append(shown["stepping"])
        rows["qt"].append(float(_output("-c", "import PySide6.QtWidgets, pyqtgraph; " + _PROBE)))
        rows["torch"].append(float(_output("-c", "import torch; " + _PROBE)))
    medians = {name: median(values) for name, values in rows.items()}
    return {**medians, "window_ratio": medians["window"] / medians["qt"],
            "stepping_ratio": medians["stepping"] / medians["torch"]}


# ---- both -------------------------------------------------------------------------------------


def run() -> dict[str, Any]:
    """Measure every case and the start in processes of their own, print the table, return the numbers."""
    print(f"\nThe window at {SIZE[0]}×{SIZE[1]}, all views of the perspective visible, engine at full speed.")
    print(f"{'case':<28}{'frames/s':>10}{'engine speed':>14}{'loop p99':>11}{'frame age':>11}{'pause':>9}")
    frames = []
    for case in cases():
        row = json.loads(_output("-m", "ui.window_bench", *(str(word) for word in case)))
        print(f"{row['case']:<28}{row['frames_per_second']:>10.0f}{row['engine_speed']:>14.2f}"
              f"{row['loop_delay_p99_ms']:>8.0f} ms{row['frame_age_median_ms']:>8.0f} ms{row['pause_ms']:>6.0f} ms",
              flush=True)
        frames.append(row)
    print(f"{'goals':<28}{'≥ 60, 30':>10}{'≥ 0.90':>14}{'≤ 25 ms':>11}{'≤ 25 ms':>11}{'≤ 50 ms':>9}")
    grown = json.loads(_output("-m", "ui.window_bench", "memory"))
    print(f"From {SETTLED:,} to {LAST:,} steps the window grows by {grown['window_mb']:.1f} MB, the engine by "
          f"{grown['engine_mb']:.1f} MB (goal 0).", flush=True)
    start = measure_start()
    print(f"\nStart: window visible after {start['window']:.2f} s, {start['window_ratio']:.2f} × a process that imports "
          f"PySide6.QtWidgets and pyqtgraph (goal 1.30);\nstepping after {start['stepping']:.2f} s, "
          f"{start['stepping_ratio']:.2f} × a process that imports torch (goal 1.30).")
    return {"frames": frames, "memory": grown, "start": start, "goals": GOALS}


def cases() -> list[tuple[str, int, int, int]]:
    """Perspective, depth, width and batch of every case."""
    from main import PERSPECTIVES

    return [("chain", *depths) for depths in DEPTHS] + [(name, *OTHERS) for name in PERSPECTIVES if name != "chain"]


def _output(*arguments: str) -> str:
    with tempfile.TemporaryDirectory(prefix="gradsim-bench-") as home:  # the user's own settings stay out of it
        return _output_at(home, arguments)


def _output_at(home: str, arguments: tuple[str, ...]) -> str:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYQTGRAPH_QT_LIB": "PySide6", "XDG_CONFIG_HOME": home}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"the window could not be measured: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
