"""Autosave: the state of a run in a file now and then, so that another engine can go on with it."""

from __future__ import annotations

import time
from pathlib import Path

from gradsim import checkpoint
from gradsim.problems import GradsimError
from gradsim.simulator import Simulator

_PAUSE = 2.0  # least seconds between two checkpoints
_SHARE = 0.02  # of the time may go into checkpoints


class Autosave:
    """Checkpoints of one run in the file ``path``, none where there is no path.

    Attributes
    ----------
    step
        Number of steps that the run had done when it was saved; −1: nothing has been saved.
    """

    def __init__(self, path: str = "", step: int = -1) -> None:
        self._path = Path(path) if path else None
        self._due = time.monotonic() + _PAUSE
        self.step = step

    def if_due(self, run: Simulator) -> None:
        """Save the run if it is time to, between two of its steps."""
        now = time.monotonic()
        if self._path is None or now < self._due or not run.between_steps or run.problem is not None:
            return
        try:
            checkpoint.save(run, self._path)
            self.step = run.steps_done
        except GradsimError:
            self._path = None  # a full disk must not stop the run
        spent = time.monotonic() - now
        self._due = time.monotonic() + max(_PAUSE, spent / _SHARE)

    def restore(self, run: Simulator) -> None:
        """Let ``run`` go on from what was saved last, if anything was."""
        if self._path is not None and self.step >= 0:
            checkpoint.restore(run, self._path)

    def forget(self) -> None:
        """What was saved is of another run."""
        self.step = -1

    def forget_after(self, steps: int) -> None:
        """A change after so many steps has made what was saved later another future: save again at once."""
        if self.step > steps:
            self.step, self._due = -1, time.monotonic()
