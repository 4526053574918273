"""A stand-in for the engine process: the same commands and replies over the same pipe, made-up numbers, no torch."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from frames import site_parts
from patience import PATIENCE

from gradsim.experiment import Experiment, write_atomically
from gradsim.fitting import weight_shapes
from gradsim.messages import (
    BUDGET,
    Advance,
    Ask,
    Beside,
    Build,
    Change,
    Check,
    Checked,
    Compare,
    Frame,
    Keep,
    Past,
    Pause,
    Play,
    Refused,
    Reset,
    Retreat,
    Seek,
    Stop,
    Variant,
)
from gradsim.parts import BESIDE, Links, Parts, Sample, SiteDetail, Skips, Tiles, is_small
from gradsim.patches import patched
from gradsim.problems import GradsimError, Problem
from gradsim.reports import Finding, Report, SiteCheck
from gradsim.snapshot import NUMBER_COLUMNS, Records, Sites, Snapshot
from ui.engine_process import EngineProcess

PHASES = ("forward", "loss", "backward", "clip", "update")
TOO_DEEP = 900  # the stand-in refuses deeper networks, as the engine does with what does not fit in memory
CHECKPOINT_EVERY = 5
FAST = 100
WRONG, OVERFLOWING = 4711, 4712  # seeds whose self-check fails, or cannot be made


class FakeEngine:
    """Answers commands like the engine's host; one micro-step is counting."""

    def __init__(self) -> None:
        self.generation = 0
        self.experiment: Experiment | None = None
        self.running, self.speed = False, float("inf")
        self.autosave = ""
        self.saved = -1
        self.budget = BUDGET
        self.variants: tuple[Variant, ...] = ()
        self._told: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self._dropped: list[tuple[str, Problem]] = []
        self._restart()

    def handle(self, command: Any) -> Any:
        if isinstance(command, Build):
            if getattr(command.experiment.model, "depth", 0) > TOO_DEEP:
                return Refused((Problem("too_large", {"need": "9 TB", "available": "1 GB"}),))
            if command.checkpoint and not Path(command.checkpoint).read_text().isdigit():
                return Refused((Problem("checkpoint_mismatch", {"path": command.checkpoint}),))
            self.experiment, self.generation, self.autosave = (command.experiment, command.generation,
                                                               command.autosave)
            if command.adopt:
                return self._adopt(command)
            self._restart()
            self._starts = {}
            self._drop_misfits()
            self.budget = command.budget
            self.running, self.saved = False, -1
            if command.checkpoint:
                self.step = self.saved = int(Path(command.checkpoint).read_text())
                self.first = self.step
        elif isinstance(command, Change):
            self.experiment = command.experiment
            self._drop_misfits()
            self._furthest, self._sent = self._count, min(self._sent, self._done)
        elif isinstance(command, Keep):
            self.budget = command.budget
        elif isinstance(command, Check):
            return self._check()
        elif isinstance(command, Compare):
            return self._compare(command)
        elif isinstance(command, Play):
            self.running, self.speed = True, command.speed
        elif isinstance(command, Pause):
            self.running = False
        elif isinstance(command, Reset):
            self.running = False
            self._restart()
        elif isinstance(command, Advance):
            self.running = False
            self._advance(command.unit)
        elif isinstance(command, Retreat):
            self.running = False
            self._retreat(command.unit)
        elif isinstance(command, Seek):
            self.running = False
            self._go(command.position - self.first * self._length())
        return self._frame(command)

    def _adopt(self, command: Build) -> Any:
        """A variant is where the run is, and has told as much."""
        if command.adopt not in {spec.name for spec in self.variants}:
            return Refused((Problem("variant_gone", {"variant": command.adopt}),))
        self.variants = tuple(spec for spec in self.variants if spec.name != command.adopt)
        self._told, self._starts, self.running, self.saved = {}, {}, False, -1
        return self._frame(command)

    def _compare(self, command: Compare) -> Any:
        """Deep variants do not fit in memory; a branch to another depth has other weights."""
        assert self.experiment is not None
        for spec in command.variants:
            experiment = patched(self.experiment, spec.patch)
            if getattr(experiment.model, "depth", 0) > TOO_DEEP:
                return Refused((Problem("too_large", {"need": "9 TB", "available": "1 GB"}),))
            if spec.branch and spec.name not in self._told:
                if len(sites_of(experiment)) != len(self._sites()):
                    return Refused((Problem("branch_shapes", {"value": 2, "allowed": 1}),))
                self._starts[spec.name] = self.first + self._done
        known = {spec.name for spec in self.variants}
        self.variants = command.variants
        self._told = {spec.name: self._told[spec.name] if spec.name in known else self._starts.get(spec.name, 0)
                      for spec in self.variants}
        return self._frame(command)

    def _drop_misfits(self) -> None:
        assert self.experiment is not None
        kept = []
        for spec in self.variants:
            try:
                patched(self.experiment, spec.patch)
                kept.append(spec)
            except GradsimError as error:
                self._dropped.append((spec.name, error.problems[0]))
        self.variants = tuple(kept)

    def _beside(self, spec: Variant, command: Any) -> Beside:
        """A variant is where the run is; a learning rate above 100 makes it stand still."""
        assert self.experiment is not None
        experiment = patched(self.experiment, spec.patch)
        sites = sites_of(experiment)
        known = self.first + self._furthest // self._length()
        first = min(self._told.get(spec.name, 0), known)
        steps = np.arange(first, self.first + self._done)
        self._told[spec.name] = max(first, self.first + self._done)
        fast = experiment.optimizer.lr > FAST
        problem = Problem("nonfinite_loss", {"step": 0}) if fast and self._done else None
        shot = self._shot(sites)
        parts = self._parts(sites, replace(command, wants=command.wants & BESIDE)) if isinstance(command, Ask) else Parts()
        return Beside(spec.name, experiment, shot, self._rows(steps, len(sites)), known, self._starts.get(spec.name, -1),
                      1.0, problem, parts, (shot,) if self.phase == "update" else ())

    def _check(self) -> Any:
        """Fine, but for one seed with a wrong bias gradient at the head, and one that overflows."""
        assert self.experiment is not None
        if self.experiment.seed == OVERFLOWING:
            return Refused((Problem("check_nonfinite", {}),))
        wrong = self.experiment.seed == WRONG
        good = (Finding("activation", 0.0, 1e-10), Finding("grad_weight", 1.234e-15, 1e-10),
                Finding("difference_weight", 2e-9, 1e-4, "loss"))
        sites = [SiteCheck(site, f"layer {site}", (*good[:2], Finding("grad_bias", 0.8, 3.0), good[2])) for site in (1, 2)]
        head = SiteCheck(3, "head", (*good[:2], Finding("grad_bias", 0.5 if wrong else 3e-16, 1e-10), good[2]))
        return Checked(Report((*sites, head), Finding("loss", 0.0, 1e-10), 64, 64, 0.1))

    def work(self) -> None:
        """One slice of running."""
        self._advance("step" if self.speed > 1000 else "micro")

    def _restart(self) -> None:
        self.step, self.phase, self.cursor, self.first = 0, "ready", 0, 0
        self._count = self._furthest = 0
        self._sent = 0
        self._done = 0

    def _length(self) -> int:
        """Micro-steps of a step."""
        return 2 * len(self._sites()) + 3

    def _sites(self) -> Sites:
        assert self.experiment is not None
        return sites_of(self.experiment)

    def _advance(self, unit: str) -> None:
        self._micro()
        phase = self.phase
        while (unit == "step" and self.phase != "update") or (unit == "phase" and self._next()[0] == phase) or (
                unit == "layer" and self.phase not in ("forward", "backward")):
            self._micro()

    def _retreat(self, unit: str) -> None:
        """Of a layer's micro-steps there is one; a phase begins where its first one is still to come."""
        length, count = self._length(), self._count - 1
        starts = (0, len(self._sites()), len(self._sites()) + 1, length - 2, length - 1)
        if unit == "step":
            count -= count % length
        elif unit == "phase":
            count = count // length * length + max(start for start in starts if start <= count % length)
        self._go(count)

    def _go(self, wanted: int) -> None:
        """Count again from the start."""
        first, sent, furthest = self.first, self._sent, self._furthest
        self._restart()
        self.step = self.first = first
        while self._count < min(max(wanted, 0), furthest):
            self._micro()
        self._sent, self._furthest = sent, furthest

    def _next(self) -> tuple[str, int]:
        """Phase and cursor of the next micro-step."""
        count = len(self._sites())
        if self.phase == "forward":
            return ("forward", self.cursor + 1) if self.cursor < count else ("loss", 0)
        if self.phase == "loss":
            return "backward", count
        if self.phase == "backward":
            return ("backward", self.cursor - 1) if self.cursor > 1 else ("clip", 0)
        return ("update", 0) if self.phase == "clip" else ("forward", 1)

    def _micro(self) -> None:
        self._count += 1
        self._furthest = max(self._furthest, self._count)
        self.step += self.phase == "update"
        self.phase, self.cursor = self._next()
        if self.phase != "update":
            return
        self._done += 1
        if self.autosave and self._done % CHECKPOINT_EVERY == 0:
            write_atomically(Path(self.autosave), str(self.step + 1).encode())
            self.saved = self.step + 1

    def _frame(self, command: Any) -> Frame:
        sites = self._sites()
        dropped, self._dropped = tuple(self._dropped), []
        return Frame(snapshot=self._shot(sites), records=self._records(len(sites)), running=self.running, speed=self.speed,
                     device="cpu", parts=self._parts(sites, command) if isinstance(command, Ask) else Parts(),
                     checkpoint_step=self.saved, past=self._past(), dropped=dropped,
                     beside=tuple(self._beside(spec, command) for spec in self.variants))

    def _shot(self, sites: Sites) -> Snapshot:
        count = len(sites)
        columns = {name: np.full(count, 0.25) for name in (*NUMBER_COLUMNS, "factor_se")}
        columns["grad_activation_norm"] = 10.0 ** -np.arange(count, 0, -1)
        columns["nonfinite"] = np.zeros(count)
        assert self.experiment is not None
        known = self.step - (self.phase == "forward")  # the last step that has come to its loss
        loss = 2.3 / (1 + known) if self.phase != "ready" and known >= 0 else float("nan")
        return Snapshot(generation=self.generation, step=self.step, phase=self.phase, cursor=self.cursor, loss=loss,
                        accuracy=0.5, grad_norm=1.0, clipped_grad_norm=1.0, clip_scale=1.0,
                        lr=self.experiment.optimizer.lr, seconds=0.01, sites=sites, columns=columns)

    def _past(self) -> Past:
        length = self._length()
        start = self.first * length
        return Past(first=start, position=start + self._count, furthest=start + self._furthest, micro_steps=length,
                    kept=(self.first,), used=1000, budget=self.budget)

    def _records(self, count: int) -> Records:
        steps = np.arange(self.first + self._sent, self.first + self._done)
        self._sent = max(self._sent, self._done)
        return self._rows(steps, count)

    def _rows(self, steps: np.ndarray, count: int) -> Records:
        numbers = {name: np.full(len(steps), 0.5) for name in ("loss", "accuracy", "grad_norm", "clipped_grad_norm",
                                                               "clip_scale", "lr", "seconds")}
        arrays = {name: np.full((len(steps), count), 0.1) for name in ("grad_activation_norm", "grad_weight_norm",
                                                                       "factor")}
        return Records.of(steps, **numbers, **arrays)

    def _parts(self, sites: Sites, command: Ask) -> Parts:
        known = {"tiles": self._tiles(sites, command), "detail": self._detail(command.site),
                 "sample": Sample(np.zeros(64), (8, 8), np.full(10, 0.1), 3), "links": self._links(sites),
                 "skips": self._skips(sites), **site_parts(command.site, np.random.default_rng(0))}
        return Parts(**{name: part for name, part in known.items() if name in command.wants})

    def _tiles(self, sites: Sites, command: Ask) -> Tiles:
        shape = (len(sites), min(command.units, int(sites.fan_out.max())))
        return Tiles(np.full(shape, 0.5), np.full(shape, 1e-3))

    def _links(self, sites: Sites) -> Links:
        shapes = zip(sites.fan_out, sites.fan_in, strict=True) if is_small(sites) else ()
        matrices = [np.full(shape, 0.5) for shape in shapes]
        return Links(tuple(matrices), tuple(matrices), tuple(matrices))

    def _skips(self, sites: Sites) -> Skips:
        ends = np.unique(sites.block_end[sites.block_end > 0])
        return Skips(sites.block_start[ends - 1], ends, np.full(len(ends), 0.7), np.full(len(ends), 0.6),
                     np.full(len(ends), 0.1))

    def _detail(self, site: int) -> SiteDetail:
        z = np.linspace(-4, 4, 50)
        return SiteDetail(site=site, counts=np.ones(20, dtype=np.int64), edges=np.linspace(-4, 4, 21), curve_z=z,
                          curve_value=np.tanh(z), curve_slope=1 - np.tanh(z) ** 2, value_formula="tanh z",
                          slope_formula="1 − tanh² z", nonfinite_z=0)


