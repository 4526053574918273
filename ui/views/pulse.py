"""The pulse: where the pass in progress is, between two micro-steps too, and when it is too fast to be followed."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from gradsim.messages import Frame
from gradsim.snapshot import Phase, Snapshot

FASTEST_PASS = 0.5  # seconds; the eye follows no shorter one
WINDOW = 2.0  # seconds over which steps are counted


def place(phase: Phase, cursor: int, sites: int, share: float) -> float | None:
    """Slot of the pulse: 0 the input, 1…S the sites, S + 1 the loss, fractions on the way; None outside a pass.

    ``share`` of the time to the next micro-step has passed, 0…1: at 0 the pulse has arrived at ``cursor``, at 1 at the next.
    """
    share = min(max(share, 0.0), 1.0)
    if phase == "forward":
        return cursor + share
    if phase == "loss":
        return sites + 1 - share
    if phase == "backward":
        return cursor - share
    return None


def on_the_way_back(phase: Phase) -> bool:
    """Whether the backward pass of the step has begun."""
    return phase in ("backward", "clip", "update")


def passed_links(shot: Snapshot, blurred: bool) -> NDArray[np.bool_]:
    """Which of the S + 1 links the pass has travelled; link l leads from slot l to slot l + 1. None if it is ``blurred``."""
    reached = shot.reached()
    if blurred:
        return np.zeros(len(reached) + 1, dtype=bool)
    if on_the_way_back(shot.phase):  # link l is travelled when the site behind it has its gradient
        return np.concatenate([[reached[0]], reached])
    return np.concatenate([reached, [shot.phase == "loss"]])


def micro_steps_per_second(frame: Frame, step_seconds: float) -> float:
    """How fast a run is: at the speed that was asked for, or as fast as a step takes ``step_seconds``; 0 while paused."""
    if not frame.running:
        return 0.0
    if math.isfinite(frame.speed):
        return frame.speed
    return (2 * len(frame.snapshot.sites) + 3) / step_seconds if step_seconds > 0 else math.inf


def is_blurred(rate: float, sites: int) -> bool:
    """Whether a pass over ``sites`` at ``rate`` micro-steps per second is over before an eye could follow it."""
    return rate > 0 and (sites + 1) / rate < FASTEST_PASS


class Clock:
    """Time since the last micro-step that was seen, and steps per second; all times in seconds, given by the caller."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A new network."""
        self._seen: tuple[object, ...] = ()
        self._since = 0.0
        self._step_seconds = 0.0
        self._steps: deque[tuple[float, int]] = deque()
        self.rate = 0.0

    def note(self, frame: Frame, now: float) -> None:
        """A frame is drawn."""
        shot = frame.snapshot
        seen = (shot.generation, shot.step, shot.phase, shot.cursor)
        if seen != self._seen:
            self._seen, self._since = seen, now
        if shot.phase == "update" or shot.seconds > self._step_seconds:
            self._step_seconds = shot.seconds
        self.rate = micro_steps_per_second(frame, self._step_seconds)
        if not frame.running or (self._steps and shot.step < self._steps[-1][1]):
            self._steps.clear()
        self._steps.append((now, shot.step))
        while now - self._steps[0][0] > WINDOW:
            self._steps.popleft()

    def share(self, now: float) -> float:
        """How much of the time to the next micro-step has passed, 0…1; 0 while paused."""
        return min(max((now - self._since) * self.rate, 0.0), 1.0) if 0 < self.rate < math.inf else 0.0

    def steps_per_second(self) -> float:
        """Steps per second over the last moments; NaN where too few were seen."""
        (start, first), (end, last) = self._steps[0], self._steps[-1]
        return (last - first) / (end - start) if end - start > 0.3 else math.nan
