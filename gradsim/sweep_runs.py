"""The runs of a sweep, side by side in processes of their own (joblib's loky, one torch thread each)."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from gradsim import data, specs
from gradsim.experiment import Experiment
from gradsim.problems import GradsimError, Problem, fail, first_line
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.sweep import Outcome, Point, Sweep, checked

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
_WATCH = 0.2  # seconds between two looks whether the parent is there


def outcomes(sweep: Sweep, n_jobs: int | None = None) -> Iterator[Outcome]:
    """The outcome of every run, as they come; closing the generator ends the processes.

    Parameters
    ----------
    sweep
        What to run; a combination that does not fit together comes back with its problem.
    n_jobs
        Processes; 1: this one. By default one less than there are cores, at least 1.

    Raises
    ------
    GradsimError
        Before the first run: a value fits in no combination, or there are too many. Later: a process died.
    """
    return _outcomes(sweep, checked(sweep), n_jobs or default_jobs())


def default_jobs() -> int:
    """One process less than there are cores, at least 1."""
    return max(1, (os.cpu_count() or 1) - 1)


def _outcomes(sweep: Sweep, found: list[tuple[Point, Experiment | Problem]], n_jobs: int) -> Iterator[Outcome]:
    good = [(point, one) for point, one in found if isinstance(one, Experiment)]
    yield from (Outcome(point, problem=one) for point, one in found if isinstance(one, Problem))
    if min(n_jobs, len(good)) <= 1:
        yield from (measure(point, one, sweep.steps) for point, one in good)
        return
    yield from _side_by_side(good, sweep.steps, min(n_jobs, len(good)))


def _side_by_side(good: list[tuple[Point, Experiment]], steps: int, n_jobs: int) -> Iterator[Outcome]:
    from joblib.externals.loky import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from joblib.externals.loky.process_executor import BrokenProcessPool

    waiting = iter(good)
    with _interrupts_ignored():  # processes inherit it: Ctrl+C in a terminal is ours alone to handle
        pool = ProcessPoolExecutor(n_jobs, initializer=_begin, env=_ONE_THREAD)
        running = {pool.submit(measure, point, one, steps) for point, one in islice(waiting, 2 * n_jobs)}
    try:
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()  # before new work is given: loky stumbles over an end that follows at once
            running |= {pool.submit(measure, point, one, steps) for point, one in islice(waiting, len(done))}
    except BrokenProcessPool:
        raise fail("sweep_died") from None
    finally:
        pool.shutdown(wait=True, kill_workers=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)


def _begin() -> None:
    """In a process of the pool: leave when the one that gives the work is gone, even in the middle of a run."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


# ---- one run ------------------------------------------------------------------------------------


def measure(point: Point, experiment: Experiment, steps: int) -> Outcome:
    """Train for ``steps`` updates, and measure the forward and backward pass after them; never raises for a run."""
    import torch

    started = time.perf_counter()
    try:
        run = Simulator(experiment, dataset=_dataset(experiment.data, experiment.seed))
        torch.set_num_threads(1)
        while run.steps_done < steps and run.problem is None:
            run.advance_step()
        while run.problem is None and not (run.steps_done == steps and run.phase == "clip"):
            run.advance()
        return _outcome(point, run.snapshot(refresh_spectral=False), run.problem, time.perf_counter() - started)
    except GradsimError as error:
        return Outcome(point, problem=error.problems[0])
    except (RuntimeError, MemoryError, OSError) as error:
        return Outcome(point, problem=Problem("engine_error", {"reason": first_line(error)}))


@lru_cache(maxsize=2)
def _dataset(spec: specs.Data, seed: int) -> data.Dataset:
    return data.load(spec, seed)


def _outcome(point: Point, shot: Snapshot, problem: Problem | None, seconds: float) -> Outcome:
    norms, factors = shot.grad_activation_norm, shot.factor
    first, last = float(norms[0]), float(norms[-1])
    return Outcome(point, shot.step, len(shot.sites), shot.loss, shot.accuracy, shot.grad_norm,
                   float(shot.grad_weight_norm[0]), first, last, _ratio(first, last), float(factors[0]),
                   _geometric_mean(factors[1:]), seconds, problem)


def _ratio(first: float, last: float) -> float:
    """first/last; 0/0 has no value."""
    if last == 0:
        return math.nan if first == 0 or math.isnan(first) else math.inf
    return first / last


def _geometric_mean(factors: Any) -> float:
    if not len(factors):
        return math.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.exp(np.log(factors).mean()))
