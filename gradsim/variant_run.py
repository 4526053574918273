"""VariantRun: one variant of a run, which follows it wherever it goes."""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from dataclasses import replace

import torch

from gradsim.experiment import Experiment
from gradsim.looks import Looks
from gradsim.messages import Ask, Beside, Variant
from gradsim.parts import BESIDE
from gradsim.patches import patched, position_in
from gradsim.problems import Problem, engine_error, fail
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.states import State
from gradsim.timeline import Timeline

_SHORT_STEP = 0.004  # seconds; shorter steps are completed whatever the deadline


class VariantRun:
    """A simulator of the patched experiment with a timeline of its own; ``main`` is always the timeline of the run.

    A ``former`` timeline is taken over, with its run, where that is of the same experiment from the seed.

    Attributes
    ----------
    spec
        What was asked for.
    past
        Its timeline.
    start
        Step whose state of the run it has started from; −1: the seed.
    problem
        Why it stands still, None where it does not.
    looks
        When it is looked at completely, within ``share`` of the time that the looks of a run may take.

    Raises
    ------
    GradsimError
        From the constructor: the patch does not fit, the variant does not fit in memory or cannot take over the run's state.
    """

    def __init__(self, spec: Variant, main: Timeline, budget: int, share: float, former: Timeline | None = None) -> None:
        self.spec, self.looks = spec, Looks(share)
        self.start = -1
        self._main_start, self._own_start = main.changes[0][0], 0
        self._before: list[tuple[int, Experiment]] = []
        self._failure: Problem | None = None
        self._shown: Snapshot | None = None
        self._told = 0
        self._told_experiment: Experiment | None = None
        if spec.branch:
            self.past = self._branch(main, budget)
            self.start = self._told = main.run.steps_done
            self._main_start, self._own_start = main.run.position, self.past.first
            if main.run.experiment.is_live_change(self.run.experiment):
                self._own_start = self._main_start
                self._before = [change for change in self.past.changes if change[0] < self._own_start]
        else:
            self.past = self._from_the_seed(main, budget, former)
        self._seen: list[tuple[int, Experiment]] = []
        self.take_changes(main)
        torch.set_num_threads(main.run.threads)

    @property
    def run(self) -> Simulator:
        """Its simulator."""
        return self.past.run

    @property
    def told(self) -> int:
        """Number of steps whose records the window has been told."""
        return self._told

    @property
    def problem(self) -> Problem | None:
        """Why it stands still: a number that is not finite, or an error of the engine."""
        return self._failure or self.run.problem

    # ---- starting ---------------------------------------------------------------------------

    def _branch(self, main: Timeline, budget: int) -> Timeline:
        """Its run in the very state of ``main``; in mid-step, where more than live fields differ, at the step's start."""
        before = main.run.experiment
        experiment = patched(before, self.spec.patch)
        for name in ("data", "seed"):
            if getattr(experiment, name) != getattr(before, name):
                raise fail("branch_data", key=name)
        run = _build(experiment, main.run)
        if before.is_live_change(experiment):
            twin = main.branch(run)
            twin.budget = budget
            return twin
        if _shapes(run) != _shapes(main.run):
            found, wanted = (one.learning.rule.values.numel() for one in (run, main.run))
            raise fail("branch_shapes", value=found, allowed=wanted)
        state = _state_between_steps(main)
        if experiment.optimizer.kind != before.optimizer.kind:  # another rule begins with no memory
            state = {name: array for name, array in state.items() if not name.startswith("optimizer.")}
        run.restore(state)
        return Timeline(run, budget)

    def _from_the_seed(self, main: Timeline, budget: int, former: Timeline | None) -> Timeline:
        """A run of its own, or the ``former`` one if that is what it would be."""
        experiment = patched(main.changes[0][1], self.spec.patch)
        if former is None or former.first > 0 or former.run is main.run or former.changes[0][1] != experiment:
            return Timeline(_build(experiment, main.run), budget)
        former.stop()
        former.budget, former.run.generation = budget, main.run.generation
        return former

    def restart(self) -> None:
        """The run is back at its seed: go back to where the variant began."""
        self.past.restart()
        self.looks.forget()
        self._failure = None

    # ---- following --------------------------------------------------------------------------

    def take_changes(self, main: Timeline) -> None:
        """Repeat the changes of live fields that were made in the run, where they were made; raises GradsimError."""
        if main.changes == self._seen:
            return
        self._seen = list(main.changes)
        settings = [(position, patched(experiment, self.spec.patch)) for position, experiment in self._seen]
        place = max(bisect_right([position for position, _ in settings], self._main_start), 1)
        at_start = (self._own_start, settings[place - 1][1])
        later = [(self._place(position, main), experiment) for position, experiment in settings[place:]]
        self.past.repeat([*self._before, at_start, *later])

    def _place(self, position: int, main: Timeline) -> int:
        """Where it stands when the run is at ``position``."""
        return max(position_in(position, main.run.micro_steps, self.run.micro_steps), self.past.first)

    def is_there(self, main: Timeline) -> bool:
        """Whether it stands where the run does, or cannot get there."""
        wanted = self._place(main.run.position, main)
        return wanted == self.run.position or self._failure is not None or (
            self.run.problem is not None and wanted > self.run.position)

    def follow(self, main: Timeline, deadline: float, hurry: bool) -> bool:
        """Go to where the run is, until time.perf_counter() reaches ``deadline``; returns whether it is there.

        ``hurry``: the run goes at full speed, and steps are looked at for frames only.
        """
        while not self.is_there(main):
            wanted = self._place(main.run.position, main)
            next_to = 0 < wanted - self.run.position <= self.run.micro_steps
            near = next_to and 0 < self.looks.step_seconds < _SHORT_STEP
            try:
                self._go(wanted, math.inf if near else deadline)
            except Exception as error:
                if self.run.device.type != "cpu":
                    raise  # the host goes on with the CPU
                self._failure = engine_error(error)
                self.past.give_up()
            if next_to and self.run.phase == "update":
                self.looks.step_seconds = self.run.seconds
                self.looks.after_step(self.run, True, hurry)
            if time.perf_counter() >= deadline and not near:
                break
        return self.is_there(main)

    def _go(self, wanted: int, deadline: float) -> None:
        run, past = self.run, self.past
        if run.position < past.furthest or wanted < run.position:
            if past.target != min(wanted, past.furthest):
                self.looks.forget()
                past.aim(min(wanted, past.furthest))
            past.go_on(deadline)
        elif wanted - run.position >= run.micro_steps - run.position % run.micro_steps:
            past.advance_until(deadline)
        else:
            past.advance()

    # ---- frames -----------------------------------------------------------------------------

    def beside(self, main: Timeline, ask: Ask, running: bool, full_speed: bool, quick: bool) -> Beside:
        """What a frame tells; the last three as in :meth:`gradsim.looks.Looks.frame`."""
        run, past = self.run, self.past
        known = past.furthest // run.micro_steps
        self._told = min(self._told, known)
        if past.target is None or self._shown is None:
            self._shown = self.looks.frame(run, self._own(main.run, ask), running, full_speed, quick)
        records = run.history.from_step(self._told)
        self._told = max(self._told, run.steps_done)
        wanted = self._place(main.run.position, main)
        progress = 1.0 if self.is_there(main) else min(run.position / max(wanted, 1), 0.99)
        experiment = None if run.experiment is self._told_experiment else run.experiment
        self._told_experiment = run.experiment
        return Beside(self.spec.name, experiment, self._shown, records, known, self.start, progress, self.problem,
                      self.looks.parts, self.looks.take())

    def _own(self, main: Simulator, ask: Ask) -> Ask:
        """The same question about this run: about its site of the same name, and nothing about a site if there is none."""
        site = self.run.sites.called(main.sites.name[min(ask.site, len(main.sites)) - 1])
        return replace(ask, wants=ask.wants & (BESIDE if site else {"tiles"}), site=site or 1)


def _build(experiment: Experiment, main: Simulator) -> Simulator:
    """A simulator on the run's device; it shares the samples if they are the same."""
    same = experiment.data == main.experiment.data and experiment.seed == main.experiment.seed
    return Simulator(experiment, main.generation, main.dataset if same else None)


def _shapes(run: Simulator) -> tuple[int, list[int], list[int]]:
    """Number of all parameters, and the shape of every site's weight."""
    return run.learning.rule.values.numel(), run.sites.fan_in.tolist(), run.sites.fan_out.tolist()


def _state_between_steps(main: Timeline) -> State:
    """The run's state at the start of the step in progress, or now if there is none."""
    run = main.run
    if run.between_steps:
        return run.state()
    twin = main.branch(Simulator(run.experiment, run.generation, run.dataset))
    twin.seek(run.steps_done * run.micro_steps)
    return twin.run.state()
