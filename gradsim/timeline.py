"""Timeline: one run as a line that can be gone along in both directions, exactly.

States are kept along the way, and what lies between them is computed again. A position is the number of micro-steps done
since the seed. A run is deterministic, so computing again from a kept state gives the same numbers bit by bit; changes of
live fields are repeated where they were made. What was ahead of a past position stays reachable until a live field is
changed there: from then on it is another future.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from dataclasses import dataclass
from itertools import zip_longest

from gradsim.experiment import Experiment
from gradsim.messages import BUDGET, Past, Unit
from gradsim.simulator import Simulator
from gradsim.states import State

_PAUSE = 0.2  # least seconds of computing between two kept states
_SHARE = 0.005  # of the time may go into keeping states
_MOST = 2048  # kept states
_SHOWN = 256  # of which at most so many are told to the window


@dataclass(frozen=True)
class _Mark:
    steps_done: int
    state: State
    size: int


class Timeline:
    """The past of one run, and what is known of its future.

    The run is advanced through here, so that it repeats in its past what was done there. :meth:`aim` and :meth:`go_on` go
    to another position in slices, :meth:`seek` at once.

    Parameters
    ----------
    run
        The run, between two steps; nothing before its present position can be reached.
    budget
        Bytes that kept states may take. When they are used up, every second state is dropped, and new ones are kept half as
        often: computing again takes longer then, but reaches as far back.

    Attributes
    ----------
    run
        As given.
    """

    def __init__(self, run: Simulator, budget: int = BUDGET) -> None:
        self.run, self._budget = run, budget
        self._marks = [_mark(run)]
        self._near: _Mark | None = None  # the state before the last position sought: small moves from there are quick
        self._changes = [(self.first, run.experiment)]
        self._furthest = run.position
        self._since = run.steps_done  # where the run has been computed from without a jump
        self._start = 0
        self._target: int | None = None
        self._waiting: Experiment | None = None
        self._pause = _PAUSE
        self._due = time.perf_counter() + self._pause
        self._told: tuple[tuple[int, ...], int] | None = None

    @property
    def first(self) -> int:
        """The earliest position that can be reached."""
        return self._marks[0].steps_done * self.run.micro_steps

    @property
    def furthest(self) -> int:
        """The furthest position reached in this future."""
        return max(self._furthest, self.run.position)

    @property
    def changes(self) -> list[tuple[int, Experiment]]:
        """The positions at which live fields have changed and the experiment from there on; the first is where it begins."""
        return self._changes

    @property
    def target(self) -> int | None:
        """The position it is on its way to; None: there."""
        return self._target

    @property
    def size(self) -> int:
        """Bytes taken by kept states."""
        return self._overview()[1] + (self._near.size if self._near is not None else 0)

    def _overview(self) -> tuple[tuple[int, ...], int]:
        """The steps of kept states that the window is told, and the bytes of all of them."""
        if self._told is None:
            stride = math.ceil(len(self._marks) / _SHOWN)
            self._told = tuple(mark.steps_done for mark in self._marks[::stride]), sum(mark.size for mark in self._marks)
        return self._told

    @property
    def budget(self) -> int:
        """Bytes that kept states may take."""
        return self._budget

    @budget.setter
    def budget(self, budget: int) -> None:
        self._budget = budget
        self._thin()

    def past(self) -> Past:
        """What the window is told."""
        kept, _ = self._overview()
        return Past(first=self.first, position=self.run.position, furthest=self.furthest, micro_steps=self.run.micro_steps,
                    target=self._target, progress=self._progress(), kept=kept, used=self.size, budget=self._budget)

    def _progress(self) -> float:
        if self._target is None or self._target <= self._start:
            return 1.0
        return (self.run.position - self._start) / (self._target - self._start)

    # ---- going on ---------------------------------------------------------------------------

    def advance(self) -> None:
        """One micro-step."""
        self.advance_until(0.0)

    def advance_step(self) -> None:
        """Complete the step in progress, or do a whole one."""
        self.advance_until(math.inf)
        while not self.run.between_steps and self.run.problem is None:
            self.advance_until(math.inf)

    def advance_until(self, deadline: float) -> None:
        """At least one micro-step, and more until ``deadline``, the end of the step, or where a setting was changed."""
        self._move(self._border(), deadline)
        self._furthest = self.furthest
        self._keep_if_due()

    def change(self, experiment: Experiment) -> None:
        """Take over live fields from the present position on; if they differ from those of then, forget what lies ahead.

        While it is on its way, the change waits for the arrival. Raises ValueError for a change of structure.
        """
        if self._target is not None:
            if not self.run.experiment.is_live_change(experiment):
                raise ValueError("a structural change needs a new Simulator")
            self._waiting = experiment
            return
        before, place = self.run.experiment, self._changes_until(self.run.position)
        self.run.change(experiment)
        if _same_settings(before, experiment):
            self._changes[place - 1] = (self._changes[place - 1][0], experiment)
        else:
            self._forget_ahead()
            self._changes = [*(change for change in self._changes if change[0] < self.run.position),
                             (self.run.position, experiment)]

    def repeat(self, changes: list[tuple[int, Experiment]]) -> None:
        """Make these :attr:`changes` instead of those there were; what lies behind the first that differs is forgotten.

        If the run is there, it goes back to that place.
        """
        first = _first_difference(self._changes, changes)
        if first is None:
            return
        self.give_up()
        self._furthest = self.furthest
        if first < self.run.position:
            self.seek(first)
            first = self.run.position
        self._changes, self._furthest = changes, min(self._furthest, max(first, self.run.position))
        del self._marks[self._place(self._furthest // self.run.micro_steps):]
        self._near, self._told = None, None
        self._repeat_change()

    def restart(self) -> None:
        """Go back to the first position, and forget what lies ahead; changes that were made there will be made again."""
        self.seek(self.first)
        self._forget_ahead()

    def _forget_ahead(self) -> None:
        self._furthest = self.run.position
        del self._marks[self._place(self.run.steps_done):]
        if self._near is not None and self._near.steps_done > self.run.steps_done:
            self._near = None
        self._told = None

    def _move(self, end: float, deadline: float) -> None:
        """The run's own advance, not beyond ``end``; a change that was made where it arrives is made again."""
        run = self.run
        if end - run.position >= run.micro_steps - run.position % run.micro_steps:
            run.advance_until(deadline)
        else:
            run.advance()
            while run.position < end and run.problem is None and not run.between_steps and time.perf_counter() < deadline:
                run.advance()
        self._repeat_change()

    def _border(self) -> float:
        """Where the settings change next."""
        return next((start for start, _ in self._changes if start > self.run.position), math.inf)

    def _repeat_change(self) -> None:
        experiment = self._changes[self._changes_until(self.run.position) - 1][1]
        if not _same_settings(self.run.experiment, experiment):
            self.run.change(experiment)

    def _changes_until(self, position: int) -> int:
        return bisect_right([start for start, _ in self._changes], position)

    # ---- keeping states ---------------------------------------------------------------------

    def _keep_if_due(self) -> None:
        started = time.perf_counter()
        if started < self._due or not self.run.between_steps or self.run.problem is not None:
            return
        place = self._place(self.run.steps_done)
        if self._marks[place - 1].steps_done != self.run.steps_done:
            self._marks.insert(place, _mark(self.run))
            self._told = None
        self._thin()
        now = time.perf_counter()
        self._due = now + max(self._pause, (now - started) / _SHARE)

    def _thin(self) -> None:
        while (self.size > self._budget or len(self._marks) > _MOST) and len(self._marks) > 2:
            del self._marks[1::2]
            self._pause *= 2
            self._told = None

    def _place(self, steps_done: int) -> int:
        """How many marks lie at or before a number of steps: at least the first."""
        return max(bisect_right([mark.steps_done for mark in self._marks], steps_done), 1)

    # ---- going elsewhere --------------------------------------------------------------------

    def retreat(self, unit: Unit) -> None:
        """Aim back by one micro-step, layer, phase or step: where a run that is advanced by this unit was before."""
        run, position = self.run, self.run.position if self._target is None else self._target
        if unit == "step":
            self.aim((position - 1) // run.micro_steps * run.micro_steps)
            return
        phase, _ = run.micro_step_before(position)
        position -= 1
        while position > self.first and unit != "micro":
            before = run.micro_step_before(position)
            if before[1] if unit == "layer" else before[0] != phase:
                break
            position -= 1
        self.aim(position)

    def seek(self, position: int) -> None:
        """Go to ``position`` and come back when it is reached; one outside first…furthest means the nearest of them."""
        self.aim(position)
        self.go_on(math.inf)

    def aim(self, position: int) -> None:
        """Start on the way to ``position``; a new aim takes the place of the one before."""
        run = self.run
        position = min(max(position, self.first), self.furthest)
        if position == run.position:
            self.stop()
            return
        mark = self._mark_before(self._complete(position))
        goes_on = mark.steps_done * run.micro_steps <= run.position < position and self._since <= self._complete(position)
        if not goes_on:
            self._furthest = self.furthest
            run.restore(mark.state)
            self._since = mark.steps_done
        self._repeat_change()
        self._start, self._target = run.position, position
        if run.position == position:
            self.stop()

    def go_on(self, deadline: float) -> None:
        """On the way to the target: at least one micro-step, and more until time.perf_counter() reaches ``deadline``."""
        run = self.run
        while self._target is not None:
            self._move(min(self._target, self._border()), deadline)
            if run.between_steps and run.steps_done == self._complete(self._target):
                self._keep_near()
            if run.position >= self._target or run.problem is not None:
                self.stop()
            elif time.perf_counter() >= deadline:
                return

    def stop(self) -> None:
        """Stay where it is; a change that has waited is made here."""
        self._target = None
        if self._waiting is not None:
            experiment, self._waiting = self._waiting, None
            self.change(experiment)

    def give_up(self) -> None:
        """Stay where it is, whatever was to come."""
        self._target = self._waiting = None

    def branch(self, other: Simulator) -> Timeline:
        """Have ``other``, a run just built of an experiment that differs in live fields only, go on from here with its own.

        Returns its timeline, which has the same past.
        """
        twin, settings = Timeline(other, self._budget), other.experiment
        twin._marks, twin._told = self._marks[:self._place(self.run.steps_done)], None
        twin._changes = self._changes[:self._changes_until(self.run.position)]
        twin._furthest = self.run.position
        twin.seek(self.run.position)
        twin.change(settings)
        return twin

    def _complete(self, position: int) -> int:
        """From which step on to compute for ``position``: in mid-step, sites not yet reached show the step before."""
        return max(position // self.run.micro_steps - 1, self._marks[0].steps_done)

    def _mark_before(self, steps_done: int) -> _Mark:
        mark, near = self._marks[self._place(steps_done) - 1], self._near
        return near if near is not None and mark.steps_done < near.steps_done <= steps_done else mark

    def _keep_near(self) -> None:
        if self._mark_before(self.run.steps_done).steps_done != self.run.steps_done:
            self._near = _mark(self.run)


def _first_difference(one: list[tuple[int, Experiment]], other: list[tuple[int, Experiment]]) -> int | None:
    """The first position whose settings differ between two lists of changes."""
    for mine, its in zip_longest(one, other):
        if mine is None or its is None:
            return int((mine or its)[0])
        if mine[0] != its[0] or not _same_settings(mine[1], its[1]):
            return min(mine[0], its[0])
    return None


def _mark(run: Simulator) -> _Mark:
    state = run.state()
    return _Mark(run.steps_done, state, sum(array.nbytes for array in state.values()))


def _same_settings(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments of one structure make the same run: what they are called makes no difference."""
    return one is other or one.model_copy(update={"title": other.title, "device": other.device}) == other
