"""Looks: all columns of the steps that were looked at completely; the window's own bounded record."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import Snapshot

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BUDGET = 96 * 2**20
MOST = 4096


class Looks:
    """At most ``capacity`` looks in ``budget`` bytes, in the order in which they came; when full, the steps are thinned out.

    At most one look of ``stride`` neighbouring steps is kept, the earliest that came; nothing is made up between them.
    ``revision`` changes whenever looks that were there change.
    """

    def __init__(self, capacity: int | None = None, budget: int = BUDGET) -> None:
        self._wanted, self._budget = capacity, budget
        self.revision = 0
        self._names: tuple[str, ...] = ()
        self._make(0)

    def __len__(self) -> int:
        """Number of looks."""
        return self._used

    # ---- reading ----------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are known."""
        return self._names

    @property
    def step(self) -> NDArray[np.int64]:
        """The step of each look, in the order in which they came, (n,)."""
        return self._step[:self._used]

    def values(self, name: str) -> Floats:
        """A column of each look, (n, S)."""
        return self._values[name][:self._used]

    def missing(self, name: str) -> Flags:
        """Where a column does not exist or was not measured, (n, S)."""
        return self._missing[name][:self._used]

    def by_step(self) -> NDArray[np.int64]:
        """The places of the looks from the first step to the last, (n,)."""
        if self._order is None:
            self._order = np.argsort(self.step, kind="stable")
        return self._order

    # ---- writing ----------------------------------------------------------------------------

    def add(self, snapshots: Iterable[Snapshot]) -> None:
        """Add complete snapshots taken after a step."""
        for snapshot in snapshots:
            if tuple(snapshot.columns) != self._names or len(snapshot.sites) != self._sites:
                self._names = tuple(snapshot.columns)
                self._make(len(snapshot.sites))
            self._add(snapshot)

    def clear(self) -> None:
        """Forget everything."""
        self._make(self._sites)

    def forget_from(self, step: int) -> None:
        """Forget the steps numbered ``step`` and later."""
        self._keep(np.flatnonzero(self.step < step))

    # ---- inside -----------------------------------------------------------------------------

    def _make(self, sites: int) -> None:
        self._sites = sites
        cost = 9 * max(len(self._names) * sites, 1)
        self.capacity = self._wanted or int(np.clip(self._budget // cost, 64, MOST))
        self._used, self.stride = 0, 1
        self._step = np.zeros(self.capacity, dtype=np.int64)
        self._values = {name: np.empty((self.capacity, sites)) for name in self._names}
        self._missing = {name: np.empty((self.capacity, sites), dtype=bool) for name in self._names}
        self._places: dict[int, int] = {}
        self._order: NDArray[np.int64] | None = None
        self.revision += 1

    def _add(self, snapshot: Snapshot) -> None:
        if snapshot.step // self.stride in self._places:
            return
        if self._used == self.capacity:
            self._thin()
            if snapshot.step // self.stride in self._places:
                return
        place = self._used
        self._step[place] = snapshot.step
        for name in self._names:
            self._values[name][place] = snapshot.columns[name]
            self._missing[name][place] = snapshot.missing(name)
        self._places[snapshot.step // self.stride] = place
        self._used, self._order = place + 1, None

    def _thin(self) -> None:
        """Neighbouring steps share a place from now on, until a quarter of all places is free."""
        while self._used > 3 * self.capacity // 4:
            self.stride *= 2
            _, first = np.unique(self.step // self.stride, return_index=True)
            self._keep(np.sort(first))

    def _keep(self, places: NDArray[np.int64]) -> None:
        if len(places) == self._used:
            return
        count = len(places)
        for values in (self._step, *self._values.values(), *self._missing.values()):
            values[:count] = values[places]
        self._used, self._order = count, None
        self._places = {int(step) // self.stride: place for place, step in enumerate(self.step)}
        self.revision += 1
