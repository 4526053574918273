"""History: a bounded record of completed steps. No torch; the engine and the window both keep one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradsim.snapshot import SITE_FIELDS, STEP_FIELDS, Floats, Records, frozen

BUDGET = 64 * 2**20


class History:
    """A ring of the last steps; the oldest are dropped when ``capacity`` is reached.

    Parameters
    ----------
    sites
        Number S of sites.
    capacity
        Number of steps kept; by default as many as fit in 64 MiB, at most 65,536.
    """

    def __init__(self, sites: int, capacity: int | None = None) -> None:
        width = len(STEP_FIELDS) + len(SITE_FIELDS) * sites
        self.capacity = capacity or int(np.clip(BUDGET // (8 * width), 64, 65_536))
        self._sites = sites
        self._steps = np.zeros(self.capacity, dtype=np.int64)
        self._rows = np.empty((self.capacity, width))  # untouched pages cost nothing
        self.written = self._first = 0

    def __len__(self) -> int:
        return self.written - self._first

    def append(self, step: int, scalars: Sequence[float], by_site: Floats) -> None:
        """Add one step: the values of STEP_FIELDS, and S values of each of SITE_FIELDS one after the other, (3S,)."""
        row = self._next(step)
        row[:len(STEP_FIELDS)] = scalars
        row[len(STEP_FIELDS):] = by_site

    def extend(self, records: Records) -> None:
        """Add the steps of ``records``."""
        for step, row in zip(records.step, records.rows, strict=True):
            self._next(int(step))[:] = row

    def _next(self, step: int) -> Floats:
        """Where the row of a new step belongs."""
        place = self.written % self.capacity
        self._steps[place] = step
        self.written += 1
        self._first = max(self._first, self.written - self.capacity)
        row: Floats = self._rows[place]
        return row

    def since(self, written: int) -> Records:
        """The steps appended after the first ``written`` ones, oldest first, as far as they are still kept."""
        places = np.arange(max(written, self._first), self.written) % self.capacity
        return Records(frozen(self._steps[places]), frozen(self._rows[places]))

    def from_step(self, step: int) -> Records:
        """The steps numbered ``step`` and later, oldest first, as far as they are still kept."""
        last = int(self._steps[(self.written - 1) % self.capacity]) if len(self) else -1
        return self.since(self.written - max(last + 1 - step, 0))  # steps follow each other without gaps

    def clear(self) -> None:
        """Forget everything."""
        self.written = self._first = 0

    def forget_from(self, step: int) -> None:
        """Forget the steps numbered ``step`` and later (a run that has gone back)."""
        places = np.arange(self._first, self.written) % self.capacity
        self.written = self._first + int(np.searchsorted(self._steps[places], step))

