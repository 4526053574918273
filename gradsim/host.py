"""Host: one running experiment driven by commands. No process and no pipe here, so tests call it directly.

``handle`` answers a command at once; ``work`` computes for about one slice while the run is playing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import torch

from gradsim import checkpoint, devices
from gradsim.experiment import Experiment
from gradsim.looks import Looks
from gradsim.messages import (
    BUDGET,
    FULL_SPEED,
    Advance,
    Ask,
    Build,
    Change,
    Check,
    Checked,
    Command,
    Compare,
    Frame,
    Keep,
    Past,
    Pause,
    Play,
    Refused,
    Reply,
    Reset,
    Retreat,
    Seek,
)
from gradsim.problems import GradsimError, Problem
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.timeline import Timeline
from gradsim.variants import Variants

SLICE = 0.008  # seconds of computing between two looks at the pipe
_AUTOSAVE_PAUSE = 2.0  # least seconds between two checkpoints
_AUTOSAVE_SHARE = 0.02  # of the time may go into checkpoints


class Host:
    """Executes commands on one simulator.

    Attributes
    ----------
    run
        The present simulator; None before the first build.
    playing, speed
        Whether ``work`` advances, and at how many micro-steps per second.
    """

    def __init__(self) -> None:
        self.run: Simulator | None = None
        self.playing = False
        self.speed = FULL_SPEED
        self._due = 0.0
        self._told = 0
        self._notice: Problem | None = None
        self._autosave: Path | None = None
        self._autosave_due = 0.0
        self._saved_step = -1
        self._timeline: Timeline | None = None
        self._variants = Variants()
        self._budget = BUDGET
        self._settings: Experiment | None = None  # what the window was told last
        self._shown: Snapshot | None = None
        self._looks = Looks()

    # ---- commands ---------------------------------------------------------------------------

    def handle(self, command: Command) -> Reply:
        """Carry out one command; bad ones are refused and leave the run as it was."""
        try:
            if isinstance(command, Build):
                self._build(command)
            elif self.run is None:
                return Refused((Problem("engine_error", {"reason": "nothing has been built yet"}),))
            elif isinstance(command, Check):
                from gradsim.selfcheck import check  # seldom asked for: the start does not wait for it

                return Checked(check(self.run.experiment))
            else:
                self._carry_out(command, self.run)
            if not isinstance(command, Ask) or self._looks.step_seconds < SLICE / 2:
                self._bring_variants()  # a frame of short steps shows all after the same one
        except GradsimError as error:
            return Refused(error.problems)
        except Exception as error:
            if not isinstance(command, (Build, Check)) and self._fall_back(error):
                return self._frame(Ask())
            return Refused((_reason(error),))
        if isinstance(command, Ask):
            self._looks.every = command.every
            self._variants.want_every(command.every)
        return self._frame(command if isinstance(command, Ask) else Ask(), quick=isinstance(command, (Play, Pause)))

    def _carry_out(self, command: Command, run: Simulator) -> None:
        if isinstance(command, Change):
            self._settings = command.experiment.with_value("device", run.experiment.device)  # the CPU, after a fallback
            self._past(run).change(self._settings)
        elif isinstance(command, Keep):
            self._budget = self._past(run).budget = command.budget
        elif isinstance(command, Compare):
            self._variants.set(command.variants, self._past(run))
        elif isinstance(command, Play):
            self.playing, self.speed = run.problem is None, command.speed
            self._due = time.monotonic()
        elif isinstance(command, Pause):
            self._pause(run)
        elif isinstance(command, Advance):
            self.playing = False
            past = self._past(run)
            past.stop()
            self._guarded(lambda: self._advance(past, command.unit))
        elif isinstance(command, (Retreat, Seek)):
            self.playing = False
            past = self._past(run)
            if isinstance(command, Retreat):
                past.retreat(command.unit)
            else:
                past.aim(command.position)
            self._looks.forget()
            past.go_on(time.perf_counter() + SLICE)
        elif isinstance(command, Reset):
            self.playing = False
            self._past(run).stop()
            run.reset()
            self._looks.forget()
            self._timeline = None
            self._variants.restart()
            self._told, self._saved_step = 0, -1

    def _build(self, command: Build) -> None:
        if command.adopt:
            run = self._adopted(command)
        else:
            run = self._new_run(command.experiment, command.generation)
            if command.checkpoint:
                checkpoint.restore(run, Path(command.checkpoint))
            self._told = 0
        self.run, self.playing = run, False
        self._budget = self._past(run).budget = command.budget
        self._settings = run.experiment
        self._looks.step_seconds = 0.0
        self._looks.forget()
        self._autosave = Path(command.autosave) if command.autosave else None
        self._saved_step = run.steps_done if command.checkpoint else -1
        self._autosave_due = time.monotonic() + _AUTOSAVE_PAUSE
        self._variants.rebuild(self._past(run))

    def _adopted(self, command: Build) -> Simulator:
        """The run of a variant, with its timeline; it computes with its own number of threads from now on."""
        variant = self._variants.give(command.adopt)
        self._timeline, self._told = variant.past, variant.told
        variant.run.generation = command.generation
        torch.set_num_threads(variant.run.threads)
        return variant.run

    def _past(self, run: Simulator) -> Timeline:
        """The timeline of the present run; a new one begins where a run does."""
        if self._timeline is None or self._timeline.run is not run:
            self._timeline = Timeline(run, self._budget)
        return self._timeline

    def _new_run(self, experiment: Experiment, generation: int) -> Simulator:
        try:
            return Simulator(experiment, generation)
        except GradsimError:
            raise
        except RuntimeError as error:
            device = devices.find(experiment)
            if device.type == "cpu":
                raise
            self._notice = _fallback(device, error)
            return Simulator(experiment.with_value("device", "cpu"), generation)

    def _pause(self, run: Simulator) -> None:
        if self._past(run).target is not None:
            self._past(run).stop()
        elif self.playing and self.speed == FULL_SPEED and not run.between_steps and self._looks.step_seconds < SLICE:
            self._guarded(self._past(run).advance_step)
        self.playing = False

    # ---- computing --------------------------------------------------------------------------

    def delay(self) -> float | None:
        """Seconds until there is work: 0 at once, None never (paused, and where it shall be)."""
        if self._on_its_way or not self._with_variants:
            return 0.0
        if not self.playing:
            return None
        return 0.0 if self.speed == FULL_SPEED else max(0.0, self._due - time.monotonic())

    def work(self) -> None:
        """Compute for about one slice, if the run is on its way to another position, or playing and due."""
        run = self.run
        if run is None or self.delay() != 0.0:
            return
        if self._on_its_way:
            self._guarded(lambda: self._past(run).go_on(time.perf_counter() + SLICE))
            return
        if not self._with_variants:
            self._guarded(self._bring_variants)
            return
        self._guarded(lambda: self._full_speed(run) if self.speed == FULL_SPEED else self._slow_motion(run))
        if run.problem is not None:
            self.playing = False
        self._autosave_if_due(run)

    @property
    def _on_its_way(self) -> bool:
        return self.run is not None and self._past(self.run).target is not None

    @property
    def _with_variants(self) -> bool:
        """Whether all variants stand where the run does; at full speed it waits for them after whole steps only."""
        return self.run is None or self._in_full_stride or self._variants.are_there(self._past(self.run))

    @property
    def _in_full_stride(self) -> bool:
        return self.run is not None and self.playing and self.speed == FULL_SPEED and not self.run.between_steps

    def _bring_variants(self) -> None:
        """For a slice of time let the variants go to where the run is."""
        if self.run is not None and self._past(self.run).target is None and not self._in_full_stride:
            hurry = self.playing and self.speed == FULL_SPEED
            self._variants.follow(self._past(self.run), time.perf_counter() + SLICE, hurry)

    def _full_speed(self, run: Simulator) -> None:
        past, deadline = self._past(run), time.perf_counter() + SLICE
        while run.problem is None:
            short = self._looks.step_seconds < SLICE / 2 and run.between_steps
            past.advance_until(math.inf if short else deadline)
            if run.phase == "update":
                self._looks.step_seconds = run.seconds
                self._looks.after_step(run, True, True)
                if not self._variants.follow(past, deadline, True):
                    return
            if time.perf_counter() >= deadline:  # never before something was done, however late the slice began
                return

    def _slow_motion(self, run: Simulator) -> None:
        deadline = time.perf_counter() + SLICE
        while run.problem is None and self._due <= time.monotonic():
            self._advance_micro(self._past(run))
            self._due = max(self._due + 1 / self.speed, time.monotonic() - SLICE)
            if not self._variants.follow(self._past(run), deadline, False) or time.perf_counter() >= deadline:
                return

    def _advance_micro(self, past: Timeline) -> None:
        past.advance()
        if past.run.phase == "update":
            self._looks.after_step(past.run, self.playing, False)

    def _advance(self, past: Timeline, unit: str) -> None:
        run = past.run
        if unit == "step":
            past.advance_step()
            return
        self._advance_micro(past)
        if unit == "layer":
            while run.problem is None and run.phase in ("loss", "clip", "update"):
                self._advance_micro(past)
        if unit == "phase":
            phase = run.phase
            while run.problem is None and run.next_phase == phase:
                past.advance()

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:
            self.playing = False
            if self._timeline is not None:
                self._timeline.give_up()
            if not self._fall_back(error):
                self._notice = _reason(error)

    def _fall_back(self, error: Exception) -> bool:
        """After an error of a GPU go on with the CPU, from the last checkpoint if there is one."""
        run = self.run
        if run is None or run.device.type == "cpu" or not isinstance(error, RuntimeError):
            return False
        self.run = Simulator(run.experiment.with_value("device", "cpu"), run.generation)
        if self._autosave is not None and self._saved_step >= 0:
            checkpoint.restore(self.run, self._autosave)
        self._told = 0
        self._notice = _fallback(run.device, error)
        self._variants.rebuild(self._past(self.run))
        return True

    def _autosave_if_due(self, run: Simulator) -> None:
        now = time.monotonic()
        if self._autosave is None or now < self._autosave_due or not run.between_steps or run.problem is not None:
            return
        try:
            checkpoint.save(run, self._autosave)
            self._saved_step = run.steps_done
        except GradsimError:
            self._autosave = None  # a full disk must not stop the run
        spent = time.monotonic() - now
        self._autosave_due = time.monotonic() + max(_AUTOSAVE_PAUSE, spent / _AUTOSAVE_SHARE)

    # ---- frames -----------------------------------------------------------------------------

    def _frame(self, ask: Ask, quick: bool = False) -> Frame:
        run = self.run
        assert run is not None
        past = self._past(run).past()
        self._forget_another_future(past.furthest // past.micro_steps)
        if past.target is None or self._shown is None or self._shown.generation != run.generation:
            with torch.inference_mode():
                self._shown = self._looks.frame(run, ask, self.playing, self.speed == FULL_SPEED, quick)
        records = run.history.from_step(self._told)
        self._told = max(self._told, run.steps_done)
        notice, self._notice = self._notice or (run.problem if not self.playing else None), None
        return Frame(snapshot=self._shown, records=records, running=self.playing, speed=self.speed, device=str(run.device),
                     parts=self._looks.parts, looks=self._looks.take(), notice=notice, checkpoint_step=self._saved_step,
                     past=past, settings=self._new_settings(run, past), dropped=self._variants.take_dropped(),
                     beside=self._variants.frame(self._past(run), ask, self.playing, self.speed == FULL_SPEED, quick))

    def _forget_another_future(self, steps: int) -> None:
        """A change in the past has made everything after so many steps another future."""
        self._told = min(self._told, steps)
        if self._saved_step > steps:
            self._saved_step, self._autosave_due = -1, time.monotonic()

    def _new_settings(self, run: Simulator, past: Past) -> Experiment | None:
        """The experiment in force, if going along the timeline has changed it."""
        if past.target is not None or run.experiment is self._settings:
            return None
        self._settings = run.experiment
        return run.experiment


def _reason(error: Exception) -> Problem:
    return Problem("engine_error", {"reason": f"{type(error).__name__}: {_first_line(error)}"})


def _fallback(device: torch.device, error: Exception) -> Problem:
    return Problem("device_fallback", {"device": str(device), "reason": _first_line(error)})


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
