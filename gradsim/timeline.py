"""Timeline: going back in a run, exactly. States are kept along the way, and what lies between them is computed again.

A position is the number of micro-steps done since the seed. A run is deterministic, so computing again from a kept state
gives the same numbers bit by bit; changes of live fields are repeated where they were made.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import dataclass

from gradsim.messages import Unit
from gradsim.simulator import Simulator, State

BUDGET = 256 * 2**20  # bytes of kept states
_PAUSE = 0.2  # least seconds of computing between two kept states
_SHARE = 0.005  # of the time may go into keeping states


@dataclass(frozen=True)
class _Mark:
    steps_done: int
    state: State

    @property
    def size(self) -> int:
        return sum(array.nbytes for array in self.state.values())


class Timeline:
    """The past of one run.

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
        self._marks = [_Mark(run.steps_done, run.state())]
        self._changes = [(self.first, run.experiment)]
        self._pause = _PAUSE
        self._due = time.perf_counter() + self._pause

    @property
    def first(self) -> int:
        """The earliest position that can be reached."""
        return self._marks[0].steps_done * self.run.micro_steps

    @property
    def size(self) -> int:
        """Bytes taken by kept states."""
        return sum(mark.size for mark in self._marks)

    # ---- on the way -------------------------------------------------------------------------

    def note_step(self) -> None:
        """The run has advanced: keep its state if it is time to."""
        started = time.perf_counter()
        if started < self._due or not self.run.between_steps or self.run.problem is not None:
            return
        if self.run.steps_done > self._marks[-1].steps_done:
            self._marks.append(_Mark(self.run.steps_done, self.run.state()))
        while self.size > self._budget and len(self._marks) > 2:
            del self._marks[1::2]
            self._pause *= 2
        now = time.perf_counter()
        self._due = now + max(self._pause, (now - started) / _SHARE)

    def note_change(self) -> None:
        """Live fields of the run's experiment have changed at its present position."""
        self._changes.append((self.run.position, self.run.experiment))

    # ---- going back -------------------------------------------------------------------------

    def retreat(self, unit: Unit) -> None:
        """Go back by one micro-step, layer, phase or step: to where a run that is advanced by this unit was before."""
        run, position = self.run, self.run.position
        if unit == "step":
            self.seek((position - 1) // run.micro_steps * run.micro_steps)
            return
        phase, _ = run.micro_step_before(position)
        position -= 1
        while position > self.first and unit != "micro":
            before = run.micro_step_before(position)
            if before[1] if unit == "layer" else before[0] != phase:
                break
            position -= 1
        self.seek(position)

    def seek(self, position: int) -> None:
        """Make the run what it was at a past ``position``; one before :attr:`first` means the first, a future one nothing.

        The experiment's live fields stay what they are now: going on from there is another run if they have changed since.
        """
        run, present = self.run, self.run.experiment
        position = max(position, self.first)
        if position >= run.position:
            return
        # a step before the one asked for: in mid-step, what the pass has not reached shows the last complete values
        complete = max(position // run.micro_steps - 1, 0)
        place = max(bisect_right([mark.steps_done for mark in self._marks], complete), 1)
        del self._marks[place:]
        run.restore(self._marks[-1].state)
        self._replay(position)
        self._changes = [change for change in self._changes if change[0] <= position]
        if run.experiment != present:
            run.change(present)
            self.note_change()

    def _replay(self, position: int) -> None:
        run = self.run
        ends = [start for start, _ in self._changes[1:]] + [position]
        for (start, experiment), end in zip(self._changes, ends, strict=True):
            if start <= position and end >= run.position:
                run.change(experiment)
                _advance_to(run, min(end, position))


def _advance_to(run: Simulator, position: int) -> None:
    while run.position < position and run.problem is None:
        if position - run.position >= run.micro_steps - run.position % run.micro_steps:
            run.advance_step()
        else:
            run.advance()

