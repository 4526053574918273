"""The headless commands ``run`` and ``bench``. No Qt."""

from __future__ import annotations

import argparse
import json
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradsim import __version__
from gradsim.experiment import Experiment, write_atomically
from gradsim.problems import GradsimError, Problem, fail

DONE, FAILED, BAD_INPUT = 0, 1, 2
_CHECKPOINT_PAUSE = 5.0  # seconds


# ---- run --------------------------------------------------------------------------------------


def run(arguments: argparse.Namespace) -> int:
    """``run FILE --steps N --out DIR``: writes layers.csv, steps.csv and run.json; returns the exit code."""
    try:
        experiment = Experiment.load(arguments.file)
        folder = folder_for(Path(arguments.out))
    except GradsimError as error:
        return say(error, BAD_INPUT)
    try:
        from gradsim.simulator import Simulator
    except (ImportError, OSError) as error:
        return say(f"PyTorch cannot be loaded ({str(error).splitlines()[0]}); install it with: "
                    "python -m pip install -r requirements.txt", FAILED)
    try:
        return _Run(Simulator(experiment), folder, arguments).go()
    except GradsimError as error:
        return say(error, BAD_INPUT if _is_input(error) else FAILED)
    except (RuntimeError, MemoryError, OSError) as error:
        return say(f"The run failed: {(str(error).splitlines() or [type(error).__name__])[0]}", FAILED)


class _Run:
    """One headless run with its files."""

    def __init__(self, sim: Any, folder: Path, arguments: argparse.Namespace) -> None:
        self._sim, self._folder, self._steps = sim, folder, arguments.steps
        self._figures: tuple[str, ...] = arguments.figures
        self._checkpoint = folder / "checkpoint.npz" if arguments.checkpoint else None
        self._stopped = False

    def go(self) -> int:
        from gradsim import checkpoint
        from gradsim.export.tables import RunTables
        from gradsim.snapshot import FURTHER_COLUMNS

        if self._checkpoint is not None and self._checkpoint.is_file():
            checkpoint.restore(self._sim, self._checkpoint)
        chosen = self._sim.experiment
        further = FURTHER_COLUMNS.get(chosen.model.kind, ()) + FURTHER_COLUMNS.get(chosen.dtype, ())
        tables = RunTables(self._folder, self._sim.steps_done, further)
        started = time.perf_counter()
        try:
            with interrupts(self._stop):
                self._loop(tables)
        finally:
            tables.close()
        self._report(time.perf_counter() - started)
        if self._sim.problem is not None:
            return say(str(self._sim.problem), FAILED)
        if self._stopped:
            done = f"{self._sim.steps_done} of {self._steps}"
            return say(f"Interrupted after {done} steps; what was computed is kept.", FAILED)
        return DONE

    def _stop(self, number: int, frame: object) -> None:
        self._stopped = True

    def _loop(self, tables: Any) -> None:
        due = time.monotonic() + _CHECKPOINT_PAUSE
        while self._sim.steps_done < self._steps and not self._stopped:
            self._sim.advance_step()
            tables.add(self._sim.snapshot())
            if self._sim.problem is not None:
                return
            if time.monotonic() >= due:
                self._save(tables)
                due = time.monotonic() + _CHECKPOINT_PAUSE
        self._save(tables)

    def _save(self, tables: Any) -> None:
        if self._checkpoint is None:
            return
        from gradsim import checkpoint

        tables.flush()
        checkpoint.save(self._sim, self._checkpoint)

    def _report(self, seconds: float) -> None:
        sim = self._sim
        problem: Problem | None = sim.problem
        report = {"format": "gradsim-run", "version": 1, "experiment": sim.experiment.model_dump(mode="json"),
                  "versions": versions(), "device": str(sim.device), "steps": sim.steps_done, "seconds": seconds,
                  "findings": [] if problem is None else [{"kind": problem.code, **problem.values}]}
        write_atomically(self._folder / "run.json", (json.dumps(report, indent=2, ensure_ascii=False) + "\n").encode())
        if self._figures:
            from gradsim.export.figures import save_figures

            save_figures(self._folder, sim.snapshot(), sim.history.since(0), self._figures)


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    import numpy as np
    import torch

    return {"gradsim": __version__, "python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}


def folder_for(path: Path) -> Path:
    """Make the folder of the results; raises GradsimError if that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail("file_unwritable", path=str(path), reason=error.strerror or str(error)) from None
    return path


@contextmanager
def interrupts(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Let Ctrl+C and a polite kill end the run between two steps."""
    kept = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, old in kept.items():
            signal.signal(number, old)


def _is_input(error: GradsimError) -> bool:
    """True where the arguments or the file are to blame, not the run."""
    code = error.problems[0].code
    return code.startswith(("data_", "csv_", "idx_", "file_")) or code in ("no_device", "checkpoint_mismatch", "not_a_file")


def say(message: object, code: int) -> int:
    """Tell the user on stderr; returns ``code``."""
    print(message, file=sys.stderr)
    return code


# ---- bench ------------------------------------------------------------------------------------


def bench(arguments: argparse.Namespace, window: Callable[[], dict[str, Any]] | None = None) -> int:
    """``bench``: the engine's table on stdout, then that of ``window``; returns the exit code.

    ``window`` measures the window and returns its numbers (handed in, because the engine knows no Qt).
    """
    numbers: dict[str, Any] = {"engine": engine_bench(), "rivals": rivals_bench()}
    if window is not None:
        numbers["window"] = window()
    return write_numbers(Path(arguments.json), numbers) if arguments.json else DONE


def engine_bench() -> list[dict[str, Any]]:
    """Measure every case on every device and print the table; returns its rows."""
    import dataclasses

    import torch

    from gradsim import bench

    rows = []
    print("An observed step against a bare autograd step of the same network (medians, interleaved, a process per case).")
    print(f"{'case':<26}{'device':<9}{'bare':>10}{'as the window runs':>24}{'complete every step':>24}")
    for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
        for name, chosen, goals_of_case in bench.cases(device):
            row = bench.apart(bench.measure, name, chosen, goals_of_case)
            goals = (f"{row.window_ratio:>12.2f} (goal {row.window_goal:.2f})"
                     f"{row.complete_ratio:>12.2f} (goal {row.complete_goal:.2f})")
            print(f"{row.case:<26}{row.device:<9}{row.bare_us:>7.0f} µs{goals}", flush=True)
            rows.append(dataclasses.asdict(row))
    print(f"Cost per layer at depth 1000 ÷ depth 50: {bench.apart(bench.growth):.2f} (goal 1.20)")
    return rows


def rivals_bench() -> dict[str, float]:
    """Measure what else is installed to look at gradients and print it; returns the ratios by name."""
    from gradsim import bench
    from gradsim.rivals import RIVALS, installed

    ratios = {}
    print("The same 10×64 net watched by other tools ÷ the bare step:")
    for rival in RIVALS:
        if installed(rival):
            ratios[rival.name] = bench.apart(bench.measure_rival, rival)
        print(f"{rival.name:<40}{ratios[rival.name]:>8.1f}" if rival.name in ratios else f"{rival.name:<40} not installed",
              flush=True)
    return ratios


def write_numbers(path: Path, numbers: dict[str, Any]) -> int:
    """Write the benchmark's numbers as JSON; returns the exit code."""
    try:
        write_atomically(path, (json.dumps(numbers, indent=2) + "\n").encode())
    except GradsimError as error:
        return say(error, BAD_INPUT)
    return DONE