def sites_of(experiment: Experiment) -> Sites:
    """The sites of an experiment: of other than dense networks no more than their number, axis and kinds are true."""
    model = experiment.model
    if model.family == "dense":
        return _dense_sites(experiment)
    if model.family == "recurrent":
        steps = experiment.data.sequence[0] if experiment.data.sequence else 1
        names = [f"layer {layer + 1}, t {t + 1}" if model.layers > 1 else f"t {t + 1}"
                 for layer in range(model.layers) for t in range(steps)]
        return _sites("time", [*names, "head"], [*[model.kind] * len(names), "head"], model.hidden, model.activation.kind)
    count = {"lenet5": 5, "alexnet": 8}.get(model.kind) or model.depth
    dense = {"lenet5": 2, "alexnet": 2}.get(model.kind, 0)
    kinds = ["conv"] * (count - 1 - dense) + ["dense"] * dense + ["head"]
    names = [f"layer {place}" for place in range(1, count)]
    return _sites("layer", [*names, "head"], kinds, 16, model.activation.kind, model.kind == "resnet")


def _sites(axis: str, names: list[str], kinds: list[str], width: int, activation: str, skips: bool = False) -> Sites:
    count = len(names)
    start = np.array([(place - 1) // 2 * 2 + 2 if skips and 0 < place < count - 1 else 0 for place in range(count)])
    return Sites(site=np.arange(1, count + 1), axis=np.array([axis] * (count - 1) + ["layer"]),
                 name=np.array(names), kind=np.array(kinds),
                 fan_in=np.full(count, width), fan_out=np.full(count, width), block_start=start,
                 block_end=np.where(start > 0, start + 1, 0), activation=np.array([*[activation] * (count - 1), "identity"]))


def _dense_sites(experiment: Experiment) -> Sites:
    shapes = weight_shapes(experiment)
    count, depth = len(shapes), experiment.model.depth
    residual = experiment.model.residual.kind != "none"
    block = np.array([index + 1 if residual and index < depth and n_in == n_out else 0
                      for index, (n_out, n_in) in enumerate(shapes)])
    names = [spec.kind for spec in experiment.model.activations] + ["identity"] * (count - depth)
    return Sites(
        site=np.arange(1, count + 1), axis=np.full(count, "layer"),
        name=np.array([f"layer {i + 1}" if i < depth else "head" for i in range(count)]),
        kind=np.array(["dense"] * depth + ["head"] * (count - depth)),
        fan_in=np.array([n_in for _, n_in in shapes]), fan_out=np.array([n_out for n_out, _ in shapes]),
        block_start=block, block_end=block.copy(), activation=np.array(names))


def serve(connection: Connection, engine: FakeEngine | None = None) -> None:
    """The stand-in's process."""
    engine = engine or FakeEngine()
    while True:
        try:
            if not connection.poll(0.002 if engine.running else None):
                engine.work()
                continue
            command = connection.recv()
        except (EOFError, OSError):
            return
        if isinstance(command, Stop):
            return
        try:
            connection.send(engine.handle(command))
        except OSError:
            return


def serve_deaf(connection: Connection) -> None:
    """An engine that reads nothing and never ends by itself."""
    while True:
        time.sleep(0.05)


def serve_dying(connection: Connection) -> None:
    """An engine that ends as soon as it is spoken to."""
    connection.recv()
    os._exit(7)


def serve_nothing(connection: Connection) -> None:
    """An engine that lacks a package."""
    connection.recv()
    connection.send(Refused((Problem("engine_gone", {"reason": "No module named 'torch'"}),)))


def serve_silent(connection: Connection) -> None:
    """An engine that never answers."""
    while True:
        try:
            connection.recv()
        except (EOFError, OSError):
            return


def serve_until_played(connection: Connection) -> None:
    """An engine that ends as soon as it is to run."""
    engine = FakeEngine()
    while not isinstance(command := connection.recv(), Play):
        connection.send(engine.handle(command))


class Replaying(FakeEngine):
    """Never arrives where it is sent."""

    def _past(self) -> Past:
        past = super()._past()
        return replace(past, target=past.furthest, progress=0.5) if past.position < past.furthest else past


def serve_replaying(connection: Connection) -> None:
    """An engine that is on its way to a past step for ever."""
    serve(connection, Replaying())


class LocalEngine:
    """The stand-in on a thread: quick to start, where a test needs no process to kill."""

    pid = 0

    def __init__(self, serve: Callable[[Connection], None] = serve) -> None:
        self.connection, other_end = multiprocessing.Pipe()
        self._serving = serve
        self._thread = threading.Thread(target=self._serve, args=(other_end,), daemon=True)
        self._thread.start()

    def exit_code(self) -> int | None:
        return None

    def send(self, command: Any) -> None:
        with suppress(OSError):  # an engine that is gone is noticed by the reader
            self.connection.send(command)

    def end(self, farewell: Any = None) -> None:
        self.connection.close()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _serve(self, connection: Connection) -> None:
        with connection:
            self._serving(connection)


def spawn() -> EngineProcess:
    """Start the stand-in."""
    return EngineProcess(serve)


def spawn_dying() -> EngineProcess:
    """Start an engine that dies."""
    return EngineProcess(serve_dying)


class Puppet:
    """A process whose replies the test gives."""

    def __init__(self) -> None:
        self.connection, self.far = multiprocessing.Pipe()
        self.sent: list[Any] = []
        self.ended = False
        self.pid = 1

    def send(self, command: Any) -> None:
        self.sent.append(command)

    def end(self, farewell: Any = None) -> None:
        self.ended = True
        self.connection.close()
        self.far.close()
