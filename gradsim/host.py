"""Host: one running experiment driven by commands. No process and no pipe here, so tests call it directly.

``handle`` answers a command at once; ``work`` computes for about one slice while the run is playing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import torch

from gradsim import checkpoint, devices, pace
from gradsim.autosave import Autosave
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
from gradsim.pace import Pace
from gradsim.problems import GradsimError, Problem, engine_error, first_line
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.timeline import Timeline
from gradsim.variants import Variants


class Host:
    """Executes commands on one simulator.

    Attributes
    ----------
    run
        The present simulator; None before the first build.
    """

    def __init__(self) -> None:
        self.run: Simulator | None = None
        self._told = 0
        self._notice: Problem | None = None
        self._autosave = Autosave()
        self._timeline: Timeline | None = None
        self._variants = Variants()
        self._budget = BUDGET
        self._settings: Experiment | None = None  # what the window was told last
        self._shown: Snapshot | None = None
        self._looks = Looks()
        self._pace = Pace(self._looks, self._variants)

    @property
    def playing(self) -> bool:
        """Whether :meth:`work` advances."""
        return self._pace.playing

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
            if not isinstance(command, Ask) or self._looks.step_seconds < pace.SLICE / 2:
                self._bring_variants()  # a frame of short steps shows all after the same one
        except GradsimError as error:
            return Refused(error.problems)
        except Exception as error:
            if not isinstance(command, (Build, Check)) and self._fall_back(error):
                return self._frame(Ask())
            return Refused((engine_error(error),))
        if isinstance(command, Ask):
            self._looks.every = command.every
            self._variants.want_every(command.every)
        return self._frame(command if isinstance(command, Ask) else Ask(), quick=isinstance(command, (Play, Pause)))

    def _carry_out(self, command: Command, run: Simulator) -> None:
        if isinstance(command, Change):
            settings = command.experiment.with_value("device", run.experiment.device)  # the CPU, after a fallback
            if not run.experiment.is_live_change(settings):
                raise GradsimError  # of a build that was refused meanwhile, which has been told
            self._settings = settings
            self._past(run).change(settings)
        elif isinstance(command, Keep):
            self._budget = self._past(run).budget = command.budget
        elif isinstance(command, Compare):
            self._variants.set(command.variants, self._past(run))
        elif isinstance(command, Play):
            self._pace.play(command.speed)
            self._pace.playing = run.problem is None
        elif isinstance(command, Pause):
            self._pause(run)
        elif isinstance(command, Advance):
            self._pace.playing = False
            past = self._past(run)
            past.stop()
            self._guarded(lambda: self._pace.advance(past, command.unit))
        elif isinstance(command, (Retreat, Seek)):
            self._pace.playing = False
            past = self._past(run)
            if isinstance(command, Retreat):
                past.retreat(command.unit)
            else:
                past.aim(command.position)
            self._looks.forget()
            past.go_on(time.perf_counter() + pace.SLICE)
        elif isinstance(command, Reset):
            self._pace.playing = False
            self._past(run).stop()
            run.reset()
            self._looks.forget()
            self._timeline = None
            self._variants.restart()
            self._told = 0
            self._autosave.forget()

    def _build(self, command: Build) -> None:
        former = None
        if command.adopt:
            former, run = self._timeline, self._adopted(command)
        else:
            run = self._new_run(command.experiment, command.generation)
            if command.checkpoint:
                checkpoint.restore(run, Path(command.checkpoint))
            self._told = 0
        self.run, self._pace.playing = run, False
        self._budget = self._past(run).budget = command.budget
        self._settings = run.experiment
        self._looks.step_seconds = 0.0
        self._looks.forget()
        self._autosave = Autosave(command.autosave, run.steps_done if command.checkpoint else -1)
        self._variants.rebuild(self._past(run), former)

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
        elif self._pace.in_full_stride(run) and self._looks.step_seconds < pace.SLICE:
            self._guarded(self._past(run).advance_step)
        self._pace.playing = False

    # ---- computing --------------------------------------------------------------------------

    def delay(self) -> float | None:
        """Seconds until there is work: 0 at once, None never (paused, and where it shall be)."""
        return 0.0 if self._on_its_way or not self._with_variants else self._pace.delay()

    def work(self) -> None:
        """Compute for about one slice, if the run is on its way to another position, or playing and due."""
        run = self.run
        if run is None or self.delay() != 0.0:
            return
        if self._on_its_way:
            self._guarded(lambda: self._past(run).go_on(time.perf_counter() + pace.SLICE))
            return
        if not self._with_variants:
            self._guarded(self._bring_variants)
            return
        self._guarded(lambda: self._pace.work(self._past(run)))
        if run.problem is not None:
            self._pace.playing = False
        self._autosave.if_due(run)

    @property
    def _on_its_way(self) -> bool:
        return self.run is not None and self._past(self.run).target is not None

    @property
    def _with_variants(self) -> bool:
        """Whether all variants stand where the run does; at full speed it waits for them after whole steps only."""
        run = self.run
        return run is None or self._pace.in_full_stride(run) or self._variants.are_there(self._past(run))

    def _bring_variants(self) -> None:
        """For a slice of time let the variants go to where the run is."""
        run = self.run
        if run is not None and self._past(run).target is None and not self._pace.in_full_stride(run):
            self._variants.follow(self._past(run), time.perf_counter() + pace.SLICE, self._pace.hurries)

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:
            self._pace.playing = False
            if self._timeline is not None:
                self._timeline.give_up()
            if not self._fall_back(error):
                self._notice = engine_error(error)

    def _fall_back(self, error: Exception) -> bool:
        """After an error of a GPU go on with the CPU, from the last checkpoint if there is one."""
        run = self.run
        if run is None or run.device.type == "cpu" or not isinstance(error, RuntimeError):
            return False
        self.run = Simulator(run.experiment.with_value("device", "cpu"), run.generation)
        self._autosave.restore(self.run)
        self._told = 0
        self._notice = _fallback(run.device, error)
        self._variants.rebuild(self._past(self.run))
        return True

    # ---- frames -----------------------------------------------------------------------------

    def _frame(self, ask: Ask, quick: bool = False) -> Frame:
        run = self.run
        assert run is not None
        past, full_speed = self._past(run).past(), self._pace.speed == FULL_SPEED
        self._forget_another_future(past.furthest // past.micro_steps)
        if past.target is None or self._shown is None or self._shown.generation != run.generation:
            with torch.inference_mode():
                self._shown = self._looks.frame(run, ask, self.playing, full_speed, quick)
        records = run.history.from_step(self._told)
        self._told = max(self._told, run.steps_done)
        notice, self._notice = self._notice or (run.problem if not self.playing else None), None
        return Frame(snapshot=self._shown, records=records, running=self.playing, speed=self._pace.speed,
                     device=str(run.device), parts=self._looks.parts, looks=self._looks.take(), notice=notice,
                     checkpoint_step=self._autosave.step, past=past, settings=self._new_settings(run, past),
                     dropped=self._variants.take_dropped(),
                     beside=self._variants.frame(self._past(run), ask, self.playing, full_speed, quick))

    def _forget_another_future(self, steps: int) -> None:
        """A change in the past has made everything after so many steps another future."""
        self._told = min(self._told, steps)
        self._autosave.forget_after(steps)

    def _new_settings(self, run: Simulator, past: Past) -> Experiment | None:
        """The experiment in force, if going along the timeline has changed it."""
        if past.target is not None or run.experiment is self._settings:
            return None
        self._settings = run.experiment
        return run.experiment


def _fallback(device: torch.device, error: Exception) -> Problem:
    return Problem("device_fallback", {"device": str(device), "reason": first_line(error)})
