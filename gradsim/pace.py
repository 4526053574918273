"""Pace: takes a run on, a slice of computing at a time, as fast as it goes or so many micro-steps a second."""

from __future__ import annotations

import math
import time

from gradsim.looks import Looks
from gradsim.messages import FULL_SPEED
from gradsim.simulator import Simulator
from gradsim.timeline import Timeline
from gradsim.variants import Variants

SLICE = 0.008  # seconds of computing between two looks at the pipe


class Pace:
    """What drives a run and the ``variants`` beside it; it is looked at as ``looks`` says.

    Attributes
    ----------
    playing, speed
        Whether :meth:`work` advances, and at how many micro-steps per second.
    """

    def __init__(self, looks: Looks, variants: Variants) -> None:
        self.playing, self.speed = False, FULL_SPEED
        self._looks, self._variants = looks, variants
        self._due = 0.0

    def play(self, speed: float) -> None:
        """From now on advance at this speed."""
        self.playing, self.speed = True, speed
        self._due = time.monotonic()

    @property
    def hurries(self) -> bool:
        """Whether the run goes as fast as the engine can."""
        return self.playing and self.speed == FULL_SPEED

    def in_full_stride(self, run: Simulator) -> bool:
        """Whether the run is in the middle of a step at full speed: nothing waits for its end then."""
        return self.hurries and not run.between_steps

    def delay(self) -> float | None:
        """Seconds until there is work: 0 at once, None never."""
        if not self.playing:
            return None
        return 0.0 if self.speed == FULL_SPEED else max(0.0, self._due - time.monotonic())

    def work(self, past: Timeline) -> None:
        """Advance for about one slice."""
        if self.speed == FULL_SPEED:
            self._full_speed(past)
        else:
            self._slow_motion(past)

    def _full_speed(self, past: Timeline) -> None:
        run, deadline = past.run, time.perf_counter() + SLICE
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

    def _slow_motion(self, past: Timeline) -> None:
        deadline = time.perf_counter() + SLICE
        while past.run.problem is None and self._due <= time.monotonic():
            self._advance_micro(past)
            self._due = max(self._due + 1 / self.speed, time.monotonic() - SLICE)
            if not self._variants.follow(past, deadline, False) or time.perf_counter() >= deadline:
                return

    def _advance_micro(self, past: Timeline) -> None:
        past.advance()
        if past.run.phase == "update":
            self._looks.after_step(past.run, self.playing, False)

    def advance(self, past: Timeline, unit: str) -> None:
        """One micro-step, layer, phase or step, whatever the speed."""
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
