"""Looks: when a run is looked at completely, and which of these snapshots wait for the next frame.

A complete snapshot costs about as much as a step. At full speed a frame shows a glance at what every step measures, and a
look only as often as it leaves the engine its time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import torch

from gradsim import inspection
from gradsim.experiment import Experiment
from gradsim.messages import Ask
from gradsim.parts import Parts
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot

_SPECTRAL_PAUSE = 1.0  # least seconds between two refreshes of the spectral norms while running
_SPECTRAL_SHARE = 0.005  # of the time may go into them: in large layers they cost as much as a hundred looks
_LONG_STEP = 0.1  # seconds; in longer steps a look does not wait for the end of the step
_SHARE = 0.02  # of the time may go into complete snapshots at full speed
_BUDGET = 32 * 2**20  # bytes of looks that wait for the next frame


@dataclass(frozen=True)
class _Look:
    """A snapshot, and what it was taken of."""

    snapshot: Snapshot
    position: int
    experiment: Experiment
    fresh: bool

    def holds(self, run: Simulator, fresh: bool) -> bool:
        """Whether another look would show the same."""
        same = self.position == run.position and self.experiment is run.experiment
        return same and (self.fresh or not fresh)


class Looks:
    """The looks at one run after another.

    Parameters
    ----------
    share
        Of the time that the looks of a run may take: less than 1 where several runs share it.

    Attributes
    ----------
    parts
        What was asked for beyond the columns, as of the last look.
    every
        The column that is to be known at every step; "": none.
    step_seconds
        How long a step takes at full speed, 0: not known.
    """

    def __init__(self, share: float = 1.0) -> None:
        self._share = share
        self.parts = Parts()
        self.every = ""
        self.step_seconds = 0.0
        self._looked_at: tuple[Simulator, Ask] | None = None
        self._due = self._spectral_due = self._ends_due = 0.0
        self._wanted = False
        self._last: _Look | None = None
        self._waiting: list[Snapshot] = []
        self._noted = -1  # the last step that was noted

    def forget(self) -> None:
        """The next frame needs a look: the run is another one, or elsewhere."""
        self._looked_at, self._wanted, self._last = None, False, None
        self._spectral_due, self._noted = 0.0, -1

    def take(self) -> tuple[Snapshot, ...]:
        """The looks after single steps that have waited for this frame."""
        waiting, self._waiting = tuple(self._waiting), []
        return waiting

    def frame(self, run: Simulator, ask: Ask, running: bool, full_speed: bool, quick: bool) -> Snapshot:
        """What a frame shows: a look with what was asked for, or a glance if a look would come too soon.

        Spectral norms are those of now in a run that stands still, renewed at most once a second in one that is
        ``running``. If it must be ``quick`` they are not waited for, nor for a look at full speed: it will be asked for.
        """
        now = time.perf_counter()
        fresh = not quick and (not running or now >= self._spectral_due)
        if self._last is not None and self._looked_at == (run, ask) and self._last.holds(run, fresh):
            return self._last.snapshot  # slow motion shows a micro-step in many frames
        if quick and self._looked_at is not None and self._looked_at[0] is run:
            if self._last is not None and self._last.holds(run, fresh):
                return self._last.snapshot
            if full_speed and run.observer.measured_once:
                return run.glance()
        if not (running and full_speed) or self._looked_at != (run, ask):
            return self._look(run, ask, fresh)
        due = now >= self._due
        if due and (run.between_steps or self.step_seconds > _LONG_STEP):
            return self._look(run, ask, fresh)
        self._wanted = due  # it costs least at the end of the step in progress
        return run.glance()

    def after_step(self, run: Simulator, running: bool, full_speed: bool) -> None:
        """A step is complete: look if a frame waits for it, if every step is wanted, or if it is cheap enough."""
        started = time.perf_counter()
        if self._wanted and self._looked_at is not None:
            with torch.inference_mode():
                self._look(*self._looked_at, fresh=started >= self._spectral_due)
        cheap = not running or (started >= self._ends_due and (not full_speed or self.step_seconds > _LONG_STEP))
        if run.step == self._noted or not (self.every or cheap):
            return
        fresh = self.every == "weight_spectral"
        self._note(run.snapshot(refresh_spectral=fresh), fresh)
        now = time.perf_counter()
        self._ends_due = now + (now - started) / (_SHARE * self._share)

    def _look(self, run: Simulator, ask: Ask, fresh: bool) -> Snapshot:
        started = time.perf_counter()
        snapshot = run.snapshot(refresh_spectral=fresh)
        spectral = run.observer.spectral_seconds if fresh else 0.0
        self.parts = inspection.parts(run, ask)
        self._note(snapshot, fresh)
        self._looked_at, self._wanted = (run, ask), False
        self._last = _Look(snapshot, run.position, run.experiment, fresh)
        now = time.perf_counter()
        if fresh:
            self._spectral_due = now + max(_SPECTRAL_PAUSE, spectral / (_SPECTRAL_SHARE * self._share))
        self._due = now + max(now - started - spectral, 0.0) / (_SHARE * self._share)
        return snapshot

    def _note(self, snapshot: Snapshot, fresh: bool) -> None:
        """Keep a look after a step for the next frame."""
        if snapshot.phase != "update" or snapshot.step == self._noted:
            return
        self._noted = snapshot.step
        if not fresh:
            everywhere = np.ones(len(snapshot.sites), dtype=bool)
            snapshot = replace(snapshot, gaps={**snapshot.gaps, "weight_spectral": everywhere})
        self._waiting.append(snapshot)
        del self._waiting[:-1 - _BUDGET // (8 * len(snapshot.columns) * len(snapshot.sites))]
