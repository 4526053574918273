"""The engine's benchmark: an observed step against a bare autograd training step of the same network.

Both run in one process on the same batches, interleaved, one torch thread for small nets; medians of many repetitions are
compared, so that the ratio holds on a noisy machine. Every case has a fresh process, as a run of the application and a
training script have: in memory that other cases have used before, a bare step takes up to a sixth less.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any, ParamSpec, TypeVar

import torch

from gradsim.bare import Training
from gradsim.experiment import Experiment
from gradsim.host import Host
from gradsim.messages import Ask, Build, Play
from gradsim.rivals import Rival, watched
from gradsim.simulator import Simulator
from gradsim.wire import Writer

P = ParamSpec("P")
T = TypeVar("T")
FRAMES_PER_SECOND = 60
CHAIN_PARTS = frozenset({"tiles", "detail", "sample"})
CASES: tuple[tuple[int, int, int, float, float], ...] = (
    # depth, width, batch; largest allowed ratio running as the window runs, and with a complete snapshot at every step
    (10, 64, 64, 0.8, 1.0), (50, 64, 64, 0.8, 1.0), (1000, 64, 64, 0.8, 1.0), (50, 256, 64, 1.0, 1.25),
    (100, 128, 128, 1.0, 1.25),
)


@dataclass(frozen=True)
class Row:
    """One case: microseconds per step, and ratios to the bare step with their goals."""

    case: str
    device: str
    bare_us: float
    window_us: float
    complete_us: float
    window_ratio: float
    window_goal: float
    complete_ratio: float
    complete_goal: float


def experiment(depth: int, width: int, batch: int, device: str = "cpu") -> Experiment:
    """A tanh network on the digits."""
    return Experiment.from_dict({
        "device": device, "data": {"kind": "digits", "batch_size": batch}, "optimizer": {"kind": "sgd", "lr": 0.01},
        "model": {"kind": "mlp", "depth": depth, "width": width, "activation": {"kind": "tanh"}}})


def complete_step(sim: Simulator) -> Callable[[], None]:
    """A step with a complete snapshot; only the spectral norms are refreshed less often."""

    def step() -> None:
        sim.advance_step()
        sim.snapshot(refresh_spectral=False)

    return step


def interleaved(steps: list[Callable[[], None]], seconds: float, finish: Callable[[], Any]) -> list[float]:
    """Median microseconds of each of ``steps``, called in turn for about ``seconds`` after a warm-up."""
    for step in steps * 3:
        step()
    times: list[list[float]] = [[] for _ in steps]
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline or len(times[0]) < 5:
        for step, kept in zip(steps, times, strict=True):
            started = time.perf_counter()
            step()
            finish()
            kept.append(time.perf_counter() - started)
    return [median(kept) * 1e6 for kept in times]


def lstm(hidden: int, steps: int, batch: int, device: str = "cpu") -> Experiment:
    """An LSTM on the adding problem."""
    return Experiment.from_dict({
        "device": device, "data": {"kind": "adding", "length": steps, "samples": 1000, "batch_size": batch}, "loss": "mse",
        "optimizer": {"kind": "sgd", "lr": 0.01}, "model": {"kind": "lstm", "hidden": hidden}})


def convolutional(kind: str, device: str = "cpu") -> Experiment:
    """``lenet5`` with tanh, or ``resnet`` of 20 layers with batch norm and relu, on the digits."""
    return Experiment.from_dict({"device": device, "data": {"kind": "digits", "batch_size": 64}, "model": {"kind": kind},
                                 "optimizer": {"kind": "sgd", "lr": 0.01}})


def cases(device: str) -> list[tuple[str, Experiment, tuple[float, float]]]:
    """Name, experiment and goals of every case."""
    dense = [(f"{depth}×{width}, batch {batch}", experiment(depth, width, batch, device), goals)
             for depth, width, batch, *goals in CASES]
    return [*((name, chosen, (goals[0], goals[1])) for name, chosen, goals in dense),
            ("LSTM 64, T 100, batch 64", lstm(64, 100, 64, device), (1.1, 1.5)),
            ("LeNet-5, batch 64", convolutional("lenet5", device), (1.1, 1.5)),
            ("ResNet-20, batch 64", convolutional("resnet", device), (1.1, 1.5))]


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``function`` gives in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *args, **kwargs).result()


def measure(name: str, chosen: Experiment, goals: tuple[float, float], seconds: float = 3.0) -> Row:
    """One row of the table."""
    watched, seen = Host(), Simulator(chosen)
    watched.handle(Build(chosen, 1))
    assert watched.run is not None
    finish = torch.cuda.synchronize if seen.device.type == "cuda" else _nothing
    bare_training = Training(seen).step
    window_ratio, window_us = against_window(bare_training, watched, seconds, finish)
    bare, complete = interleaved([bare_training, complete_step(seen)], seconds, finish)
    return Row(name, str(seen.device), bare, window_us, complete, window_ratio, goals[0],
               complete / bare, goals[1])


def against_window(bare: Callable[[], None], host: Host, seconds: float, finish: Callable[[], Any]) -> tuple[float, float]:
    """The engine as the window runs it against bare steps: the ratio of time per step, and microseconds per step.

    The host plays at full speed and is asked for a frame 60 times a second, which is pickled as for the pipe. Both run in
    turn, a quarter of a second (at least one step) each; medians over the turns.
    """
    host.handle(Play())
    ratios: list[float] = []
    times: list[float] = []
    deadline = time.perf_counter() + 2 * seconds
    while time.perf_counter() < deadline or len(ratios) < 5:
        bare_time = _time_per_step(_counted(bare), finish)
        window_time = _time_per_step(_Watching(host), finish)
        ratios.append(window_time / bare_time)
        times.append(window_time)
    return median(ratios), median(times) * 1e6


def growth(device: str = "cpu", seconds: float = 10.0) -> float:
    """Cost per layer at depth 1000 ÷ depth 50, as the window runs; both run in turn, the median over the turns."""
    hosts = [Host(), Host()]
    depths = (50, 1000)
    for host, depth in zip(hosts, depths, strict=True):
        host.handle(Build(experiment(depth, 64, 64, device), 1))
        host.handle(Play())
    finish = torch.cuda.synchronize if device == "cuda" else _nothing
    ratios: list[float] = []
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline or len(ratios) < 5:
        shallow, deep = (_time_per_step(_Watching(host), finish) / depth for host, depth in zip(hosts, depths, strict=True))
        ratios.append(deep / shallow)
    return median(ratios)


class _Watching:
    """One slice of the host's work and, when due, a frame; returns the number of steps completed."""

    def __init__(self, host: Host) -> None:
        self._host, self._due, self._writer = host, time.perf_counter(), Writer()

    def __call__(self) -> int:
        run = self._host.run
        assert run is not None
        before = run.steps_done
        self._host.work()
        if time.perf_counter() >= self._due:
            self._writer.dumps(self._host.handle(Ask(CHAIN_PARTS)))
            self._due = time.perf_counter() + 1 / FRAMES_PER_SECOND
        return run.steps_done - before


def _counted(step: Callable[[], None]) -> Callable[[], int]:
    def work() -> int:
        step()
        return 1

    return work


def _time_per_step(work: Callable[[], int], finish: Callable[[], Any], turn: float = 0.25) -> float:
    steps, completed, started = 0, 0, time.perf_counter()
    while not completed or time.perf_counter() - started < turn:  # ends with a step: a long one must not be cut off
        completed = work()
        steps += completed
    finish()
    return (time.perf_counter() - started) / steps


def measure_rival(rival: Rival, seconds: float = 5.0) -> float:
    """Time of a step watched by ``rival`` ÷ that of a bare step, 10×64 tanh net, batch 64."""
    sim = Simulator(experiment(*CASES[0][:3]))
    with watched(rival, sim) as step:
        bare, seen = interleaved([Training(sim).step, step], seconds, _nothing)
    return seen / bare


def _nothing() -> None:
    return None
